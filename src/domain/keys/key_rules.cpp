// SPDX-License-Identifier: Apache-2.0
#include "domain/keys/key_rules.hpp"

#include "base/limits.hpp"
#include "base/utf8.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>

namespace hako::keys {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr UnixMillis kMillisPerMinute = 60'000;
constexpr UnixMillis kMillisPerDay = kMillisPerMinute * 60 * 24;
constexpr std::int64_t kDaysMax = 36'500;

/// Takes a timestamp apart from the left. Once something is not as expected, `good()` stays false.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    /// Exactly `digits` digits, of a value from `min` to `max`.
    int number(std::size_t digits, int min, int max) {
        int value = min;
        const auto text = rest_.substr(0, digits);
        good_ = good_ && text.size() == digits && text.find_first_not_of(kDigits) == text.npos;
        if (good_) {
            std::from_chars(text.data(), text.data() + text.size(), value);
            rest_.remove_prefix(digits);
            good_ = value >= min && value <= max;
        }
        return value;
    }

    void expect(char wanted) {
        good_ = good_ && rest_.starts_with(wanted);
        rest_.remove_prefix(good_ ? 1 : 0);
    }

    /// Between date and time. RFC 3339 takes its letters in either case.
    void expect_t() {
        expect(rest_.starts_with('t') ? 't' : 'T');
    }

    /// `.` and at least one digit, if they are there: in milliseconds, finer digits cut off.
    UnixMillis fraction() {
        if (!good_ || !rest_.starts_with('.')) {
            return 0;
        }
        rest_.remove_prefix(1);
        UnixMillis millis = 0;
        UnixMillis digit_worth = 100;
        good_ = !rest_.empty() && kDigits.find(rest_.front()) != kDigits.npos;
        while (!rest_.empty() && kDigits.find(rest_.front()) != kDigits.npos) {
            millis += digit_worth * (rest_.front() - '0');
            digit_worth /= 10;
            rest_.remove_prefix(1);
        }
        return millis;
    }

    /// `Z`, `+HH:MM` or `-HH:MM`, in milliseconds east of UTC.
    UnixMillis offset() {
        if (rest_ == "Z" || rest_ == "z") {
            rest_ = {};
            return 0;
        }
        const UnixMillis sign = rest_.starts_with('-') ? -1 : 1;
        expect(sign < 0 ? '-' : '+');
        const UnixMillis hours = number(2, 0, 23);
        expect(':');
        const UnixMillis minutes = number(2, 0, 59);
        return sign * (hours * 60 + minutes) * kMillisPerMinute;
    }

    [[nodiscard]] bool at_end() const {
        return good_ && rest_.empty();
    }

private:
    std::string_view rest_;
    bool good_ = true;
};

std::optional<UnixMillis> parse_moment(std::string_view text) {
    Cursor cursor(text);
    const int year = cursor.number(4, 0, 9999);
    cursor.expect('-');
    const int month = cursor.number(2, 1, 12);
    cursor.expect('-');
    const int day = cursor.number(2, 1, 31);
    cursor.expect_t();
    const std::chrono::hours hours(cursor.number(2, 0, 23));
    cursor.expect(':');
    const std::chrono::minutes minutes(cursor.number(2, 0, 59));
    cursor.expect(':');
    const std::chrono::seconds seconds(cursor.number(2, 0, 59));
    const std::chrono::milliseconds millis(cursor.fraction());
    const std::chrono::milliseconds offset(cursor.offset());
    const std::chrono::year_month_day date(
        std::chrono::year{year},
        std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day)}
    );
    if (!cursor.at_end() || !date.ok()) {
        return std::nullopt;
    }
    const auto moment = std::chrono::sys_days(date) + hours + minutes + seconds + millis - offset;
    return moment.time_since_epoch() / std::chrono::milliseconds(1);
}

std::optional<std::int64_t> parse_days(std::string_view text) {
    constexpr std::size_t kDigitsMax = 5;
    const auto digits = text.substr(0, text.size() - 1);
    if (digits.empty() || digits.size() > kDigitsMax || digits.front() == '0' ||
        digits.find_first_not_of(kDigits) != digits.npos) {
        return std::nullopt;
    }
    std::int64_t days = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), days);
    return days <= kDaysMax ? std::optional(days) : std::nullopt;
}

}  // namespace

std::optional<UnixMillis> parse_expires(std::string_view text, UnixMillis now, std::string& why) {
    if (text.ends_with('d')) {
        const auto days = parse_days(text);
        if (!days) {
            why = "Must be a number of days from 1d to " + std::to_string(kDaysMax) + "d.";
            return std::nullopt;
        }
        return now + *days * kMillisPerDay;
    }
    const auto moment = parse_moment(text);
    if (!moment) {
        why = "Must be a time such as 2027-01-31T09:00:00Z, or a number of days such as 90d.";
        return std::nullopt;
    }
    if (*moment <= now) {
        why = "Must lie in the future.";
        return std::nullopt;
    }
    return moment;
}

std::optional<std::string> parse_key_name(std::string_view text, std::string& why) {
    if (text.empty()) {
        why = "Must have at least 1 character.";
        return std::nullopt;
    }
    const auto count = count_code_points(text);
    if (!count) {
        why = "Must be UTF-8.";
        return std::nullopt;
    }
    if (*count > limits::kKeyNameCharactersMax) {
        why = "Must have at most " + std::to_string(limits::kKeyNameCharactersMax) + " characters.";
        return std::nullopt;
    }
    for (std::string_view rest = text; !rest.empty();) {
        const char32_t code_point = *next_code_point(rest);
        if (code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F)) {
            why = "Must not contain control characters.";
            return std::nullopt;
        }
    }
    return std::string(text);
}

}  // namespace hako::keys
