// SPDX-License-Identifier: Apache-2.0
#include "json/order_key.hpp"

#include "json/decimal.hpp"
#include "json/write.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace hako::json {
namespace {

void append_rank(std::string& out, Rank rank) {
    out.push_back(static_cast<char>(rank));
}

// A number's key after its rank: a header that says sign and magnitude, then two digits a byte.
// Negative numbers have the complement of the positive one's bytes, and an end mark above all of
// them, since among negative numbers the one with more digits comes first.
constexpr int kZeroHeader = 0x80;
constexpr int kPointZeroHeader = 0xA0;
constexpr int kShortPointMin = -16;
constexpr int kShortPointMax = 63;
constexpr int kLargePointHeader = 0xE0;
constexpr int kSmallPointHeader = 0x8F;
constexpr int kNegativeEnd = 0xFF;

/// Where the decimal point stands: one byte when it is near, else how many bytes tell, and those.
template <class Push>
void encode_point(std::int64_t point, Push push) {
    if (point >= kShortPointMin && point <= kShortPointMax) {
        push(kPointZeroHeader + static_cast<int>(point));
        return;
    }
    const bool small = point < 0;
    const auto distance = static_cast<std::uint64_t>(small ? -point : point);
    int bytes = 1;
    while (bytes < 8 && distance >> (8 * bytes) != 0) {
        ++bytes;
    }
    push(small ? kSmallPointHeader - bytes : kLargePointHeader + bytes);
    for (int i = bytes - 1; i >= 0; --i) {
        const int byte = static_cast<int>(distance >> (8 * i) & 0xFF);
        push(small ? 0xFF - byte : byte);
    }
}

template <class Push>
void encode_magnitude(const Decimal& decimal, Push push) {
    encode_point(decimal.point, push);
    int first_of_pair = -1;
    for_each_digit(decimal, [&](int digit) {
        if (first_of_pair < 0) {
            first_of_pair = digit;
        } else {
            push(first_of_pair * 10 + digit + 1);
            first_of_pair = -1;
        }
    });
    if (first_of_pair >= 0) {
        push(first_of_pair * 10 + 1);
    }
}

/// A number's one spelling: all digits that count as an integer, then the exponent unless it is 0.
void append_equality_number(std::string& out, std::string_view number) {
    const Decimal decimal = parse_decimal(number);
    if (decimal.is_zero()) {
        out += '0';
        return;
    }
    if (decimal.negative) {
        out += '-';
    }
    for_each_digit(decimal, [&out](int digit) { out.push_back(static_cast<char>('0' + digit)); });
    const std::int64_t exponent = decimal.point - static_cast<std::int64_t>(decimal.digit_count);
    if (exponent != 0) {
        out += 'e';
        append_integer(out, exponent);
    }
}

void append_equality_object(std::string& out, Value object) {
    std::vector<std::pair<std::string, Value>> members;
    members.reserve(object.size());
    for (const Member member : object.members()) {
        members.emplace_back(member.name.string(), member.value);
    }
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    out += '{';
    bool first = true;
    for (const auto& [name, value] : members) {
        if (!first) {
            out += ',';
        }
        first = false;
        append_string(out, name);
        out += ':';
        append_equality_text(out, value);
    }
    out += '}';
}

void append_equality_array(std::string& out, Value array) {
    out += '[';
    bool first = true;
    for (const Value element : array.elements()) {
        if (!first) {
            out += ',';
        }
        first = false;
        append_equality_text(out, element);
    }
    out += ']';
}

}  // namespace

void append_order_key(std::string& out, Value value) {
    switch (value.kind()) {
        case Kind::null:
            append_null_order_key(out);
            return;
        case Kind::boolean:
            append_rank(out, value.boolean() ? Rank::boolean_true : Rank::boolean_false);
            return;
        case Kind::number:
            append_number_order_key(out, value.text());
            return;
        case Kind::string: {
            std::string scratch;
            append_string_order_key(out, value.string(scratch));
            return;
        }
        case Kind::array:
        case Kind::object:
            append_rank(out, Rank::composite);
            return;
    }
}

void append_null_order_key(std::string& out) {
    append_rank(out, Rank::null);
}

void append_number_order_key(std::string& out, std::string_view number) {
    append_rank(out, Rank::number);
    const Decimal decimal = parse_decimal(number);
    if (decimal.is_zero()) {
        out.push_back(static_cast<char>(kZeroHeader));
    } else if (decimal.negative) {
        encode_magnitude(decimal, [&out](int byte) {
            out.push_back(static_cast<char>(0xFF - byte));
        });
        out.push_back(static_cast<char>(kNegativeEnd));
    } else {
        encode_magnitude(decimal, [&out](int byte) { out.push_back(static_cast<char>(byte)); });
    }
}

void append_string_order_key(std::string& out, std::string_view text) {
    append_rank(out, Rank::string);
    out += text;
}

void append_equality_text(std::string& out, Value value) {
    switch (value.kind()) {
        case Kind::null:
        case Kind::boolean:
            out += value.text();
            return;
        case Kind::number:
            append_equality_number(out, value.text());
            return;
        case Kind::string: {
            std::string scratch;
            append_string(out, value.string(scratch));
            return;
        }
        case Kind::array:
            append_equality_array(out, value);
            return;
        case Kind::object:
            append_equality_object(out, value);
            return;
    }
}

}  // namespace hako::json
