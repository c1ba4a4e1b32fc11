// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "server/exit_code.hpp"
#include "server/settings.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hako::server {

struct Serve {};

struct BackendCreate {
    std::string name;
};

struct BackendList {};

struct BackendRename {
    BackendId id;
    std::string name;
};

struct BackendDelete {
    BackendId id;
};

/// `NAME=VALUE` as given; which names there are, and what they take, the backend knows.
struct BackendOption {
    std::string name;
    std::string value;
};

struct BackendSet {
    BackendId id;
    std::vector<BackendOption> options;
};

struct BackendGet {
    BackendId id;
    /// Empty: all of them.
    std::optional<std::string> name;
};

struct KeyCreate {
    BackendId backend;
    /// Empty: the key is good from everywhere.
    std::vector<IpRange> ranges;
    std::string name;
    /// Empty: the key does not expire.
    std::optional<UnixMillis> expires_at;
};

struct KeyList {
    BackendId backend;
};

struct KeyRevoke {
    BackendId backend;
    std::string key_id;
};

struct PushConfigure {
    enum class Kind : std::uint8_t { apns_key, apns_certificate, service_account };

    BackendId backend;
    Kind kind = Kind::apns_key;
    std::string file;
    /// What the file holds, once it was read.
    std::string text;
    std::string key_id;
    std::string team_id;
    std::string topic;
    /// `development`, `production`; empty: both.
    std::vector<std::string> environments;
};

struct PushShow {
    BackendId backend;
};

struct PushRemove {
    BackendId backend;
    /// `apnsDevelopment`, `apnsProduction`, `fcm`; empty: all.
    std::vector<std::string> credentials;
};

struct PushDoctor {
    BackendId backend;
    /// An APNs token to find the environment of; empty: none.
    std::string device_token;
};

struct PrintOpenRpc {};

struct PrintVersion {};

using Command = std::variant<
    Serve,
    BackendCreate,
    BackendList,
    BackendRename,
    BackendDelete,
    BackendSet,
    BackendGet,
    KeyCreate,
    KeyList,
    KeyRevoke,
    PushConfigure,
    PushShow,
    PushRemove,
    PushDoctor,
    PrintOpenRpc,
    PrintVersion>;

enum class OutputFormat : std::uint8_t { text, json };

/// A command line that can be carried out.
struct Invocation {
    Command command;
    /// Only Serve and PushDoctor look at more than `data`. Not read, and all default, for
    /// PrintOpenRpc and PrintVersion, which work whatever the environment holds.
    Settings settings;
    OutputFormat output = OutputFormat::text;
};

/// The end of the process: help that was asked for (for standard output, code ok), or one sentence
/// on what is wrong (for standard error, code usage). `text` ends with a line feed.
struct EarlyExit {
    ExitCode code;
    std::string text;
};

/// Reads the arguments after the program's name, and lines `NAME=value` of the environment.
/// Executes nothing; reads no file but the one that `config` names. `clock` says what `--expires
/// 90d` means.
std::variant<Invocation, EarlyExit> parse_command_line(
    std::span<const std::string> arguments,
    std::span<const std::string> environment,
    const Clock& clock
);

}  // namespace hako::server
