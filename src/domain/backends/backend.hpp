// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hako {
class BackendStorage;
}

namespace hako::backends {

enum class Switch : std::uint8_t { off, on };

/// What `hako backend set` changes.
struct Settings {
    Switch management_api = Switch::on;
    std::int64_t password_length_min = 4;
    std::int64_t username_length_min = 3;
    Switch auto_login = Switch::on;
    std::int64_t auto_login_minutes = 43'200;  ///< of a login token, from its last use
    std::int64_t reset_token_minutes = 15;
    std::int64_t session_idle_minutes = 1'440;  ///< from its last call
    std::int64_t session_max_minutes = 43'200;  ///< from its beginning

    /// The origins that the app API tells browsers to trust; `*` is any.
    std::vector<std::string> allowed_origins{"*"};

    /// on: User.validate does not tell that a username is taken.
    Switch validate_silent = Switch::off;

    /// The properties that may hold an address that mail goes to; `_username` is one.
    std::vector<std::string> email_properties{"_username", "email"};

    bool operator==(const Settings&) const = default;
};

/// One app's backend. The app key and the push project id are public identifiers, not secrets.
struct Backend {
    BackendId id;
    std::string name;
    std::string app_key;
    std::string push_project_id;
    Settings settings;
    UnixMillis created_at = 0;
};

/// A backend that is open: its value at one moment, and its data.
struct Entry {
    Backend backend;
    std::shared_ptr<BackendStorage> storage;
};

}  // namespace hako::backends
