// SPDX-License-Identifier: Apache-2.0
#include "json/stored_text.hpp"

#include "json/escape.hpp"
#include "json/order_key.hpp"
#include "json/string_scan.hpp"

#include <algorithm>
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

const char* skip_container(const char* at, const char* end) {
    std::size_t depth = 0;
    while (at != end) {
        switch (*at) {
            case '"':
                at = skip_string(at, end);
                continue;
            case '{':
            case '[':
                ++depth;
                break;
            case '}':
            case ']':
                --depth;
                break;
            default:
                break;
        }
        ++at;
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
    std::string_view value = object;
    for (const std::string& name : path) {
        if (!value.starts_with('{')) {
            return std::nullopt;
        }
        const std::optional<std::string_view> member = find_member(value, name);
        if (!member) {
            return std::nullopt;
        }
        value = *member;
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
