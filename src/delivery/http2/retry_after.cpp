// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace hako::http2 {
namespace {

using std::chrono::seconds;

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    const bool is_number = stop == end && !text.empty() && text.front() != '-';
    if (error == std::errc::result_out_of_range && is_number) {
        return kRetryAfterMax.count();
    }
    return error == std::errc() && is_number ? std::optional(number) : std::nullopt;
}

std::optional<unsigned> parse_month(std::string_view text) {
    constexpr std::array<std::string_view, 12> kMonths{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    const auto* found = std::ranges::find(kMonths, text);
    return found == kMonths.end()
               ? std::nullopt
               : std::optional(static_cast<unsigned>(found - kMonths.begin()) + 1);
}

// Sun, 06 Nov 1994 08:49:37 GMT
std::optional<seconds> parse_date(std::string_view text) {
    constexpr std::size_t kLength = 29;
    if (text.size() != kLength || text.substr(3, 2) != ", " || text.substr(25) != " GMT") {
        return std::nullopt;
    }
    const auto day = parse_number(text.substr(5, 2));
    const auto month = parse_month(text.substr(8, 3));
    const auto year = parse_number(text.substr(12, 4));
    const auto hour = parse_number(text.substr(17, 2));
    const auto minute = parse_number(text.substr(20, 2));
    const auto second = parse_number(text.substr(23, 2));
    if (!day || !month || !year || !hour || !minute || !second) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{
        std::chrono::year(static_cast<int>(*year)),
        std::chrono::month(*month),
        std::chrono::day(static_cast<unsigned>(*day))
    };
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    const auto time = std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second);
    return std::chrono::sys_days(date).time_since_epoch() + time;
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value, UnixMillis now) {
    if (const auto number = parse_number(value)) {
        return std::min(seconds(*number), kRetryAfterMax);
    }
    const auto date = parse_date(value);
    if (!date) {
        return std::nullopt;
    }
    const auto pause = std::chrono::ceil<seconds>(*date - std::chrono::milliseconds(now));
    return std::clamp(pause, seconds(0), kRetryAfterMax);
}

}  // namespace hako::http2
