// SPDX-License-Identifier: Apache-2.0
#include "server/settings.hpp"

#include "base/check.hpp"
#include "base/nearest_name.hpp"
#include "server/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace hako::server {
namespace {

constexpr std::string_view kConfig = "config";
constexpr std::string_view kEnvironmentPrefix = "HAKO_";

const Setting& row_of(std::string_view name) {
    const auto found =
        std::find_if(all_settings().begin(), all_settings().end(), [&](const Setting& setting) {
            return setting.name == name;
        });
    check(found != all_settings().end(), "a setting of the table");
    return *found;
}

const GivenSetting* find(std::span<const GivenSetting> given, std::string_view name) {
    const auto found = std::find_if(given.begin(), given.end(), [&](const GivenSetting& setting) {
        return setting.name == name;
    });
    return found == given.end() ? nullptr : &*found;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
    const auto near = nearest_name(name, known);
    return near ? fmt::format(" Did you mean {}?", *near) : std::string();
}

/// Names that begin with our prefix without being meant for the server.
bool is_foreign_variable(std::string_view name) {
    constexpr std::array<std::string_view, 2> kNames{"HAKO_URL", "HAKO_KEY"};
    constexpr std::array<std::string_view, 3> kPrefixes{"HAKO_SERVICE_", "HAKO_PORT", "HAKO_TEST_"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
           std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view prefix) {
               return name.starts_with(prefix);
           });
}

std::vector<std::string> split_at_commas(std::string_view text) {
    std::vector<std::string> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        parts.emplace_back(text.substr(start, comma - start));
        start = comma + 1;
    }
    return parts;
}

Result<std::vector<GivenSetting>> read_environment(std::span<const std::string> environment) {
    std::vector<std::string> names;
    std::transform(
        all_settings().begin(),
        all_settings().end(),
        std::back_inserter(names),
        [](const Setting& setting) { return environment_name(setting.name); }
    );
    std::vector<GivenSetting> given;
    for (const std::string_view line : environment) {
        const std::string_view name = line.substr(0, line.find('='));
        if (!name.starts_with(kEnvironmentPrefix) || is_foreign_variable(name)) {
            continue;
        }
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) {
            const std::vector<std::string_view> known(names.begin(), names.end());
            return Error::invalid_param(
                name,
                fmt::format("Unknown environment variable {}.{}", name, did_you_mean(name, known))
            );
        }
        const Setting& setting = all_settings()[static_cast<std::size_t>(found - names.begin())];
        const std::string_view value = line.substr(std::min(name.size() + 1, line.size()));
        given.push_back(
            {std::string(setting.name),
             setting.occurs == Setting::Occurs::many ? split_at_commas(value)
                                                     : std::vector{std::string(value)}}
        );
    }
    return given;
}

Result<void>
check_file_keys(const std::filesystem::path& path, std::span<const GivenSetting> settings) {
    std::vector<std::string_view> known;
    for (const Setting& setting : all_settings()) {
        // A file that named another file would leave open which of the two is stronger.
        if (setting.name != kConfig) {
            known.push_back(setting.name);
        }
    }
    for (const GivenSetting& setting : settings) {
        if (std::find(known.begin(), known.end(), setting.name) == known.end()) {
            return Error::invalid_param(
                setting.name,
                fmt::format(
                    "{}: unknown key {}.{}",
                    path.string(),
                    setting.name,
                    did_you_mean(setting.name, known)
                )
            );
        }
    }
    return {};
}

/// Keeps the values of one setting; `where` is what the operator knows it as.
Result<void> take_values(
    Settings& settings,
    const Setting& setting,
    std::string_view where,
    std::span<const std::string> values
) {
    if (setting.occurs == Setting::Occurs::once && values.size() != 1) {
        return Error::invalid_param(setting.name, fmt::format("{} takes one value.", where));
    }
    if (values.empty() && !setting.default_text.empty()) {
        return Error::invalid_param(setting.name, fmt::format("{} needs a value.", where));
    }
    for (const std::string& value : values) {
        const std::string complaint = setting.take(settings, value);
        if (!complaint.empty()) {
            std::string sentence = fmt::format("{}: '{}' is not {}", where, value, complaint);
            sentence += sentence.ends_with('.') ? "" : ".";
            return Error::invalid_param(setting.name, std::move(sentence));
        }
    }
    return {};
}

}  // namespace

std::string environment_name(std::string_view setting_name) {
    std::string name(kEnvironmentPrefix);
    for (const char c : setting_name) {
        const bool is_lower = c >= 'a' && c <= 'z';
        name += c == '-' ? '_' : is_lower ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return name;
}

Result<Settings>
resolve_settings(std::span<const GivenSetting> options, std::span<const std::string> environment) {
    HAKO_TRY_ASSIGN(const auto variables, read_environment(environment));
    Settings settings;
    std::vector<GivenSetting> file;
    const GivenSetting* config = find(options, kConfig);
    config = config != nullptr ? config : find(variables, kConfig);
    if (config != nullptr) {
        HAKO_TRY(take_values(settings, row_of(kConfig), kConfig, config->values));
        HAKO_TRY_ASSIGN(file, read_settings_file(settings.config));
        HAKO_TRY(check_file_keys(settings.config, file));
    }
    for (const Setting& setting : all_settings()) {
        const std::string_view name = setting.name;
        if (const auto* option = find(options, name)) {
            HAKO_TRY(take_values(settings, setting, fmt::format("--{}", name), option->values));
        } else if (const auto* variable = find(variables, name)) {
            HAKO_TRY(take_values(settings, setting, environment_name(name), variable->values));
        } else if (const auto* key = find(file, name)) {
            const std::string where = fmt::format("{}: {}", settings.config.string(), name);
            HAKO_TRY(take_values(settings, setting, where, key->values));
        } else if (!setting.default_text.empty()) {
            const std::vector<std::string> values{std::string(setting.default_text)};
            HAKO_TRY(take_values(settings, setting, name, values));
        }
    }
    return settings;
}

}  // namespace hako::server
