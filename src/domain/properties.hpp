// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "json/document.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hako {

/// What happens to names that start with `_` in a caller's properties: they are system properties
/// and are never stored from it (spec management-api.md, "property name").
enum class SystemNames : std::uint8_t {
    refuse,  ///< on create
    drop,    ///< on update, so that get, edit, update round-trips
};

/// The properties of an item or a user as a caller gave them, checked: plain names, numbers that
/// can be kept, at most kPropertiesBytesMax of canonical text. Holds the text that is stored.
class Properties {
public:
    /// None: `{}`.
    Properties() : text_("{}") {}

    /// Reads a caller's JSON. Empty when it is not an object of properties; `why` then says why in
    /// a whole sentence that names the property.
    static std::optional<Properties>
    read(json::Value object, SystemNames system_names, std::string& why);

    /// These properties put over what is stored (json::merge_stored). Fails with invalid_params
    /// under `parameter` when the result is over kPropertiesBytesMax.
    [[nodiscard]] Result<std::string>
    merged_over(std::string_view stored, std::string_view parameter) const;

    /// Canonical JSON object.
    [[nodiscard]] const std::string& text() const& {
        return text_;
    }

    [[nodiscard]] std::string text() && {
        return std::move(text_);
    }

private:
    explicit Properties(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// The property names a list shows, sorted and each once, as append_json takes them.
std::vector<std::string> make_selection(std::vector<std::string> names);

/// Appends the own properties of a stored object as members, a comma before each: all, or those of
/// `selection` (sorted). `stored` is canonical.
void append_own_properties(
    std::string& out,
    std::string_view stored,
    const std::optional<std::vector<std::string>>& selection
);

/// `name` in quotes for a message to its sender; a long one is cut.
std::string quoted_name(std::string_view name);

}  // namespace hako
