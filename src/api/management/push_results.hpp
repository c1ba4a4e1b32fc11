// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/push_store.hpp"
#include "rpc/result_type.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// What the methods of pushes answer, as the wire shows it.
namespace hako::api::management {

/// `{queueIdList}`; of a dry run `{queueIdList: [], numTarget}`.
struct PushSendResult {
    std::optional<push::PushId> id;
    std::optional<std::int64_t> dry_run_targets;
};

/// `{status, numTarget, numPushed, numFailed, createdAt, pushStartedAt, pushFinishedAt}`
struct PushStatusResult {
    push::Push push;
};

/// `{items, totalItems}`, the items being pushes.
struct PushListResult {
    push::PushPage page;
};

/// `{items, totalItems}`, the items being devices of one push.
struct PushDevicesResult {
    push::LedgerPage page;
};

}  // namespace hako::api::management

namespace hako::rpc {

/// Declares ResultType<T>: its `write` and `schema` are in push_results.cpp.
#define HAKO_RESULT_TYPE(T)                                   \
    template <>                                               \
    struct ResultType<T> {                                    \
        static void write(std::string& out, const T& result); \
        static void schema(json::Writer& writer);             \
    }

HAKO_RESULT_TYPE(api::management::PushSendResult);
HAKO_RESULT_TYPE(api::management::PushStatusResult);
HAKO_RESULT_TYPE(api::management::PushListResult);
HAKO_RESULT_TYPE(api::management::PushDevicesResult);

#undef HAKO_RESULT_TYPE

}  // namespace hako::rpc
