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
#include <utility>
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

/// A file that an option names, and what it holds once it was read.
struct GivenFile {
    std::string file;
    std::string text;
};

struct MailConfigure {
    /// Empty: for all backends.
    std::optional<BackendId> backend;
    std::string host;
    std::optional<std::int64_t> port;
    std::string security;  ///< empty: starttls
    std::string username;
    GivenFile password;
    GivenFile ca;
    std::string from;
};

struct MailShow {};

struct MailRemove {
    std::optional<BackendId> backend;
};

/// Of `mail test`, and of `mail template test`, which names a template.
struct MailTest {
    std::optional<BackendId> backend;
    std::string to;
    std::optional<std::string> template_name;
    std::vector<std::pair<std::string, std::string>> values;
};

/// What is empty stays as it is.
struct TemplateSet {
    BackendId backend;
    std::string name;
    std::optional<std::string> subject;
    std::optional<std::string> from;
    std::optional<std::string> bcc;
    GivenFile body;
    std::optional<std::string> use;
};

struct TemplateList {
    BackendId backend;
};

struct TemplateShow {
    BackendId backend;
    std::string name;
};

struct TemplateRemove {
    BackendId backend;
    std::string name;
};

struct PrintOpenRpc {
    enum class Api : std::uint8_t { management, app };

    Api api = Api::management;
};

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
    MailConfigure,
    MailShow,
    MailRemove,
    MailTest,
    TemplateSet,
    TemplateList,
    TemplateShow,
    TemplateRemove,
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
