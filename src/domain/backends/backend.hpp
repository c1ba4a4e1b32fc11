// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <cstdint>
#include <memory>
#include <string>

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
