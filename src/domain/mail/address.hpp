// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hako::mail {

/// One mail address (RFC 5321, section 4.1.2, its ASCII part): never two, never a group, a comment,
/// a route, an address literal or anything that ends a line. So it can stand in a command and in a
/// header as it is.
///
/// The local part may have dots anywhere, as old addresses of Japanese carriers do; it is then
/// quoted in text(). A domain in another script is given in its ASCII form (`xn--…`).
class Address {
public:
    /// Empty unless `text` is exactly one address. Takes time in proportion to its length.
    static std::optional<Address> parse(std::string_view text);

    /// As it stands in a command or header, without angle brackets.
    [[nodiscard]] const std::string& text() const {
        return text_;
    }

    [[nodiscard]] std::string_view domain() const;

    /// In lower case: two addresses that most servers take for one have one key.
    [[nodiscard]] std::string key() const;

    auto operator<=>(const Address&) const = default;

private:
    explicit Address(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// An address and the name that is shown with it: `Hako <mail@example.com>`.
struct Mailbox {
    std::string name;  ///< UTF-8 without control characters; empty: none
    Address address;

    /// Of `NAME <ADDRESS>` or `ADDRESS`. Empty when it is neither.
    static std::optional<Mailbox> parse(std::string_view text);

    /// As `parse` takes it.
    [[nodiscard]] std::string text() const;
};

/// Whether `text` is the name of a host: labels of letters, digits and hyphens with dots between
/// them, the last one not a number.
bool is_host_name(std::string_view text);

/// Whether `text` is UTF-8 that stays on one line: no control characters, no line or paragraph
/// separators (U+2028, U+2029, U+0085).
bool is_one_line(std::string_view text);

/// Whether `text` is UTF-8 without control characters other than tabs and line ends.
bool is_plain_text(std::string_view text);

}  // namespace hako::mail
