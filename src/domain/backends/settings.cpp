// SPDX-License-Identifier: Apache-2.0
#include "domain/backends/settings.hpp"

#include "base/limits.hpp"
#include "base/nearest_name.hpp"
#include "domain/properties.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace hako::backends {
namespace {

constexpr std::string_view kParameter = "settings";

/// What is wrong with a value, in a whole sentence; empty when it was set.
using Fault = std::optional<std::string>;

Fault set_switch(Switch& setting, std::string_view value) {
    if (value != "on" && value != "off") {
        return R"(Must be "on" or "off".)";
    }
    setting = value == "on" ? Switch::on : Switch::off;
    return std::nullopt;
}

struct Range {
    std::int64_t min = 1;
    std::int64_t max = 1;
};

Fault set_number(std::int64_t& setting, std::string_view value, Range range) {
    std::int64_t number = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    const bool is_digits = !value.empty() && value.front() != '-';
    if (!is_digits || error != std::errc() || stop != end || number < range.min ||
        number > range.max) {
        return "Must be a whole number from " + std::to_string(range.min) + " to " +
               std::to_string(range.max) + ".";
    }
    setting = number;
    return std::nullopt;
}

Fault set_length(std::int64_t& setting, std::string_view value, std::size_t max) {
    return set_number(setting, value, {.min = 1, .max = static_cast<std::int64_t>(max)});
}

/// The parts between commas; none for an empty text.
std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        parts.emplace_back(text.substr(0, comma));
        if (comma == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(comma + 1);
        if (text.empty()) {
            parts.emplace_back();
        }
    }
    return parts;
}

std::string join(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) {
        text += text.empty() ? "" : ",";
        text += part;
    }
    return text;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// As browsers write an origin (RFC 6454, section 6.2): `null`, or a scheme in lower case, `://`,
/// and a host with a port or, of a file, nothing.
bool is_origin(std::string_view text) {
    if (text == "null" || text == "*") {
        return true;
    }
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos || colon == 0 || text.size() > limits::kOriginBytesMax) {
        return false;
    }
    const std::string_view scheme = text.substr(0, colon);
    const std::string_view host = text.substr(colon + 3);
    const bool is_scheme = std::all_of(scheme.begin(), scheme.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || is_digit(c) || c == '+' || c == '-' || c == '.';
    });
    const bool is_host = std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == ':' ||
               c == '[' || c == ']' || c == '_';
    });
    return is_scheme && is_host && (!host.empty() || scheme == "file");
}

Fault set_origins(std::vector<std::string>& setting, std::string_view value) {
    auto origins = split(value);
    const auto wrong = std::find_if_not(origins.begin(), origins.end(), is_origin);
    if (origins.empty() || wrong != origins.end()) {
        return std::string(
            "Must be * or origins as browsers send them, with commas between them: "
            "https://app.example,capacitor://localhost,file://,null."
        );
    }
    if (origins.size() > limits::kAllowedOriginsMax) {
        return "At most " + std::to_string(limits::kAllowedOriginsMax) + " origins are allowed.";
    }
    setting = std::move(origins);
    return std::nullopt;
}

bool is_email_property(std::string_view name) {
    const auto is_inside = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
    return name == "_username" ||
           (!name.empty() && name.size() <= limits::kPropertyNameCharactersMax &&
            is_letter(name.front()) && std::all_of(name.begin(), name.end(), is_inside));
}

Fault set_email_properties(std::vector<std::string>& setting, std::string_view value) {
    auto names = split(value);
    if (!std::all_of(names.begin(), names.end(), is_email_property)) {
        return std::string("Must be property names with commas between them: _username,email.");
    }
    if (names.size() > limits::kEmailPropertiesMax) {
        return "At most " + std::to_string(limits::kEmailPropertiesMax) + " names are allowed.";
    }
    setting = std::move(names);
    return std::nullopt;
}

constexpr Range kSessionMinutes{limits::kSessionMinutesMin, limits::kSessionMinutesMax};

std::string_view word_of(Switch setting) {
    return setting == Switch::on ? "on" : "off";
}

struct Setting {
    std::string_view name;
    Fault (*set)(Settings& settings, std::string_view value);
    void (*write)(json::Writer& writer, const Settings& settings);
};

constexpr std::array kSettings{
    Setting{
        .name = "managementApi",
        .set = [](Settings& s, std::string_view v) { return set_switch(s.management_api, v); },
        .write = [](json::Writer& w, const Settings& s) { w.string(word_of(s.management_api)); },
    },
    Setting{
        .name = "passwordLengthMin",
        .set = [](Settings& s, std::string_view v
               ) { return set_length(s.password_length_min, v, limits::kPasswordCharactersMax); },
        .write = [](json::Writer& w, const Settings& s) { w.integer(s.password_length_min); },
    },
    Setting{
        .name = "usernameLengthMin",
        .set = [](Settings& s, std::string_view v
               ) { return set_length(s.username_length_min, v, limits::kUsernameCharactersMax); },
        .write = [](json::Writer& w, const Settings& s) { w.integer(s.username_length_min); },
    },
    Setting{
        .name = "autoLogin",
        .set = [](Settings& s, std::string_view v) { return set_switch(s.auto_login, v); },
        .write = [](json::Writer& w, const Settings& s) { w.string(word_of(s.auto_login)); },
    },
    Setting{
        .name = "autoLoginMinutes",
        .set = [](Settings& s, std::string_view v
               ) { return set_number(s.auto_login_minutes, v, {1, limits::kAutoLoginMinutesMax}); },
        .write = [](json::Writer& w, const Settings& s) { w.integer(s.auto_login_minutes); },
    },
    Setting{
        .name = "resetTokenMinutes",
        .set =
            [](Settings& s, std::string_view v) {
                return set_number(s.reset_token_minutes, v, {1, limits::kResetTokenMinutesMax});
            },
        .write = [](json::Writer& w, const Settings& s) { w.integer(s.reset_token_minutes); },
    },
    Setting{
        .name = "sessionIdleMinutes",
        .set = [](Settings& s, std::string_view v
               ) { return set_number(s.session_idle_minutes, v, kSessionMinutes); },
        .write = [](json::Writer& w, const Settings& s) { w.integer(s.session_idle_minutes); },
    },
    Setting{
        .name = "sessionMaxMinutes",
        .set = [](Settings& s, std::string_view v
               ) { return set_number(s.session_max_minutes, v, kSessionMinutes); },
        .write = [](json::Writer& w, const Settings& s) { w.integer(s.session_max_minutes); },
    },
    Setting{
        .name = "allowedOrigins",
        .set = [](Settings& s, std::string_view v) { return set_origins(s.allowed_origins, v); },
        .write = [](json::Writer& w, const Settings& s) { w.string(join(s.allowed_origins)); },
    },
    Setting{
        .name = "validateSilent",
        .set = [](Settings& s, std::string_view v) { return set_switch(s.validate_silent, v); },
        .write = [](json::Writer& w, const Settings& s) { w.string(word_of(s.validate_silent)); },
    },
    Setting{
        .name = "emailProperties",
        .set = [](Settings& s,
                  std::string_view v) { return set_email_properties(s.email_properties, v); },
        .write = [](json::Writer& w, const Settings& s) { w.string(join(s.email_properties)); },
    },
};

std::string unknown_setting(std::string_view name) {
    std::array<std::string_view, kSettings.size()> names;
    std::transform(kSettings.begin(), kSettings.end(), names.begin(), [](const Setting& setting) {
        return setting.name;
    });
    if (const auto nearest = nearest_name(name, names)) {
        return "Unknown setting. Did you mean \"" + std::string(*nearest) + "\"?";
    }
    std::string text = "Unknown setting. The settings are";
    std::string_view separator = " ";
    for (const auto known : names) {
        text += separator;
        text += known;
        separator = ", ";
    }
    return text + ".";
}

Fault assign(Settings& settings, std::string_view name, std::string_view value) {
    const auto* setting = std::find_if(kSettings.begin(), kSettings.end(), [&](const Setting& s) {
        return s.name == name;
    });
    return setting == kSettings.end() ? unknown_setting(name) : setting->set(settings, value);
}

}  // namespace

Result<Settings> with_assignments(Settings before, std::span<const std::string> assignments) {
    Error wrong(ErrorCode::invalid_params);
    std::set<std::string_view> seen;
    for (const std::string_view assignment : assignments) {
        const std::size_t equals = assignment.find('=');
        const std::string_view name = assignment.substr(0, equals);
        if (equals == std::string_view::npos || name.empty()) {
            wrong.add_param(kParameter, "Must be NAME=VALUE, not " + quoted_name(assignment) + ".");
        } else if (!seen.insert(name).second) {
            wrong.add_param(name, "Given twice.");
        } else if (auto fault = assign(before, name, assignment.substr(equals + 1))) {
            wrong.add_param(name, *std::move(fault));
        }
    }
    if (!wrong.params().empty()) {
        return wrong;
    }
    return before;
}

void write_settings(json::Writer& writer, const Settings& settings) {
    writer.begin_object();
    for (const auto& setting : kSettings) {
        writer.name(setting.name);
        setting.write(writer, settings);
    }
    writer.end_object();
}

}  // namespace hako::backends
