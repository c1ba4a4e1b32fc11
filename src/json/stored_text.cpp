// SPDX-License-Identifier: Apache-2.0
#include "json/stored_text.hpp"

#include "json/escape.hpp"
#include "json/order_key.hpp"
#include "json/string_scan.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace hako::json {
namespace {

/// One past the closing quote of the string whose opening quote is at `at`; `end` when it has none.
const char* skip_string(const char* at, const char* end) {
    ++at;
    while (true) {
        at = find_string_special(at, end);
        if (at == end || *at == '"') {
            return at == end ? end : at + 1;
        }
        // An escape: what follows the backslash cannot end the string.
        at = end - at > 2 ? at + 2 : end;
    }
}

/// What a byte outside strings does to the depth. A table, because the processor cannot foresee
/// which byte comes next and so would stumble over branches.
constexpr std::array<signed char, 256> kDepthChange = [] {
    std::array<signed char, 256> change{};
    change['{'] = 1;
    change['['] = 1;
    change['}'] = -1;
    change[']'] = -1;
    return change;
}();

const char* skip_container(const char* at, const char* end) {
    int depth = 0;
    while (at != end) {
        const char c = *at;
        if (c == '"') {
            at = skip_string(at, end);
            continue;
        }
        ++at;
        depth += kDepthChange[static_cast<unsigned char>(c)];
        if (depth == 0) {
            break;
        }
    }
    return at;
}

/// One past the value that starts at `at`.
const char* skip_value(const char* at, const char* end) {
    if (at == end) {
        return end;
    }
    if (*at == '"') {
        return skip_string(at, end);
    }
    if (*at == '{' || *at == '[') {
        return skip_container(at, end);
    }
    while (at != end && *at != ',' && *at != '}' && *at != ']') {
        ++at;
    }
    return at;
}

bool same_name(std::string_view raw, std::string_view name) {
    if (raw.find('\\') == std::string_view::npos) {
        return raw == name;
    }
    std::string unescaped;
    append_unescaped(unescaped, raw);
    return unescaped == name;
}

std::optional<std::string_view> find_member(std::string_view object, std::string_view wanted) {
    std::size_t at = 1;
    std::string_view name;
    std::string_view raw_value;
    while (next_stored(object, at, name, raw_value)) {
        if (same_name(name, wanted)) {
            return raw_value;
        }
    }
    return std::nullopt;
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from) {
    const void* const found =
        memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
    if (found == nullptr) {
        return std::string_view::npos;
    }
    return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// Whether a top-level member starts at `hit`. `walked` is where one before it starts, and is moved
/// on when that must be found out by walking.
bool is_member_start(std::string_view object, std::size_t& walked, std::size_t hit) {
    if (hit > walked) {
        const std::string_view between = object.substr(walked, hit - walked);
        if (between.back() == ',' && between.find('{') == std::string_view::npos &&
            between.find('[') == std::string_view::npos) {
            return true;
        }
    }
    std::string_view name;
    std::string_view raw_value;
    while (walked < hit && next_stored(object, walked, name, raw_value)) {
    }
    return walked == hit;
}

/// The top-level member with a plain name, by searching the text for `"NAME":`, which is much
/// faster than walking. It can only stand where a name stands: in a string its quotes would be
/// escaped, and its first quote cannot end a string, since no letter follows one. It may be a
/// nested name.
std::optional<std::string_view>
find_plain_member(std::string_view object, std::string_view wanted) {
    std::string token;
    token.reserve(wanted.size() + 3);
    token += '"';
    token += wanted;
    token += "\":";
    std::size_t walked = 1;
    std::size_t hit = find_text(object, token, walked);
    while (hit != std::string_view::npos) {
        if (is_member_start(object, walked, hit)) {
            const char* const begin = object.data() + hit + token.size();
            return std::string_view(begin, skip_value(begin, object.data() + object.size()));
        }
        hit = find_text(object, token, std::max(walked, hit + 1));
    }
    return std::nullopt;
}

struct Change {
    std::string_view name;
    std::string_view raw_value;
    std::size_t order;
    bool is_taken;
};

std::vector<Change> read_changes(std::string_view changes) {
    std::vector<Change> result;
    for_each_stored(changes, [&result](std::string_view name, std::string_view raw_value) {
        result.push_back(
            {.name = name, .raw_value = raw_value, .order = result.size(), .is_taken = false}
        );
    });
    return result;
}

void append_member(std::string& out, std::string_view name, std::string_view raw_value) {
    if (out.size() > 1) {
        out += ',';
    }
    out += '"';
    out += name;
    out += "\":";
    out += raw_value;
}

}  // namespace

bool next_stored(
    std::string_view object,
    std::size_t& at,
    std::string_view& name,
    std::string_view& raw_value
) {
    if (at >= object.size() || object[at] != '"') {
        return false;
    }
    const char* const begin = object.data();
    const char* const end = begin + object.size();
    const char* const name_begin = begin + at + 1;
    const char* const name_end = skip_string(begin + at, end) - 1;
    if (end - name_end < 3) {
        return false;
    }
    const char* const value_begin = name_end + 2;
    const char* const value_end = skip_value(value_begin, end);
    name = {name_begin, name_end};
    raw_value = {value_begin, value_end};
    at = static_cast<std::size_t>(value_end - begin) + 1;
    return true;
}

std::optional<std::string_view>
find_stored(std::string_view object, std::span<const std::string> path) {
    std::optional<std::string_view> value = object;
    bool is_top_level = true;
    for (const std::string& name : path) {
        if (!value->starts_with('{')) {
            return std::nullopt;
        }
        // Below the top level a name may be spelt with escapes.
        value = is_top_level && is_plain_name(name) ? find_plain_member(*value, name)
                                                    : find_member(*value, name);
        if (!value) {
            return std::nullopt;
        }
        is_top_level = false;
    }
    return value;
}

void append_stored_order_key(
    std::string& out,
    std::string_view object,
    std::span<const std::string> path
) {
    const std::optional<std::string_view> raw = find_stored(object, path);
    if (raw) {
        append_raw_order_key(out, *raw);
    } else {
        append_null_order_key(out);
    }
}

void append_raw_order_key(std::string& out, std::string_view raw) {
    switch (raw.front()) {
        case 'n':
            append_null_order_key(out);
            return;
        case 'f':
            out.push_back(static_cast<char>(Rank::boolean_false));
            return;
        case 't':
            out.push_back(static_cast<char>(Rank::boolean_true));
            return;
        case '"':
            append_string_order_key(out, {});
            append_unescaped(out, raw.substr(1, raw.size() - 2));
            return;
        case '[':
        case '{':
            out.push_back(static_cast<char>(Rank::composite));
            return;
        default:
            append_number_order_key(out, raw);
            return;
    }
}

std::string merge_stored(std::string_view stored, std::string_view changes) {
    std::vector<Change> by_name = read_changes(changes);
    const auto name_less = [](const Change& a, const Change& b) { return a.name < b.name; };
    std::sort(by_name.begin(), by_name.end(), name_less);

    std::string out;
    out.reserve(stored.size() + changes.size());
    out += '{';
    for_each_stored(stored, [&](std::string_view name, std::string_view raw_value) {
        const auto change = std::lower_bound(
            by_name.begin(),
            by_name.end(),
            name,
            [](const Change& a, std::string_view b) { return a.name < b; }
        );
        if (change == by_name.end() || change->name != name) {
            append_member(out, name, raw_value);
            return;
        }
        append_member(out, name, change->raw_value);
        change->is_taken = true;
    });
    std::sort(by_name.begin(), by_name.end(), [](const Change& a, const Change& b) {
        return a.order < b.order;
    });
    for (const Change& change : by_name) {
        if (!change.is_taken) {
            append_member(out, change.name, change.raw_value);
        }
    }
    out += '}';
    return out;
}

}  // namespace hako::json
