// SPDX-License-Identifier: Apache-2.0
// The table of settings, and what each takes for a value.

#include "delivery/http2/origin.hpp"
#include "server/settings.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace hako::server {
namespace {

constexpr std::size_t kIoThreadsMax = 1'024;
constexpr std::size_t kConnectionsMax = 1'000'000;
constexpr std::size_t kRegistrationsMax = 1'000'000;
constexpr std::size_t kSlowQueryMillisMax = 3'600'000;
constexpr std::size_t kScanSecondsMax = 3'600;

/// What a value has to be, when it is not.
using Complaint = std::string;

Complaint take_number(std::string_view text, std::size_t low, std::size_t high, std::size_t& out) {
    std::size_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || value < low || value > high) {
        return fmt::format("a number from {} to {}", low, high);
    }
    out = value;
    return {};
}

/// `names` are the enumerators' words, in the order of their values.
template <class Enum>
Complaint take_word(std::string_view text, std::span<const std::string_view> names, Enum& out) {
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) {
        return fmt::format("one of {}", fmt::join(names, ", "));
    }
    out = static_cast<Enum>(found - names.begin());
    return {};
}

Complaint take_address(std::string_view text, std::optional<ListenAddress>& out) {
    std::string complaint =
        "HOST:PORT, where HOST is an IPv4 address, an IPv6 address in brackets or localhost, and "
        "PORT is a number up to 65535";
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return complaint;
    }
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
    if (bracketed) {
        host = host.substr(1, host.size() - 2);
    }
    const auto address = IpAddress::parse(host == "localhost" ? "127.0.0.1" : host);
    std::size_t port = 0;
    const bool port_fits =
        take_number(text.substr(colon + 1), 0, std::numeric_limits<std::uint16_t>::max(), port)
            .empty();
    // Brackets belong to IPv6 and only to it, or `::1:8080` could be read in two ways.
    if (!address || !port_fits || bracketed != (host.find(':') != std::string_view::npos)) {
        return complaint;
    }
    out = ListenAddress{*address, static_cast<std::uint16_t>(port)};
    return {};
}

Complaint take_path(std::string_view text, std::filesystem::path& out) {
    if (text.empty() || text.find('\0') != std::string_view::npos) {
        return "a path";
    }
    out = text;
    return {};
}

Complaint take_data(Settings& settings, std::string_view text) {
    return take_path(text, settings.data);
}

Complaint take_listen(Settings& settings, std::string_view text) {
    std::optional<ListenAddress> address;
    Complaint complaint = take_address(text, address);
    if (address) {
        settings.listen.push_back(*address);
    }
    return complaint;
}

Complaint take_metrics_listen(Settings& settings, std::string_view text) {
    return take_address(text, settings.metrics_listen);
}

Complaint take_io_threads(Settings& settings, std::string_view text) {
    if (text == "auto") {
        settings.io_threads = usable_cpu_count();
        return {};
    }
    Complaint complaint = take_number(text, 1, kIoThreadsMax, settings.io_threads);
    return complaint.empty() ? complaint : complaint + ", or auto";
}

Complaint take_trusted_proxy(Settings& settings, std::string_view text) {
    std::string why;
    const auto range = IpRange::parse(text, why);
    if (!range) {
        return "an IP address or a range such as 10.0.0.0/8: " + why;
    }
    settings.trusted_proxies.push_back(*range);
    return {};
}

Complaint take_connections_max(Settings& settings, std::string_view text) {
    return take_number(text, 1, kConnectionsMax, settings.connections_max);
}

Complaint take_connections_per_address_max(Settings& settings, std::string_view text) {
    return take_number(text, 1, kConnectionsMax, settings.connections_per_address_max);
}

Complaint take_registrations_per_minute_max(Settings& settings, std::string_view text) {
    return take_number(text, 1, kRegistrationsMax, settings.registrations_per_minute_max);
}

Complaint take_log_format(Settings& settings, std::string_view text) {
    static constexpr std::array<std::string_view, 2> kNames{"text", "json"};
    return take_word(text, kNames, settings.log_format);
}

Complaint take_log_level(Settings& settings, std::string_view text) {
    static constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warning", "error"};
    return take_word(text, kNames, settings.log_level);
}

Complaint take_log_requests(Settings& settings, std::string_view text) {
    static constexpr std::array<std::string_view, 2> kNames{"off", "on"};
    return take_word(text, kNames, settings.log_requests);
}

Complaint take_slow_query_ms(Settings& settings, std::string_view text) {
    std::size_t millis = 0;
    Complaint complaint = take_number(text, 0, kSlowQueryMillisMax, millis);
    settings.slow_query =
        millis == 0 ? std::nullopt : std::optional(std::chrono::milliseconds(millis));
    return complaint;
}

Complaint take_scan_seconds_max(Settings& settings, std::string_view text) {
    std::size_t seconds = 0;
    Complaint complaint = take_number(text, 1, kScanSecondsMax, seconds);
    settings.scan_seconds_max = std::chrono::seconds(seconds);
    return complaint;
}

/// `https://HOST[:PORT][/PATH]`.
Complaint take_url(std::string_view text, std::string& out) {
    if (!http2::parse_url(text)) {
        return "an address such as https://host:443, without user, query and fragment";
    }
    out = text;
    return {};
}

Complaint take_push_apns_production(Settings& settings, std::string_view text) {
    return take_url(text, settings.push_apns_production);
}

Complaint take_push_apns_development(Settings& settings, std::string_view text) {
    return take_url(text, settings.push_apns_development);
}

Complaint take_push_fcm(Settings& settings, std::string_view text) {
    return take_url(text, settings.push_fcm);
}

Complaint take_push_oauth(Settings& settings, std::string_view text) {
    return take_url(text, settings.push_oauth.emplace());
}

Complaint take_push_ca_file(Settings& settings, std::string_view text) {
    return take_path(text, settings.push_ca_file);
}

Complaint take_config(Settings& settings, std::string_view text) {
    return take_path(text, settings.config);
}

using Occurs = Setting::Occurs;

constexpr std::array kSettings{
    Setting{"data", "DIR", "Folder that holds the data", "./data", Occurs::once, take_data},
    Setting{
        "listen",
        "HOST:PORT",
        "Address to serve on; may be given more than once",
        "127.0.0.1:8080",
        Occurs::many,
        take_listen
    },
    Setting{
        "metrics-listen",
        "HOST:PORT",
        "Serve /health and /metrics on this address only, not on the others",
        "",
        Occurs::once,
        take_metrics_listen
    },
    Setting{
        "io-threads",
        "N",
        "Threads that serve connections; auto is one for each CPU the process may use",
        "auto",
        Occurs::once,
        take_io_threads
    },
    Setting{
        "trusted-proxy",
        "CIDR",
        "Proxy whose X-Forwarded-For header is believed; may be given more than once",
        "",
        Occurs::many,
        take_trusted_proxy
    },
    Setting{
        "connections-max",
        "N",
        "Connections that may be open at a time",
        "10000",
        Occurs::once,
        take_connections_max
    },
    Setting{
        "connections-per-address-max",
        "N",
        "Connections one address may have open (IPv6: one /64); trusted proxies are not limited",
        "1000",
        Occurs::once,
        take_connections_per_address_max
    },
    Setting{
        "registrations-per-minute-max",
        "N",
        "Times a minute one address (IPv6: one /64) may register or unregister devices for push, "
        "for each push project",
        "600",
        Occurs::once,
        take_registrations_per_minute_max
    },
    Setting{
        "log-format",
        "text|json",
        "How log lines are written",
        "text",
        Occurs::once,
        take_log_format
    },
    Setting{
        "log-level",
        "LEVEL",
        "The least of debug, info, warning, error that is logged",
        "info",
        Occurs::once,
        take_log_level
    },
    Setting{
        "log-requests",
        "on|off",
        "Log one line a request",
        "on",
        Occurs::once,
        take_log_requests
    },
    Setting{
        "slow-query-ms",
        "MS",
        "Log queries that take longer than this many milliseconds, with their plan; 0 logs none",
        "500",
        Occurs::once,
        take_slow_query_ms
    },
    Setting{
        "scan-seconds-max",
        "SECONDS",
        "Seconds after which a query that no index answers is given up",
        "10",
        Occurs::once,
        take_scan_seconds_max
    },
    Setting{
        "push-apns-production",
        "URL",
        "Where pushes to iOS builds of release go",
        "https://api.push.apple.com",
        Occurs::once,
        take_push_apns_production
    },
    Setting{
        "push-apns-development",
        "URL",
        "Where pushes to iOS builds of development go",
        "https://api.sandbox.push.apple.com",
        Occurs::once,
        take_push_apns_development
    },
    Setting{
        "push-fcm",
        "URL",
        "Where pushes to Android devices go",
        "https://fcm.googleapis.com",
        Occurs::once,
        take_push_fcm
    },
    Setting{
        "push-oauth",
        "URL",
        "Where access tokens for FCM are asked for, instead of where the service account says",
        "",
        Occurs::once,
        take_push_oauth
    },
    Setting{
        "push-ca-file",
        "FILE",
        "Certificates (PEM) that the push providers' are checked against, instead of the system's",
        "",
        Occurs::once,
        take_push_ca_file
    },
    Setting{
        "config",
        "FILE",
        "TOML file with any of these settings, under the same names",
        "",
        Occurs::once,
        take_config
    },
};

}  // namespace

std::span<const Setting> all_settings() {
    return kSettings;
}

std::size_t usable_cpu_count() {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    if (sched_getaffinity(0, sizeof cpus, &cpus) != 0) {
        return 1;
    }
    return static_cast<std::size_t>(std::max(CPU_COUNT(&cpus), 1));
}

}  // namespace hako::server
