// SPDX-License-Identifier: Apache-2.0
#include "server/settings_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

namespace hako::server {
namespace {

Error refuse(const std::filesystem::path& path, std::string_view complaint) {
    return Error::invalid_param("config", fmt::format("{}: {}", path.string(), complaint));
}

Error refuse_at(
    const std::filesystem::path& path,
    const toml::source_region& source,
    std::string_view complaint
) {
    return refuse(path, fmt::format("line {}: {}", source.begin.line, complaint));
}

Result<std::string> read_text(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        return refuse(path, "this is a folder, not a file.");
    }
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) {
        // An empty file also leaves the stream failed: it has nothing to say, and that is fine.
        if (file.is_open() && std::filesystem::file_size(path, error) == 0) {
            return std::string();
        }
        const auto reason = std::error_code(errno, std::generic_category()).message();
        return refuse(path, fmt::format("the file cannot be read ({}).", reason));
    }
    return std::move(text).str();
}

std::optional<std::string> scalar_text(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* number = node.as_integer()) {
        return std::to_string(number->get());
    }
    if (const auto* boolean = node.as_boolean()) {
        return boolean->get() ? "on" : "off";
    }
    return std::nullopt;
}

Result<GivenSetting>
read_key(const std::filesystem::path& path, std::string_view key, const toml::node& node) {
    GivenSetting setting{std::string(key), {}};
    if (node.is_table() || node.is_array_of_tables()) {
        return refuse_at(
            path, node.source(), fmt::format("unknown table [{}]: the file has none.", key)
        );
    }
    const auto take = [&](const toml::node& value) {
        auto text = scalar_text(value);
        if (!text) {
            return false;
        }
        setting.values.push_back(*std::move(text));
        return true;
    };
    bool taken = true;
    if (const auto* array = node.as_array()) {
        for (const toml::node& element : *array) {
            taken = taken && take(element);
        }
    } else {
        taken = take(node);
    }
    if (!taken) {
        return refuse_at(
            path,
            node.source(),
            fmt::format("{} must be a string, a whole number, true or false.", key)
        );
    }
    return setting;
}

}  // namespace

Result<std::vector<GivenSetting>> read_settings_file(const std::filesystem::path& path) {
    HAKO_TRY_ASSIGN(const std::string text, read_text(path));
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return refuse_at(path, error.source(), fmt::format("{}.", error.description()));
    }
    std::vector<GivenSetting> settings;
    for (const auto& [key, node] : table) {
        HAKO_TRY_ASSIGN(GivenSetting setting, read_key(path, key.str(), node));
        settings.push_back(std::move(setting));
    }
    return settings;
}

}  // namespace hako::server
