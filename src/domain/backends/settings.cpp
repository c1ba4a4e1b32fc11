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

Fault set_length(std::int64_t& setting, std::string_view value, std::size_t max) {
    std::size_t length = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, length);
    if (error != std::errc() || stop != end || length < 1 || length > max) {
        return "Must be a whole number from 1 to " + std::to_string(max) + ".";
    }
    setting = static_cast<std::int64_t>(length);
    return std::nullopt;
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
        .write = [](json::Writer& w,
                    const Settings& s) { w.string(s.management_api == Switch::on ? "on" : "off"); },
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
