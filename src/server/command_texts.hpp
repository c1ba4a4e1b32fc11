// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "server/command_line.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hako::server {

/// What the arguments of a command hold, before it is looked at. Each subcommand uses some of them;
/// what is not given is empty.
struct CommandTexts {
    std::string id;
    std::string key_id;
    std::string name;
    std::vector<std::string> pairs;
    std::vector<std::string> ranges;
    std::optional<std::string> expires;
    std::string apns_key;
    std::string apns_certificate;
    std::string service_account;
    std::string apple_key_id;
    std::string team_id;
    std::string topic;
    std::vector<std::string> environments;
    std::vector<std::string> credentials;
    std::string device_token;
};

// All fail with invalid_params and one sentence that names the argument.

Result<BackendId> read_backend_id(const CommandTexts& texts);
Result<Command> make_backend_set(const CommandTexts& texts);
Result<Command> make_key_create(const CommandTexts& texts, UnixMillis now);
Result<Command> make_push_configure(const CommandTexts& texts);

}  // namespace hako::server
