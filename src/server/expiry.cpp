// SPDX-License-Identifier: Apache-2.0
#include "server/expiry.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace hako::server {
namespace {

constexpr int kDaysMax = 36'500;

/// `count` decimal digits at the front of `text`, which they leave.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count || count == 0) {
        return std::nullopt;
    }
    int value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take_character(std::string_view& text, std::string_view allowed) {
    if (text.empty() || allowed.find(text.front()) == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// `Z`, or `+09:00`; nothing may follow.
std::optional<std::chrono::minutes> take_offset(std::string_view text) {
    if (text == "Z" || text == "z") {
        return std::chrono::minutes(0);
    }
    const bool is_west = text.starts_with('-');
    if (!take_character(text, "+-")) {
        return std::nullopt;
    }
    const auto hours = take_digits(text, 2);
    const bool colon = take_character(text, ":");
    const auto minutes = take_digits(text, 2);
    if (!hours || !colon || !minutes || *hours > 23 || *minutes > 59 || !text.empty()) {
        return std::nullopt;
    }
    const auto offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return is_west ? -offset : offset;
}

/// The fraction of a second, in whole milliseconds; further digits are dropped.
std::optional<std::chrono::milliseconds> take_fraction(std::string_view& text) {
    if (!take_character(text, ".")) {
        return std::chrono::milliseconds(0);
    }
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0) {
        return std::nullopt;
    }
    int millis = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        millis = millis * 10 + (i < digits ? text[i] - '0' : 0);
    }
    text.remove_prefix(digits);
    return std::chrono::milliseconds(millis);
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
    const auto year = take_digits(text, 4);
    const bool first_dash = take_character(text, "-");
    const auto month = take_digits(text, 2);
    const bool second_dash = take_character(text, "-");
    const auto day = take_digits(text, 2);
    if (!year || !first_dash || !month || !second_dash || !day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))
    };
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

std::optional<std::chrono::seconds> take_time(std::string_view& text) {
    const auto hour = take_digits(text, 2);
    const bool first_colon = take_character(text, ":");
    const auto minute = take_digits(text, 2);
    const bool second_colon = take_character(text, ":");
    const auto second = take_digits(text, 2);
    if (!hour || !first_colon || !minute || !second_colon || !second || *hour > 23 ||
        *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    return std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(std::min(*second, 59));
}

std::optional<UnixMillis> parse_moment(std::string_view text) {
    const auto date = take_date(text);
    if (!date || !take_character(text, "Tt")) {
        return std::nullopt;
    }
    const auto time = take_time(text);
    const auto fraction = time ? take_fraction(text) : std::nullopt;
    const auto offset = fraction ? take_offset(text) : std::nullopt;
    if (!offset) {
        return std::nullopt;
    }
    const auto moment = date->time_since_epoch() + *time + *fraction - *offset;
    return std::chrono::duration_cast<std::chrono::milliseconds>(moment).count();
}

}  // namespace

std::optional<UnixMillis> parse_expiry(std::string_view text, UnixMillis now) {
    if (!text.ends_with('d')) {
        return parse_moment(text);
    }
    int days = 0;
    const char* end = text.data() + text.size() - 1;
    const auto [stop, error] = std::from_chars(text.data(), end, days);
    if (error != std::errc() || stop != end || days < 1 || days > kDaysMax) {
        return std::nullopt;
    }
    return now + std::chrono::milliseconds(std::chrono::days(days)).count();
}

}  // namespace hako::server
