// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ip_address.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hako::server {

/// An address to accept connections on. Port 0 lets the system choose.
struct ListenAddress {
    IpAddress address;
    std::uint16_t port;

    bool operator==(const ListenAddress&) const = default;
};

enum class LogFormat : std::uint8_t { text, json };
enum class LogRequests : std::uint8_t { off, on };

/// What the operator can choose. The table all_settings() says what each means.
struct Settings {
    std::filesystem::path data;
    std::vector<ListenAddress> listen;
    std::optional<ListenAddress> metrics_listen;
    std::size_t io_threads = 0;
    std::vector<IpRange> trusted_proxies;
    std::size_t connections_max = 0;
    std::size_t connections_per_address_max = 0;
    std::size_t registrations_per_minute_max = 0;
    LogFormat log_format{};
    LogLevel log_level{};
    LogRequests log_requests{};
    /// Empty: no query is reported as slow.
    std::optional<std::chrono::milliseconds> slow_query;
    std::chrono::seconds scan_seconds_max{};
    // Where pushes go. The providers' own addresses, but in tests and behind relays.
    std::string push_apns_production;
    std::string push_apns_development;
    std::string push_fcm;
    /// Empty: where the service account says, if that is one of Google's hosts.
    std::optional<std::string> push_oauth;
    /// PEM of the certificates that the providers' are checked against; empty: the system's.
    std::filesystem::path push_ca_file;
    /// The file that was read; empty when there was none.
    std::filesystem::path config;
};

/// One row of the table of settings. `name` is the command line's option (`--io-threads`) and the
/// file's key (`io-threads`); the environment variable is made from it (`HAKO_IO_THREADS`).
struct Setting {
    enum class Occurs : std::uint8_t { once, many };

    std::string_view name;
    std::string_view value_name;
    /// A phrase with the unit.
    std::string_view help;
    /// Goes through `take` like any other value; empty when the setting is off unless it is given.
    std::string_view default_text;
    Occurs occurs;
    /// Keeps one value. Answers what a value has to be ("a number from 1 to 1024") when `text` is
    /// not one, and is empty when all is well.
    std::string (*take)(Settings& settings, std::string_view text);
};

/// The table, in the order of the help text.
std::span<const Setting> all_settings();

/// `HAKO_IO_THREADS` for `io-threads`.
std::string environment_name(std::string_view setting_name);

/// A setting that an option, a variable or the file gives, before it is looked at.
struct GivenSetting {
    std::string name;
    std::vector<std::string> values;
};

/// Settings from `options` (already known names), else from `environment` (lines `NAME=value`; a
/// setting that may repeat takes commas), else from the file that `config` names, else the default.
/// Fails with invalid_params and one sentence that names the first wrong option, variable or key;
/// an unknown `HAKO_*` variable is one too, but for Kubernetes' service links, the names of tests,
/// and what a client's shell may hold (`HAKO_URL`, `HAKO_KEY`).
Result<Settings>
resolve_settings(std::span<const GivenSetting> options, std::span<const std::string> environment);

/// The CPUs this process may run on, at least 1.
std::size_t usable_cpu_count();

}  // namespace hako::server
