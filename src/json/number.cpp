// SPDX-License-Identifier: Apache-2.0
#include "json/number.hpp"

#include "json/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace hako::json {
namespace {

constexpr std::int64_t kExponentMax = 100'000'000'000'000'000;

/// Numbers of at most this many characters without point and exponent fit 64 bits.
constexpr std::size_t kPlainIntegerCharactersMax = 18;

std::int64_t parse_exponent(std::string_view text) {
    const bool negative = text.front() == '-';
    if (negative || text.front() == '+') {
        text.remove_prefix(1);
    }
    std::int64_t value = 0;
    for (const char c : text) {
        value = std::min(value * 10 + (c - '0'), kExponentMax);
    }
    return negative ? -value : value;
}

std::optional<std::int64_t> plain_integer(std::string_view number) {
    std::int64_t value = 0;
    if (number.size() > kPlainIntegerCharactersMax) {
        return std::nullopt;
    }
    const char* const end = number.data() + number.size();
    if (std::from_chars(number.data(), end, value).ptr != end) {
        return std::nullopt;
    }
    return value;
}

std::strong_ordering compare_digits(std::string_view a, std::string_view b) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (true) {
        i += i < a.size() && a[i] == '.' ? 1U : 0U;
        j += j < b.size() && b[j] == '.' ? 1U : 0U;
        if (i == a.size() || j == b.size()) {
            // Neither ends with a 0, so the longer one is the larger.
            return (i != a.size()) <=> (j != b.size());
        }
        if (a[i] != b[j]) {
            return a[i] <=> b[j];
        }
        ++i;
        ++j;
    }
}

std::strong_ordering compare_magnitudes(const Decimal& a, const Decimal& b) {
    return a.point != b.point ? a.point <=> b.point : compare_digits(a.digits, b.digits);
}

/// -1, 0 or 1.
int sign(const Decimal& decimal) {
    if (decimal.is_zero()) {
        return 0;
    }
    return decimal.negative ? -1 : 1;
}

}  // namespace

Decimal parse_decimal(std::string_view number) {
    bool negative = false;
    if (number.front() == '-') {
        negative = true;
        number.remove_prefix(1);
    }
    std::int64_t point = 0;
    const std::size_t e = number.find_first_of("eE");
    if (e != std::string_view::npos) {
        point = parse_exponent(number.substr(e + 1));
        number = number.substr(0, e);
    }
    const std::size_t first = number.find_first_not_of("0.");
    if (first == std::string_view::npos) {
        return {.negative = false, .point = 0, .digits = {}, .digit_count = 0};
    }
    const std::size_t last = number.find_last_not_of("0.");
    const std::size_t dot = std::min(number.find('.'), number.size());
    // Digits between the first one that counts and the decimal point; negative after it.
    point +=
        static_cast<std::int64_t>(dot) - static_cast<std::int64_t>(first) + (first > dot ? 1 : 0);
    const bool dot_inside = first < dot && dot < last;
    return {
        .negative = negative,
        .point = point,
        .digits = number.substr(first, last - first + 1),
        .digit_count = last - first + (dot_inside ? 0U : 1U)
    };
}

std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
    const std::optional<std::int64_t> plain_a = plain_integer(a);
    const std::optional<std::int64_t> plain_b = plain_integer(b);
    if (plain_a && plain_b) {
        return *plain_a <=> *plain_b;
    }
    const Decimal left = parse_decimal(a);
    const Decimal right = parse_decimal(b);
    if (sign(left) != sign(right)) {
        return sign(left) <=> sign(right);
    }
    return left.negative ? compare_magnitudes(right, left) : compare_magnitudes(left, right);
}

bool fits_double(std::string_view number) {
    // A double's powers of ten end at 308 and -324; what is surely within them needs no conversion.
    constexpr std::int64_t kPointSurelyFits = 300;
    constexpr std::int64_t kPointNeverFits = 400;
    const Decimal decimal = parse_decimal(number);
    const std::int64_t distance = decimal.point < 0 ? -decimal.point : decimal.point;
    if (decimal.is_zero() || distance <= kPointSurelyFits) {
        return true;
    }
    if (distance >= kPointNeverFits) {
        return false;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    return error == std::errc() && value != 0 && std::isfinite(value);
}

std::optional<std::int64_t> integral_value(std::string_view number) {
    if (const std::optional<std::int64_t> plain = plain_integer(number)) {
        return plain;
    }
    const Decimal decimal = parse_decimal(number);
    if (decimal.is_zero()) {
        return 0;
    }
    constexpr std::int64_t kDigitsMax = 19;
    const auto digit_count = static_cast<std::int64_t>(decimal.digit_count);
    if (decimal.point > kDigitsMax || decimal.point < digit_count) {
        return std::nullopt;
    }
    std::uint64_t magnitude = 0;
    for_each_digit(decimal, [&magnitude](int digit) {
        magnitude = magnitude * 10 + static_cast<std::uint64_t>(digit);
    });
    for (std::int64_t i = digit_count; i < decimal.point; ++i) {
        magnitude *= 10;
    }
    constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (magnitude > kLargest + (decimal.negative ? 1U : 0U)) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(decimal.negative ? 0 - magnitude : magnitude);
}

}  // namespace hako::json
