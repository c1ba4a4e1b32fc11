// SPDX-License-Identifier: Apache-2.0
#include "json/reader.hpp"

#include "json/escape.hpp"
#include "json/number.hpp"
#include "json/string_scan.hpp"
#include "json/utf8.hpp"

#include <span>

namespace hako::json {
namespace {

/// An array of n elements takes 2n + 1 bytes, so that below this `Node::size` holds any count.
constexpr std::size_t kTextBytesMax = (1UL << 25) - 1;

/// Without an exponent, this many characters cannot leave the range of a double.
constexpr std::ptrdiff_t kNumberCharactersSurelyFit = 300;

/// Names of smaller objects are compared on the stack.
constexpr std::size_t kFewNames = 16;

bool is_digit(const char* at, const char* end) {
    return at != end && *at >= '0' && *at <= '9';
}

const char* skip_digits(const char* at, const char* end) {
    while (is_digit(at, end)) {
        ++at;
    }
    return at;
}

}  // namespace

Reader::Reader(std::string_view text, std::vector<Document::Node>& nodes)
    : text_(text), nodes_(nodes), at_(text.data()), end_(text.data() + text.size()) {
    frames_[0] = {};
}

std::optional<SyntaxError> Reader::read() {
    if (check_encoding()) {
        read_text();
    }
    return error_;
}

bool Reader::check_encoding() {
    if (text_.size() > kTextBytesMax) {
        return fail(at_ + kTextBytesMax, "Text too long");
    }
    if (text_.starts_with("\xEF\xBB\xBF")) {
        return fail(at_, "Byte order mark");
    }
    const std::optional<std::size_t> invalid = find_invalid_utf8(text_);
    return invalid ? fail(at_ + *invalid, "Invalid UTF-8") : true;
}

bool Reader::read_text() {
    skip_space();
    Step step = Step::value;
    while (step == Step::value) {
        if (!read_value(step)) {
            return false;
        }
        if (step == Step::end) {
            step = after_value();
        }
    }
    if (step == Step::failed) {
        return false;
    }
    skip_space();
    return at_ == end_ || fail(at_, "Expected the end of the text");
}

/// Reads the value at `at_`. Of an array or object that is not empty only the start: `step` is then
/// `value`, else `end`.
bool Reader::read_value(Step& step) {
    step = Step::end;
    if (at_ == end_) {
        return fail(at_, "Expected a value");
    }
    switch (*at_) {
        case '"':
            return read_string();
        case '{':
            step = open_object();
            return step != Step::failed;
        case '[':
            step = open_array();
            return step != Step::failed;
        case 't':
            return read_literal("true", Kind::boolean);
        case 'f':
            return read_literal("false", Kind::boolean);
        case 'n':
            return read_literal("null", Kind::null);
        case '-':
        case '0':
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
        case '6':
        case '7':
        case '8':
        case '9':
            return read_number();
        default:
            return fail(at_, "Expected a value");
    }
}

/// Goes on behind a value: to the next one, or out of what ends here.
Reader::Step Reader::after_value() {
    while (depth_ > 0) {
        skip_space();
        Frame& frame = frames_[depth_];
        ++frame.size;
        if (next_is(',')) {
            ++at_;
            skip_space();
            if (frame.is_object && !read_name()) {
                return Step::failed;
            }
            return Step::value;
        }
        if (!next_is(frame.is_object ? '}' : ']')) {
            fail(at_, frame.is_object ? "Expected \",\" or \"}\"" : "Expected \",\" or \"]\"");
            return Step::failed;
        }
        if (!close()) {
            return Step::failed;
        }
    }
    return Step::end;
}

bool Reader::open(Kind kind) {
    if (depth_ == limits::kJsonDepthMax) {
        return fail(at_, "Nested too deeply");
    }
    ++depth_;
    frames_[depth_] = {
        .node = static_cast<std::uint32_t>(nodes_.size()),
        .size = 0,
        .is_object = kind == Kind::object,
        .has_long_number = false,
        .has_space = false
    };
    push(kind, at_, false, false);
    ++at_;
    skip_space();
    return true;
}

Reader::Step Reader::open_object() {
    if (!open(Kind::object)) {
        return Step::failed;
    }
    if (next_is('}')) {
        return close() ? Step::end : Step::failed;
    }
    return read_name() ? Step::value : Step::failed;
}

Reader::Step Reader::open_array() {
    if (!open(Kind::array)) {
        return Step::failed;
    }
    if (next_is(']')) {
        return close() ? Step::end : Step::failed;
    }
    return Step::value;
}

bool Reader::close() {
    ++at_;
    const Frame& frame = frames_[depth_];
    Document::Node& node = nodes_[frame.node];
    node.end = offset(at_);
    node.next = static_cast<std::uint32_t>(nodes_.size());
    node.size = frame.size & 0xFFFFFFU;
    node.has_long_number = frame.has_long_number;
    node.has_space = frame.has_space;
    --depth_;
    frames_[depth_].has_long_number |= frame.has_long_number;
    frames_[depth_].has_space |= frame.has_space;
    return !frame.is_object || frame.size < 2 || check_names(frame.node);
}

bool Reader::read_name() {
    if (!next_is('"')) {
        return fail(at_, "Expected a member name");
    }
    if (!read_string()) {
        return false;
    }
    skip_space();
    if (!next_is(':')) {
        return fail(at_, "Expected \":\"");
    }
    ++at_;
    skip_space();
    return true;
}

bool Reader::read_string() {
    const char* const begin = at_;
    const char* at = begin + 1;
    bool has_escape = false;
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
        if (!read_escape(at)) {
            return false;
        }
    }
    at_ = at + 1;
    push(Kind::string, begin, has_escape, false);
    return true;
}

/// `at` is at a backslash; moves it behind the escape.
bool Reader::read_escape(const char*& at) {
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
            at += 2;
            return true;
        case 'u':
            return read_unicode_escape(at);
        default:
            return fail(at + 1, "Unknown escape");
    }
}

bool Reader::read_unicode_escape(const char*& at) {
    const auto unit_at = [this](const char* escape) {
        return end_ - escape >= 6 && escape[0] == '\\' && escape[1] == 'u' ? parse_hex4(escape + 2)
                                                                           : -1;
    };
    const int unit = unit_at(at);
    if (unit < 0) {
        return fail(at, "Expected four hexadecimal digits after \"\\u\"");
    }
    if (is_low_surrogate(unit) || (is_high_surrogate(unit) && !is_low_surrogate(unit_at(at + 6)))) {
        return fail(at, "Lone surrogate");
    }
    at += is_high_surrogate(unit) ? 12 : 6;
    return true;
}

bool Reader::read_number() {
    const char* const begin = at_;
    const char* at = begin + (*begin == '-' ? 1 : 0);
    bool has_exponent = false;
    if (!is_digit(at, end_)) {
        return fail(at, "Expected a digit");
    }
    if (*at == '0' && is_digit(at + 1, end_)) {
        return fail(at + 1, "Digit after a leading zero");
    }
    at = skip_digits(at, end_);
    if (at != end_ && *at == '.') {
        ++at;
        if (!is_digit(at, end_)) {
            return fail(at, "Expected a digit");
        }
        at = skip_digits(at, end_);
    }
    if (at != end_ && (*at == 'e' || *at == 'E')) {
        has_exponent = true;
        ++at;
        at += at != end_ && (*at == '+' || *at == '-') ? 1 : 0;
        if (!is_digit(at, end_)) {
            return fail(at, "Expected a digit");
        }
        at = skip_digits(at, end_);
    }
    const auto size = at - begin;
    if ((has_exponent || size > kNumberCharactersSurelyFit) && !fits_double({begin, at})) {
        return fail(begin, "Number out of range");
    }
    at_ = at;
    const bool is_long = size > static_cast<std::ptrdiff_t>(limits::kJsonNumberCharactersMax);
    frames_[depth_].has_long_number |= is_long;
    push(Kind::number, begin, false, is_long);
    return true;
}

bool Reader::read_literal(std::string_view literal, Kind kind) {
    const char* const begin = at_;
    for (const char expected : literal) {
        if (!next_is(expected)) {
            return fail(at_, "Expected \"true\", \"false\" or \"null\"");
        }
        ++at_;
    }
    push(kind, begin, false, false);
    return true;
}

bool Reader::check_names(std::uint32_t object) {
    const std::uint32_t size = nodes_[object].size;
    std::array<MemberName, kFewNames> few;
    std::span<MemberName> names(few);
    if (size > few.size()) {
        names_.resize(size);
        names = names_;
    }
    std::uint32_t index = object + 1;
    for (std::uint32_t i = 0; i < size; ++i) {
        const Document::Node& name = nodes_[index];
        names[i] = make_member_name(text_, name.begin, name.end, name.has_escape);
        index = nodes_[index + 1].next;
    }
    const std::optional<std::uint32_t> duplicate = find_duplicate_name(text_, names.first(size));
    return duplicate ? fail(text_.data() + *duplicate, "Duplicate member name") : true;
}

void Reader::skip_space() {
    const char* const begin = at_;
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) {
        ++at_;
    }
    frames_[depth_].has_space |= at_ != begin;
}

/// Adds the value that ends at `at_`; of an array or object the end is filled in when it closes.
void Reader::push(Kind kind, const char* begin, bool has_escape, bool has_long_number) {
    Document::Node node{};
    node.begin = offset(begin);
    node.end = offset(at_);
    node.next = static_cast<std::uint32_t>(nodes_.size() + 1);
    node.kind = kind;
    node.has_escape = has_escape;
    node.has_long_number = has_long_number;
    nodes_.push_back(node);
}

bool Reader::next_is(char c) const {
    return at_ != end_ && *at_ == c;
}

std::uint32_t Reader::offset(const char* at) const {
    return static_cast<std::uint32_t>(at - text_.data());
}

bool Reader::fail(const char* at, std::string_view what) {
    error_ = {.byte = static_cast<std::size_t>(at - text_.data()), .what = what};
    return false;
}

}  // namespace hako::json
