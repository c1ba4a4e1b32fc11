// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    std::optional<std::string> text;
    PropertyChanges own;
    std::optional<users::Username> username;

    void check(const AppCaller& caller, Error& wrong) {
        if (!text) {
            return;
        }
        std::string why;
        const auto characters_min = caller.backend().backend.settings.username_length_min;
        username = users::Username::parse(*text, characters_min, why);
        if (!username) {
            wrong.add_param("username", why);
        }
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("username", &Params::text),
    rpc::optional("properties", &Params::own)
);

Task<Result<rpc::Ok>> run(Params params, const AppCaller& caller, Services& services) {
    auto validating = services.users.validate(caller, *params.username);
    HAKO_CO_TRY(co_await std::move(validating));
    co_return rpc::kOk;
}

}  // namespace

Method user_validate() {
    return {
        .name = "User.validate",
        .summary = "Ask whether a user could be registered; nothing is stored.",
        .access = Access::dead_session_is_absent,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
