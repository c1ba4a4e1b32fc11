// SPDX-License-Identifier: Apache-2.0
#include "domain/properties.hpp"

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "json/stored_text.hpp"

#include <algorithm>

namespace hako {
namespace {

constexpr std::size_t kShownNameCharactersMax = 64;

constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool is_name_character(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

/// Empty when the name of a caller's own property is good, else why not.
std::optional<std::string> name_fault(std::string_view name) {
    if (name.empty()) {
        return "A property name must not be empty.";
    }
    if (!is_letter(name.front()) || !std::all_of(name.begin(), name.end(), is_name_character)) {
        return "The property name " + quoted_name(name) +
               " is not allowed: a name starts with a letter, then come letters, digits or \"_\" "
               "(letters are A to Z and a to z).";
    }
    // Plain names are ASCII, so bytes are characters.
    if (name.size() > limits::kPropertyNameCharactersMax) {
        return "The property name " + quoted_name(name) + " is too long: a name has at most " +
               std::to_string(limits::kPropertyNameCharactersMax) + " characters.";
    }
    return std::nullopt;
}

/// Empty when the property can be stored, else why not.
std::optional<std::string> property_fault(std::string_view name, json::Value value) {
    if (name.starts_with('_')) {
        return "The system property " + quoted_name(name) + " cannot be set.";
    }
    if (auto fault = name_fault(name)) {
        return fault;
    }
    if (value.has_long_number()) {
        return "The property " + quoted_name(name) + " holds a number of more than " +
               std::to_string(limits::kJsonNumberCharactersMax) + " characters.";
    }
    return std::nullopt;
}

std::string too_large(std::size_t size) {
    return "The properties are " + std::to_string(size) + " bytes of JSON; at most " +
           std::to_string(limits::kPropertiesBytesMax) + " are allowed.";
}

}  // namespace

std::string quoted_name(std::string_view name) {
    const std::string_view shown = first_code_points(name, kShownNameCharactersMax);
    std::string out = "\"";
    out += shown;
    out += shown.size() < name.size() ? "…\"" : "\"";
    return out;
}

std::optional<Properties>
Properties::read(json::Value object, SystemNames system_names, std::string& why) {
    if (!object.is(json::Kind::object)) {
        why = "Must be an object.";
        return std::nullopt;
    }
    std::string text;
    text.reserve(object.text().size());
    text += '{';
    std::string scratch;
    for (const auto [name_value, value] : object.members()) {
        const std::string_view name = name_value.string(scratch);
        if (name.starts_with('_') && system_names == SystemNames::drop) {
            continue;
        }
        if (auto fault = property_fault(name, value)) {
            why = *std::move(fault);
            return std::nullopt;
        }
        if (text.size() > 1) {
            text += ',';
        }
        text += '"';
        text += name;
        text += "\":";
        value.append_canonical(text);
    }
    text += '}';
    if (text.size() > limits::kPropertiesBytesMax) {
        why = too_large(text.size());
        return std::nullopt;
    }
    return Properties(std::move(text));
}

Result<std::string> Properties::merged_over(std::string_view stored, std::string_view parameter)
    const {
    std::string merged = json::merge_stored(stored, text_);
    if (merged.size() > limits::kPropertiesBytesMax) {
        return Error::invalid_param(parameter, too_large(merged.size()));
    }
    return merged;
}

std::vector<std::string> make_selection(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

void append_own_properties(
    std::string& out,
    std::string_view stored,
    const std::optional<std::vector<std::string>>& selection
) {
    if (!selection) {
        if (stored.size() > 2) {
            out += ',';
            out += stored.substr(1, stored.size() - 2);
        }
        return;
    }
    if (selection->empty()) {
        return;
    }
    json::for_each_stored(stored, [&](std::string_view name, std::string_view raw) {
        if (std::binary_search(selection->begin(), selection->end(), name)) {
            out += ",\"";
            out += name;
            out += "\":";
            out += raw;
        }
    });
}

}  // namespace hako
