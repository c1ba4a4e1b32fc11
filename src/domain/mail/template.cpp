// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/template.hpp"

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "domain/mail/address.hpp"

#include <string>

namespace hako::mail {
namespace {

std::string quoted_place() {
    return "%" + std::string(kResetTokenName) + "%";
}

void check_name(const Template& given, Error& wrong) {
    const auto characters = count_code_points(given.name);
    if (!characters || *characters < 1 || *characters > limits::kMailTemplateNameCharactersMax ||
        !is_one_line(given.name)) {
        wrong.add_param(
            "name",
            "Must be 1 to " + std::to_string(limits::kMailTemplateNameCharactersMax) +
                " characters, without control characters."
        );
    }
}

void check_subject(const Template& given, Error& wrong) {
    const auto characters = count_code_points(given.subject);
    if (!characters || *characters < 1 || *characters > limits::kMailSubjectCharactersMax ||
        !is_one_line(given.subject)) {
        wrong.add_param(
            "subject",
            "Must be one line of 1 to " + std::to_string(limits::kMailSubjectCharactersMax) +
                " characters."
        );
    } else if (given.subject.find(quoted_place()) != std::string::npos) {
        // Subjects are logged by mail servers and shown on locked screens.
        wrong.add_param("subject", "Must not hold " + quoted_place() + ".");
    }
}

void check_body(const Template& given, Error& wrong) {
    if (given.body.empty() || given.body.size() > limits::kMailTemplateBodyBytesMax ||
        !is_plain_text(given.body)) {
        wrong.add_param(
            "body",
            "Must be a text of 1 to " + std::to_string(limits::kMailTemplateBodyBytesMax) +
                " bytes, without control characters."
        );
        return;
    }
    const bool has_token = given.body.find(quoted_place()) != std::string::npos;
    if (given.use == TemplateUse::reset && !has_token) {
        wrong.add_param("body", "Of a template for resets: must hold " + quoted_place() + ".");
    } else if (given.use == TemplateUse::apps && has_token) {
        wrong.add_param("body", "Only a template for resets may hold " + quoted_place() + ".");
    }
}

}  // namespace

Result<void> check_template(const Template& given) {
    Error wrong(ErrorCode::invalid_params);
    check_name(given, wrong);
    check_subject(given, wrong);
    if (!given.from.empty() && !Mailbox::parse(given.from)) {
        wrong.add_param("from", "Must be an address, or NAME <ADDRESS>.");
    }
    if (!given.bcc.empty() && !Address::parse(given.bcc)) {
        wrong.add_param("bcc", "Must be one address.");
    }
    check_body(given, wrong);
    if (given.name == kResetTemplateName && given.use == TemplateUse::apps) {
        wrong.add_param("name", "This template is for resets: apps may not send it.");
    }
    if (!wrong.params().empty()) {
        return wrong;
    }
    return {};
}

Template built_in_reset_template() {
    return {
        .name = std::string(kResetTemplateName),
        .subject = "Your password",
        .from = {},
        .bcc = {},
        .body =
            "Somebody, hopefully you, wants to set a new password for your account.\n"
            "Enter this code in the app:\n\n"
            "    %PASSWORD_RESET_TOKEN%\n\n"
            "If it was not you, there is nothing to do: your password stays as it is.\n",
        .use = TemplateUse::reset,
        .updated_at = 0,
    };
}

std::string substitute(std::string_view text, const Substitutes& values) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t open = text.find('%');
        out += text.substr(0, open);
        if (open == std::string_view::npos) {
            break;
        }
        text.remove_prefix(open);
        // No name is longer, so a text of lone marks takes no quadratic time.
        const std::string_view near = text.substr(1, limits::kMailPlaceNameBytesMax + 1);
        const std::size_t close = near.find('%');
        const auto value =
            close == std::string_view::npos ? values.end() : values.find(near.substr(0, close));
        if (value == values.end()) {
            out += '%';
            text.remove_prefix(1);
        } else {
            out += value->second;
            text.remove_prefix(close + 2);
        }
    }
    return out;
}

}  // namespace hako::mail
