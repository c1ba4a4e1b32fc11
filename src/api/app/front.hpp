// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ip_address.hpp"
#include "crypto/secret.hpp"
#include "domain/callers.hpp"
#include "domain/devices/device_service.hpp"
#include "domain/items/app_item_service.hpp"
#include "domain/mail/mail_service.hpp"
#include "domain/sessions/account_service.hpp"
#include "domain/users/user_service.hpp"
#include "rpc/method.hpp"
#include "rpc/registry.hpp"

#include <cstdint>
#include <optional>

namespace hako::api::app {

/// Who may call a method of this front. Everyone showed the app key and named a device.
enum class Access : std::uint8_t {
    device,                  ///< everyone; a session that is given must be alive
    user,                    ///< who is logged in
    dead_session_is_absent,  ///< everyone; a session that is not alive is passed over
};

/// What one HTTP request knows besides its calls, and what its reply carries besides its body.
struct RequestScope {
    /// Who asks, behind trusted proxies; empty when that cannot be known.
    std::optional<IpAddress> client;

    /// The session that was opened last, for the header `X-Set-Monaca-Cloud-Session`.
    std::optional<crypto::Secret> new_session;
};

/// The use cases behind the methods; they serve all requests.
struct UseCases {
    const users::UserService& users;
    const devices::DeviceService& devices;
    sessions::AccountService& accounts;
    const items::AppItemService& items;
    const mail::MailService& mail;
};

/// What the methods of one request work with.
struct Services : UseCases {
    RequestScope& request;
};

using Method = rpc::Method<AppCaller, Services>;
using Registry = rpc::Registry<AppCaller, Services>;

/// As api::wire_error, but that everything to be tried again later is 9999.
rpc::WireError wire_error(ErrorCode code);

/// The methods of the app API, in the order of the spec, and their OpenRPC document. Made once, at
/// start-up.
Registry make_registry();

}  // namespace hako::api::app

template <>
struct hako::rpc::AccessPolicy<hako::AppCaller> {
    using Rule = api::app::Access;

    static Result<void> permits(Rule rule, const AppCaller& caller);
};
