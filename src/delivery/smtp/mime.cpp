// SPDX-License-Identifier: Apache-2.0
#include "delivery/smtp/mime.hpp"

#include "base/utf8.hpp"
#include "crypto/base64.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace hako::smtp {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kLineMax = 76;

constexpr std::string_view kWordStart = "=?UTF-8?B?";
constexpr std::string_view kWordEnd = "?=";
constexpr std::size_t kWordMax = 75;

/// Bytes whose base64 has at most `characters` characters.
std::size_t bytes_in_base64(std::size_t characters) {
    return characters / 4 * 3;
}

bool is_printable(char c) {
    return c >= ' ' && c <= '~';
}

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return is_printable(c); });
}

/// Takes whole code points off `rest`, as many as `bytes_max` bytes hold, one at least.
std::string_view take_characters(std::string_view& rest, std::size_t bytes_max) {
    std::string_view left = rest;
    std::size_t taken = 0;
    while (!left.empty()) {
        std::string_view after = left;
        if (!next_code_point(after)) {
            after = left.substr(1);  // Not UTF-8: a byte is a character.
        }
        const std::size_t end = rest.size() - after.size();
        if (end > bytes_max && taken > 0) {
            break;
        }
        taken = end;
        left = after;
    }
    const std::string_view characters = rest.substr(0, taken);
    rest.remove_prefix(taken);
    return characters;
}

std::string encoded_words(std::string_view text, std::size_t used) {
    constexpr std::size_t kAround = kWordStart.size() + kWordEnd.size();
    std::string out;
    while (!text.empty()) {
        if (!out.empty()) {
            out.append(kLineEnd).append(" ");
            used = 1;
        }
        const std::size_t room = std::min(kLineMax - std::min(used, kLineMax), kWordMax);
        const std::size_t bytes = bytes_in_base64(room > kAround ? room - kAround : 0);
        out.append(kWordStart);
        out.append(crypto::base64(take_characters(text, bytes)));
        out.append(kWordEnd);
    }
    return out;
}

/// A name as it may stand before an address: words of letters and digits, or encoded words.
std::string phrase(std::string_view name, std::size_t used) {
    const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
        return c == ' ' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z');
    });
    return is_plain && used + name.size() <= kLineMax ? std::string(name)
                                                      : encoded_words(name, used);
}

std::string from_header(const mail::Mailbox& from) {
    std::string out = "From: ";
    if (from.name.empty()) {
        return out + from.address.text();
    }
    out += phrase(from.name, out.size());
    const std::size_t line_start = out.rfind('\n');
    const std::size_t used = out.size() - (line_start == std::string::npos ? 0 : line_start + 1);
    const std::string address = "<" + from.address.text() + ">";
    if (used + 1 + address.size() > kLineMax) {
        out += kLineEnd;
    }
    return out + " " + address;
}

std::string message_id(const mail::Message& message) {
    std::string out = "<";
    message.id.append_to(out);
    return out.append("@").append(message.from.address.domain()).append(">");
}

/// `text` with CR LF at the end of each line, one at the end of the last as well.
std::string with_line_ends(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32 + 2);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' || text[i] == '\n') {
            out += kLineEnd;
            i += text.substr(i, 2) == kLineEnd ? 1U : 0U;
        } else {
            out += text[i];
        }
    }
    if (!out.ends_with(kLineEnd)) {
        out += kLineEnd;
    }
    return out;
}

/// Base64 in lines.
std::string base64_lines(std::string_view text) {
    const std::string bytes = with_line_ends(text);
    std::string out;
    for (std::string_view rest = bytes; !rest.empty();) {
        const std::string_view piece = rest.substr(0, bytes_in_base64(kLineMax));
        out.append(crypto::base64(piece)).append(kLineEnd);
        rest.remove_prefix(piece.size());
    }
    return out;
}

bool is_mostly_ascii(std::string_view text) {
    const auto others = std::count_if(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x80;
    });
    // Each takes three characters in quoted-printable, four thirds in base64.
    constexpr std::ptrdiff_t kOneIn = 6;
    return others * kOneIn < static_cast<std::ptrdiff_t>(text.size());
}

/// One line of quoted-printable, with soft line ends where it is long.
void append_line(std::string& out, std::string_view line) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool is_last = i + 1 == line.size();
        const bool is_space = c == ' ' || c == '\t';
        const bool is_plain = is_space ? !is_last : is_printable(c) && c != '=';
        if (used + (is_plain ? 1 : 3) + (is_last ? 0 : 1) > kLineMax) {
            out.append("=").append(kLineEnd);
            used = 0;
        }
        // A dot at the start of a line has a meaning in SMTP, and "From " in mailbox files.
        const bool is_risky = used == 0 && (c == '.' || c == 'F');
        if (is_plain && !is_risky) {
            out += c;
            used += 1;
        } else {
            out += fmt::format("={:02X}", static_cast<unsigned char>(c));
            used += 3;
        }
    }
    out += kLineEnd;
}

}  // namespace

std::string header_text(std::string_view text, std::size_t used) {
    const bool is_plain = is_printable(text) && used + text.size() <= kLineMax &&
                          text.find("=?") == std::string_view::npos && !text.starts_with(' ') &&
                          !text.ends_with(' ');
    return is_plain ? std::string(text) : encoded_words(text, used);
}

std::string header_date(UnixMillis date) {
    using std::chrono::days;
    using std::chrono::floor;
    static constexpr std::array<std::string_view, 7> kDays{
        "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"
    };
    static constexpr std::array<std::string_view, 12> kMonths{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    const std::chrono::sys_time<std::chrono::milliseconds> moment{std::chrono::milliseconds(date)};
    const auto day = floor<days>(moment);
    const std::chrono::year_month_day ymd(day);
    const std::chrono::hh_mm_ss time(floor<std::chrono::seconds>(moment - day));
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
        kDays.at(std::chrono::weekday(day).c_encoding()),
        static_cast<unsigned>(ymd.day()),
        kMonths.at(static_cast<unsigned>(ymd.month()) - 1),
        static_cast<int>(ymd.year()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count()
    );
}

std::string quoted_printable(std::string_view text) {
    const std::string lines = with_line_ends(text);
    std::string out;
    for (std::string_view rest = lines; !rest.empty();) {
        const std::size_t end = rest.find(kLineEnd);
        append_line(out, rest.substr(0, end));
        rest.remove_prefix(end + kLineEnd.size());
    }
    return out;
}

std::string mime_text(const mail::Message& message) {
    constexpr std::string_view kSubject = "Subject: ";
    const bool is_quoted = is_mostly_ascii(message.body);
    std::string out;
    const auto add = [&](std::string_view line) { out.append(line).append(kLineEnd); };
    add("Date: " + header_date(message.date));
    add(from_header(message.from));
    add("To: " + message.to.text());
    add("Message-ID: " + message_id(message));
    add(std::string(kSubject) + header_text(message.subject, kSubject.size()));
    add("MIME-Version: 1.0");
    add("Content-Type: text/plain; charset=UTF-8");
    add(is_quoted ? "Content-Transfer-Encoding: quoted-printable"
                  : "Content-Transfer-Encoding: base64");
    add("Auto-Submitted: auto-generated");
    add("");
    return out + (is_quoted ? quoted_printable(message.body) : base64_lines(message.body));
}

}  // namespace hako::smtp
