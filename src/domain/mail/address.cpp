// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/address.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <cstddef>

namespace hako::mail {
namespace {

// RFC 5321, section 4.5.3.1.
constexpr std::size_t kLocalPartBytesMax = 64;
constexpr std::size_t kDomainBytesMax = 253;
constexpr std::size_t kLabelBytesMax = 63;

constexpr std::string_view kMarksOfLocalPart = "!#$%&'*+-/=?^_`{|}~.";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_local_part(std::string_view text) {
    return !text.empty() && text.size() <= kLocalPartBytesMax &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return is_letter_or_digit(c) || kMarksOfLocalPart.find(c) != std::string_view::npos;
           });
}

bool is_dot_atom(std::string_view text) {
    return text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos;
}

bool is_label(std::string_view text) {
    return !text.empty() && text.size() <= kLabelBytesMax && text.front() != '-' &&
           text.back() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
               return is_letter_or_digit(c) || c == '-';
           });
}

bool is_control(char32_t c) {
    return c < U' ' || (c >= 0x7F && c <= 0x9F);
}

bool is_separator(char32_t c) {
    return c == 0x2028 || c == 0x2029;
}

/// Whether every code point of `text`, which has to be UTF-8, is one that `allows` allows.
template <class Allows>
bool all_code_points(std::string_view text, Allows allows) {
    while (!text.empty()) {
        const auto c = next_code_point(text);
        if (!c || !allows(*c)) {
            return false;
        }
    }
    return true;
}

/// Whether a name holds what makes an address of it, or a quote.
bool has_marks(std::string_view name) {
    return name.find_first_of("<>@\"") != std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view local = text.substr(0, at);
    if (local.size() >= 2 && local.front() == '"' && local.back() == '"') {
        local = local.substr(1, local.size() - 2);
    }
    const std::string_view domain = text.substr(at + 1);
    if (!is_local_part(local) || !is_host_name(domain)) {
        return std::nullopt;
    }
    const std::string_view quote = is_dot_atom(local) ? "" : "\"";
    std::string whole(quote);
    whole.append(local).append(quote).append("@").append(domain);
    return Address(std::move(whole));
}

std::string_view Address::domain() const {
    return std::string_view(text_).substr(text_.rfind('@') + 1);
}

std::string Address::key() const {
    std::string key = text_;
    for (char& c : key) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return key;
}

std::optional<Mailbox> Mailbox::parse(std::string_view text) {
    std::string_view name;
    std::string_view address = trimmed(text);
    if (address.ends_with('>')) {
        const std::size_t open = address.rfind('<');
        if (open == std::string_view::npos) {
            return std::nullopt;
        }
        name = trimmed(address.substr(0, open));
        address = address.substr(open + 1, address.size() - open - 2);
    }
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') {
        name = name.substr(1, name.size() - 2);
    } else if (has_marks(name)) {
        return std::nullopt;  // There are two addresses.
    }
    const auto parsed = Address::parse(address);
    if (!parsed || !is_one_line(name)) {
        return std::nullopt;
    }
    return Mailbox{std::string(name), *parsed};
}

std::string Mailbox::text() const {
    if (name.empty()) {
        return address.text();
    }
    const std::string_view quote = has_marks(name) ? "\"" : "";
    std::string whole(quote);
    return whole.append(name).append(quote).append(" <").append(address.text()).append(">");
}

bool is_host_name(std::string_view text) {
    if (text.size() > kDomainBytesMax) {
        return false;
    }
    std::string_view label;
    for (std::string_view rest = text; true;) {
        const std::size_t dot = rest.find('.');
        label = rest.substr(0, dot);
        if (!is_label(label)) {
            return false;
        }
        if (dot == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(dot + 1);
    }
    // Else it is an IP address.
    return !std::all_of(label.begin(), label.end(), &is_digit);
}

bool is_one_line(std::string_view text) {
    return all_code_points(text, [](char32_t c) { return !is_control(c) && !is_separator(c); });
}

bool is_plain_text(std::string_view text) {
    return all_code_points(text, [](char32_t c) {
        return c == U'\t' || c == U'\r' || c == U'\n' || !is_control(c);
    });
}

}  // namespace hako::mail
