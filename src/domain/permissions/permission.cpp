// SPDX-License-Identifier: Apache-2.0
#include "domain/permissions/permission.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "json/stored_text.hpp"
#include "json/write.hpp"

#include <algorithm>
#include <map>

namespace hako::permissions {
namespace {

constexpr std::string_view kPublic = "public";

bool is_key_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/// `public` is of this form too.
bool is_key(std::string_view text) {
    return !text.empty() && text.size() <= limits::kPermissionKeyCharactersMax &&
           std::all_of(text.begin(), text.end(), is_key_character);
}

/// The sentences about what is wrong, of which only the first few are kept: a message must not be
/// as long as the request.
class Problems {
public:
    void add(std::string_view key, std::string_view rule) {
        ++count_;
        if (count_ > kShownMax) {
            return;
        }
        const auto shown = first_code_points(key, limits::kPermissionKeyCharactersMax);
        text_ += text_.empty() ? "The key " : " The key ";
        json::append_string(text_, std::string(shown) + (shown.size() < key.size() ? "…" : ""));
        text_ += rule;
    }

    [[nodiscard]] bool empty() const {
        return count_ == 0;
    }

    [[nodiscard]] std::string text() && {
        if (count_ > kShownMax) {
            text_ += " " + std::to_string(count_ - kShownMax) + " more keys are wrong.";
        }
        return std::move(text_);
    }

private:
    static constexpr std::size_t kShownMax = 10;

    std::size_t count_ = 0;
    std::string text_;
};

}  // namespace

std::optional<Right> parse_right(std::string_view text) {
    for (const Right right : {Right::none, Right::r, Right::w, Right::rw}) {
        if (text == to_string(right)) {
            return right;
        }
    }
    return std::nullopt;
}

std::string_view to_string(Right right) {
    switch (right) {
        case Right::none:
            return "";
        case Right::r:
            return "r";
        case Right::w:
            return "w";
        case Right::rw:
            return "rw";
    }
    return "";
}

std::optional<Permission> Permission::parse(json::Value value, std::string& why) {
    if (!value.is(json::Kind::object)) {
        why = R"(Must be an object such as {"public":"r"}.)";
        return std::nullopt;
    }
    if (value.size() > limits::kPermissionKeysMax) {
        why = "Must have at most " + std::to_string(limits::kPermissionKeysMax) + " keys.";
        return std::nullopt;
    }
    Permission permission;
    Problems problems;
    std::string key_scratch;
    std::string right_scratch;
    for (const json::Member member : value.members()) {
        const auto key = member.name.string(key_scratch);
        const auto right = member.value.is(json::Kind::string)
                               ? parse_right(member.value.string(right_scratch))
                               : std::nullopt;
        if (!is_key(key)) {
            problems.add(key, R"( must be "public", or 1 to 64 of letters, digits and "-".)");
        } else if (!right) {
            problems.add(key, R"( must have the value "", "r", "w" or "rw".)");
        } else if (key == kPublic) {
            permission.public_ = right;
        } else {
            permission.keys_.emplace_back(key, *right);
        }
    }
    if (!problems.empty()) {
        why = std::move(problems).text();
        return std::nullopt;
    }
    std::sort(permission.keys_.begin(), permission.keys_.end());
    return permission;
}

Permission Permission::from_stored(std::string_view text) {
    check(text.size() >= 2 && text.front() == '{' && text.back() == '}', "a stored permission");
    Permission permission;
    json::for_each_stored(text, [&](std::string_view key, std::string_view raw) {
        check(raw.size() >= 2, "a right in a stored permission");
        const auto right = parse_right(raw.substr(1, raw.size() - 2));
        check(is_key(key) && right.has_value(), "a key in a stored permission");
        if (key == kPublic) {
            permission.public_ = right;
        } else {
            permission.keys_.emplace_back(key, *right);
        }
    });
    return permission;
}

std::string Permission::text() const {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    if (public_) {
        writer.name(kPublic).string(to_string(*public_));
    }
    for (const auto& [key, right] : keys_) {
        writer.name(key).string(to_string(right));
    }
    writer.end_object();
    return text;
}

Permission Permission::with_default_public(Right right) const {
    Permission permission = *this;
    permission.public_ = public_.value_or(right);
    return permission;
}

std::optional<Permission> Permission::merged_with(const Permission& changes) const {
    Permission merged;
    merged.public_ = changes.public_ ? changes.public_ : public_;
    std::map<std::string, Right> keys(keys_.begin(), keys_.end());
    for (const auto& [key, right] : changes.keys_) {
        keys[key] = right;
    }
    if (keys.size() + (merged.public_ ? 1 : 0) > limits::kPermissionKeysMax) {
        return std::nullopt;
    }
    merged.keys_.assign(keys.begin(), keys.end());
    return merged;
}

Right Permission::rights_of(const Identity& caller, const Owner& owner) const {
    if (caller.is(owner)) {
        return Right::rw;
    }
    if (!caller.user) {
        return public_right();
    }
    const std::string id = caller.user->text();
    const auto own = std::lower_bound(
        keys_.begin(),
        keys_.end(),
        id,
        [](const Key& key, const std::string& wanted) { return key.first < wanted; }
    );
    const bool is_granted = own != keys_.end() && own->first == id;
    return is_granted ? public_right() | own->second : public_right();
}

}  // namespace hako::permissions
