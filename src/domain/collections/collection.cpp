// SPDX-License-Identifier: Apache-2.0
#include "domain/collections/collection.hpp"

#include "base/limits.hpp"

#include <algorithm>

namespace hako::collections {
namespace {

constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool is_name_character(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

std::optional<CollectionName> CollectionName::parse(std::string_view text, std::string& why) {
    if (text.empty()) {
        why = "A collection name must not be empty.";
        return std::nullopt;
    }
    if (text.size() > limits::kCollectionNameCharactersMax) {
        why = "A collection name has at most " +
              std::to_string(limits::kCollectionNameCharactersMax) + " characters.";
        return std::nullopt;
    }
    if (!is_letter(text.front()) || !std::all_of(text.begin(), text.end(), is_name_character)) {
        why =
            "A collection name starts with a letter, then come letters, digits, \"_\" or \"-\" "
            "(letters are A to Z and a to z).";
        return std::nullopt;
    }
    return CollectionName(std::string(text));
}

Error no_such_collection(std::string_view parameter) {
    return Error::invalid_param(parameter, "Collection not found.");
}

}  // namespace hako::collections
