// SPDX-License-Identifier: Apache-2.0
#include "json/reader.hpp"

#include "json/escape.hpp"
#include "json/number.hpp"
#include "json/string_scan.hpp"
#include "json/utf8.hpp"

#include <algorithm>
#include <span>

namespace hako::json {
namespace {

/// An array of n elements takes 2n + 1 bytes, so that below this `Node::size` holds any count.
constexpr std::size_t kTextBytesMax = (1UL << 25) - 1;

/// Without an exponent, this many characters cannot leave the range of a double.
constexpr std::ptrdiff_t kNumberCharactersSurelyFit = 300;

/// Names of smaller objects are compared on the stack.
constexpr std::size_t kFewNames = 16;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

const char* skip_digits(const char* at, const char* end) {
    while (at != end && is_digit(*at)) {
        ++at;
    }
    return at;
}

}  // namespace

// An empty view may have no address, and here nullptr means failure.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): frames are written as they are entered.
Reader::Reader(std::string_view text)
    : text_(text.empty() ? "" : text), end_(text_.data() + text_.size()) {
    frames_[0] = {};
}

std::size_t Reader::nodes_max(std::string_view text) {
    // A value takes a byte and a comma or a bracket; only brackets that do not close are alone.
    return std::min(text.size(), kTextBytesMax) / 2 + limits::kJsonDepthMax + 2;
}

std::optional<SyntaxError> Reader::read(Document::Node* nodes) {
    nodes_ = nodes;
    if (const char* const begin = check_encoding()) {
        read_text(begin);
    }
    return error_;
}

const char* Reader::check_encoding() {
    const char* const begin = text_.data();
    if (text_.size() > kTextBytesMax) {
        return fail(begin + kTextBytesMax, "Text too long");
    }
    if (text_.starts_with("\xEF\xBB\xBF")) {
        return fail(begin, "Byte order mark");
    }
    const std::optional<std::size_t> invalid = find_invalid_utf8(text_);
    return invalid ? fail(begin + *invalid, "Invalid UTF-8") : begin;
}

const char* Reader::read_text(const char* at) {
    at = skip_space(at);
    while (true) {
        const std::size_t depth = depth_;
        at = read_value(at);
        if (at == nullptr) {
            return nullptr;
        }
        if (depth_ > depth) {
            continue;
        }
        at = after_value(at);
        if (at == nullptr || depth_ == 0) {
            break;
        }
    }
    if (at == nullptr) {
        return nullptr;
    }
    at = skip_space(at);
    return at == end_ ? at : fail(at, "Expected the end of the text");
}

/// Reads the value at `at`. An array or object that is not empty is only opened: `depth_` has then
/// grown, and its first value comes next.
const char* Reader::read_value(const char* at) {
    if (at == end_) {
        return fail(at, "Expected a value");
    }
    switch (*at) {
        case '"':
            return read_string(at);
        case '{':
            return open(at, Kind::object);
        case '[':
            return open(at, Kind::array);
        case 't':
            return read_literal(at, "true", Kind::boolean);
        case 'f':
            return read_literal(at, "false", Kind::boolean);
        case 'n':
            return read_literal(at, "null", Kind::null);
        default:
            return *at == '-' || is_digit(*at) ? read_number(at) : fail(at, "Expected a value");
    }
}

/// Goes on behind a value: to the next one, or out of all that ends here.
const char* Reader::after_value(const char* at) {
    while (depth_ > 0) {
        at = skip_space(at);
        Frame& frame = frames_[depth_];
        ++frame.size;
        if (is_at(at, ',')) {
            at = skip_space(at + 1);
            return frame.is_object ? read_name(at) : at;
        }
        if (!is_at(at, frame.is_object ? '}' : ']')) {
            return fail(at, frame.is_object ? R"(Expected "," or "}")" : R"(Expected "," or "]")");
        }
        at = close(at);
        if (at == nullptr) {
            return nullptr;
        }
    }
    return at;
}

const char* Reader::open(const char* at, Kind kind) {
    if (depth_ == limits::kJsonDepthMax) {
        return fail(at, "Nested too deeply");
    }
    ++depth_;
    frames_[depth_] = {
        .node = node_count_,
        .size = 0,
        .is_object = kind == Kind::object,
        .has_long_number = false,
        .has_space = false
    };
    push(kind, at, at);
    at = skip_space(at + 1);
    if (is_at(at, kind == Kind::object ? '}' : ']')) {
        return close(at);
    }
    return kind == Kind::object ? read_name(at) : at;
}

const char* Reader::close(const char* at) {
    const Frame& frame = frames_[depth_];
    Document::Node& node = nodes_[frame.node];
    node.end = offset(at + 1);
    node.next = node_count_;
    node.size = frame.size & 0xFFFFFFU;
    node.has_long_number = frame.has_long_number;
    node.has_space = frame.has_space;
    --depth_;
    frames_[depth_].has_long_number |= frame.has_long_number;
    frames_[depth_].has_space |= frame.has_space;
    if (frame.is_object && frame.size > 1) {
        if (const char* const duplicate = find_duplicate(frame.node)) {
            return fail(duplicate, "Duplicate member name");
        }
    }
    return at + 1;
}

const char* Reader::read_name(const char* at) {
    if (!is_at(at, '"')) {
        return fail(at, "Expected a member name");
    }
    at = read_string(at);
    if (at == nullptr) {
        return nullptr;
    }
    at = skip_space(at);
    return is_at(at, ':') ? skip_space(at + 1) : fail(at, R"(Expected ":")");
}

const char* Reader::read_string(const char* at) {
    const char* const begin = at;
    bool has_escape = false;
    ++at;
    while (true) {
        at = find_string_special(at, end_);
        if (at == end_) {
            return fail(at, "Unterminated string");
        }
        if (*at == '"') {
            break;
        }
        if (*at != '\\') {
            return fail(at, "Control character in a string");
        }
        has_escape = true;
        at = read_escape(at);
        if (at == nullptr) {
            return nullptr;
        }
    }
    ++at;
    push(Kind::string, begin, at).has_escape = has_escape;
    return at;
}

/// Reads the escape whose backslash is at `at`.
const char* Reader::read_escape(const char* at) {
    if (end_ - at < 2) {
        return fail(end_, "Unterminated string");
    }
    switch (at[1]) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't':
            return at + 2;
        case 'u':
            return read_unicode_escape(at);
        default:
            return fail(at + 1, "Unknown escape");
    }
}

const char* Reader::read_unicode_escape(const char* at) {
    const auto unit_at = [this](const char* escape) {
        const bool is_whole = end_ - escape >= 6 && escape[0] == '\\' && escape[1] == 'u';
        return is_whole ? parse_hex4(escape + 2) : -1;
    };
    const int unit = unit_at(at);
    if (unit < 0) {
        return fail(at, R"(Expected four hexadecimal digits after "\u")");
    }
    if (is_low_surrogate(unit) || (is_high_surrogate(unit) && !is_low_surrogate(unit_at(at + 6)))) {
        return fail(at, "Lone surrogate");
    }
    return at + (is_high_surrogate(unit) ? 12 : 6);
}

const char* Reader::read_number(const char* at) {
    const char* const begin = at;
    const auto read_digits = [this](const char* digits) {
        const char* const stop = skip_digits(digits, end_);
        return stop == digits ? fail(digits, "Expected a digit") : stop;
    };
    at += *at == '-' ? 1 : 0;
    const char* const integer = at;
    at = read_digits(at);
    if (at != nullptr && *integer == '0' && at - integer > 1) {
        return fail(integer + 1, "Digit after a leading zero");
    }
    if (at != nullptr && is_at(at, '.')) {
        at = read_digits(at + 1);
    }
    bool has_exponent = false;
    if (at != nullptr && (is_at(at, 'e') || is_at(at, 'E'))) {
        has_exponent = true;
        ++at;
        at = read_digits(at + (is_at(at, '+') || is_at(at, '-') ? 1 : 0));
    }
    if (at == nullptr) {
        return nullptr;
    }
    const auto size = at - begin;
    if ((has_exponent || size > kNumberCharactersSurelyFit) && !fits_double({begin, at})) {
        return fail(begin, "Number out of range");
    }
    const bool is_long = size > static_cast<std::ptrdiff_t>(limits::kJsonNumberCharactersMax);
    push(Kind::number, begin, at).has_long_number = is_long;
    frames_[depth_].has_long_number |= is_long;
    return at;
}

const char* Reader::read_literal(const char* at, std::string_view literal, Kind kind) {
    const char* const begin = at;
    for (const char expected : literal) {
        if (!is_at(at, expected)) {
            return fail(at, R"(Expected "true", "false" or "null")");
        }
        ++at;
    }
    push(kind, begin, at);
    return at;
}

const char* Reader::find_duplicate(std::uint32_t object) {
    const std::uint32_t size = nodes_[object].size;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): read only as far as written.
    std::array<MemberName, kFewNames> few;
    std::span<MemberName> names(few);
    if (size > few.size()) {
        names_.resize(size);
        names = names_;
    }
    names = names.first(size);
    std::uint32_t index = object + 1;
    for (MemberName& slot : names) {
        const Document::Node& name = nodes_[index];
        slot = make_member_name(text_, name.begin, name.end, name.has_escape);
        index = nodes_[index + 1].next;
    }
    const std::optional<std::uint32_t> duplicate = find_duplicate_name(text_, names);
    return duplicate ? text_.data() + *duplicate : nullptr;
}

inline const char* Reader::skip_space(const char* at) {
    return at != end_ && *at > ' ' ? at : skip_more_space(at);
}

const char* Reader::skip_more_space(const char* at) {
    const char* const begin = at;
    while (at != end_ && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
        ++at;
    }
    frames_[depth_].has_space |= at != begin;
    return at;
}

/// Adds a value; what an array or object holds and where it ends is filled in when it closes.
inline Document::Node& Reader::push(Kind kind, const char* begin, const char* end) {
    Document::Node& node = nodes_[node_count_];
    ++node_count_;
    node = {};
    node.begin = offset(begin);
    node.end = offset(end);
    node.next = node_count_;
    node.kind = kind;
    return node;
}

inline bool Reader::is_at(const char* at, char c) const {
    return at != end_ && *at == c;
}

inline std::uint32_t Reader::offset(const char* at) const {
    return static_cast<std::uint32_t>(at - text_.data());
}

const char* Reader::fail(const char* at, std::string_view what) {
    error_ = {.byte = static_cast<std::size_t>(at - text_.data()), .what = what};
    return nullptr;
}

}  // namespace hako::json
