// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/push_service.hpp"
#include "rpc/param_type.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the parameters of pushes are made of.
///
/// A filter that is given narrows, always: null and "" are wrong and not "not given", so that no
/// mistake in a caller's code makes a push to everyone.
namespace hako::api {

/// `target` of Push.send: `"app"`, the only one there is.
struct PushToApp {};

/// User ids; what is no id is the id of nobody. Each once.
struct UserFilter {
    std::vector<UserId> ids;
};

/// Device ids, each once.
struct DeviceFilter {
    std::vector<std::string> ids;
};

/// MonaQL over users; not blank.
struct QueryFilter {
    std::string text;
};

/// An object, or a string that holds one: its canonical text.
struct ExtraJson {
    std::string text;
};

/// 1 to kIdempotencyKeyBytesMax bytes.
struct RequestKey {
    std::string text;
};

/// Whether the devices are only counted.
enum class DryRun : std::uint8_t { no, yes };

}  // namespace hako::api

namespace hako::rpc {

/// Declares ParamType<T>: its `decode` and `schema` are in push_params.cpp.
#define HAKO_PARAM_TYPE(T)                                                   \
    template <>                                                              \
    struct ParamType<T> {                                                    \
        static std::optional<T> decode(json::Value value, std::string& why); \
        static void schema(json::Writer& writer);                            \
    }

/// As HAKO_PARAM_TYPE, for a filter.
#define HAKO_FILTER_TYPE(T)                                                  \
    template <>                                                              \
    struct ParamType<T> {                                                    \
        static constexpr bool kNullIsValue = true;                           \
        static std::optional<T> decode(json::Value value, std::string& why); \
        static void schema(json::Writer& writer);                            \
    }

HAKO_PARAM_TYPE(push::Platform);
HAKO_PARAM_TYPE(push::BuildType);
HAKO_PARAM_TYPE(push::PushId);
HAKO_PARAM_TYPE(push::DeliveryState);
HAKO_PARAM_TYPE(api::PushToApp);
HAKO_PARAM_TYPE(api::ExtraJson);
HAKO_PARAM_TYPE(api::RequestKey);
HAKO_PARAM_TYPE(api::DryRun);
HAKO_FILTER_TYPE(api::UserFilter);
HAKO_FILTER_TYPE(api::DeviceFilter);
HAKO_FILTER_TYPE(api::QueryFilter);

#undef HAKO_FILTER_TYPE
#undef HAKO_PARAM_TYPE

}  // namespace hako::rpc
