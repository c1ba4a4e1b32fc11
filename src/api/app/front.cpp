// SPDX-License-Identifier: Apache-2.0
#include "api/app/front.hpp"

#include "api/app/methods.hpp"
#include "api/error_table.hpp"

namespace hako::api::app {

rpc::WireError wire_error(ErrorCode code) {
    // The SDK knows one way to be told to try again later.
    return code == ErrorCode::busy ? api::wire_error(ErrorCode::rate_limited)
                                   : api::wire_error(code);
}

Registry make_registry() {
    const rpc::ApiDescription description{
        .title = "Hako app API",
        .version = "1.0.0",
        .description =
            "Users, devices, collections and mail of one backend, for apps: what upstream's "
            "JavaScript SDK calls. POST to /json-rpc/{backendId}. The params of each call hold, "
            "besides those of its method, __api_key (the backend's app key), __device (the "
            "device's id), and __session when there is one; a new session comes in the header "
            "X-Set-Monaca-Cloud-Session. Every answer has HTTP status 200.",
        .errors =
            {ErrorCode::api_key_invalid,
             ErrorCode::device_required,
             ErrorCode::session_invalid,
             ErrorCode::login_required,
             ErrorCode::rate_limited},
        .unknown_params = rpc::UnknownParams::ignore,
        .param_structure = rpc::ParamStructure::by_name,
    };
    return {description, &wire_error, methods()};
}

}  // namespace hako::api::app

namespace hako::rpc {

Result<void> AccessPolicy<AppCaller>::permits(Rule rule, const AppCaller& caller) {
    switch (rule) {
        case Rule::device:
        case Rule::dead_session_is_absent:
            return {};
        case Rule::user:
            return caller.user() ? Result<void>() : Result<void>(Error(ErrorCode::login_required));
    }
    return Error(ErrorCode::permission_denied);
}

}  // namespace hako::rpc
