// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "domain/list_query.hpp"
#include "domain/push/push.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hako::push {

/// Every device that is registered.
struct Everyone {};

/// The devices of these users; each id once.
struct OfUsers {
    std::vector<UserId> ids;
};

/// The devices of the users that match.
struct OfMatchingUsers {
    std::string text;       ///< MonaQL over users, as given; it was parsed before
    std::string bind_json;  ///< its bind parameters, an array; empty: none given
    ListQuery list;         ///< its filter is the two together; the rest does not matter
};

/// These devices, by device id; each once.
struct OfDevices {
    std::vector<std::string> ids;
};

/// Whom a push is for, before platform and build type are looked at.
using Selection = std::variant<Everyone, OfUsers, OfMatchingUsers, OfDevices>;

/// Whom a push is for: the devices of the selection that are of this platform and build type and
/// have a token.
struct Audience {
    Platform platform = Platform::ios;
    BuildType build_type = BuildType::release;
    Selection selection;
};

/// One device of an audience, as the store numbers it.
struct Target {
    std::int64_t device = 0;
    /// The user it was chosen for; empty when it was not chosen by its user.
    std::optional<std::int64_t> user;
};

/// The first devices of an audience.
struct Targets {
    std::vector<Target> devices;
    bool is_whole = true;  ///< there are no more
};

}  // namespace hako::push
