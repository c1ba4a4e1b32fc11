// SPDX-License-Identifier: Apache-2.0
#include "api/native/form.hpp"

#include "base/limits.hpp"

namespace hako::api::native {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out.push_back(' ');
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) {
                return std::nullopt;
            }
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

/// What stands before the first `separator` of `rest`, which moves behind it.
std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t at = rest.find(separator);
    const std::string_view part = rest.substr(0, at);
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
    return part;
}

}  // namespace

std::optional<Form> read_form(std::string_view body, std::string& why) {
    if (body.size() > limits::kPushFormBytesMax) {
        why = "The form is too large: " + std::to_string(limits::kPushFormBytesMax) +
              " bytes at most.";
        return std::nullopt;
    }
    Form form;
    while (!body.empty()) {
        std::string_view field = take_until(body, '&');
        if (field.find('=') == std::string_view::npos) {
            why = "Expected form fields: name=value&name=value.";
            return std::nullopt;
        }
        auto name = decoded(take_until(field, '='));
        auto value = decoded(field);
        if (!name || name->empty() || !value) {
            why = "Expected form fields: name=value, with % before two hex digits only.";
            return std::nullopt;
        }
        if (find_field(form, *name)) {
            why = "A form field is given twice.";
            return std::nullopt;
        }
        if (form.size() == limits::kPushFormFieldsMax) {
            why = "Too many form fields.";
            return std::nullopt;
        }
        form.emplace_back(*std::move(name), *std::move(value));
    }
    return form;
}

std::optional<std::string_view> find_field(const Form& form, std::string_view name) {
    for (const auto& [known, value] : form) {
        if (known == name) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace hako::api::native
