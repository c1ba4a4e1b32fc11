// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "domain/backends/backend.hpp"
#include "domain/keys/key_service.hpp"
#include "rpc/param_type.hpp"
#include "rpc/result_type.hpp"

#include <optional>
#include <string>
#include <vector>

/// What this front's methods take and answer, as their JSON.
namespace hako::api::operator_front {

/// `NAME=VALUE` texts (domain/backends/settings.hpp).
struct Assignments {
    std::vector<std::string> texts;
};

/// Addresses and CIDR blocks.
struct IpRanges {
    std::vector<IpRange> ranges;
};

/// `{"backendId","name","appKey","pushProjectId"}`
struct NewBackendResult {
    backends::Backend backend;
};

/// The same with `createdAt` and `settings`.
struct BackendResult {
    backends::Backend backend;
};

/// An array of the same.
struct BackendsResult {
    std::vector<backends::Backend> backends;
};

/// The settings that hold now.
struct SettingsResult {
    backends::Settings settings;
};

/// `{"keyId","key","ipRanges"}`: the only time the key is shown.
struct NewKeyResult {
    keys::NewKey key;
};

/// An array of keys: `keyId`, `name`, `ipRanges` and the times in milliseconds since 1970, null
/// when there is none: `createdAt`, `lastUsedAt`, `expiresAt`, `revokedAt`.
struct KeysResult {
    std::vector<keys::ManagementKey> keys;
};

}  // namespace hako::api::operator_front

namespace hako::rpc {

/// Declare ParamType<T> and ResultType<T>, whose functions are in values.cpp.
#define HAKO_PARAM_TYPE(T)                                                   \
    template <>                                                              \
    struct ParamType<T> {                                                    \
        static std::optional<T> decode(json::Value value, std::string& why); \
        static void schema(json::Writer& writer);                            \
    }

#define HAKO_RESULT_TYPE(T)                                   \
    template <>                                               \
    struct ResultType<T> {                                    \
        static void write(std::string& out, const T& result); \
        static void schema(json::Writer& writer);             \
    }

HAKO_PARAM_TYPE(BackendId);
HAKO_PARAM_TYPE(keys::KeyId);
HAKO_PARAM_TYPE(api::operator_front::Assignments);
HAKO_PARAM_TYPE(api::operator_front::IpRanges);

HAKO_RESULT_TYPE(api::operator_front::NewBackendResult);
HAKO_RESULT_TYPE(api::operator_front::BackendResult);
HAKO_RESULT_TYPE(api::operator_front::BackendsResult);
HAKO_RESULT_TYPE(api::operator_front::SettingsResult);
HAKO_RESULT_TYPE(api::operator_front::NewKeyResult);
HAKO_RESULT_TYPE(api::operator_front::KeysResult);

#undef HAKO_RESULT_TYPE
#undef HAKO_PARAM_TYPE

}  // namespace hako::rpc
