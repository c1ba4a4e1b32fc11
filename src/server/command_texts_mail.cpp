// SPDX-License-Identifier: Apache-2.0
// The texts of `hako mail`.

#include "server/command_texts.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace hako::server {
namespace {

/// Empty when none was given.
Result<std::optional<BackendId>> read_optional_backend(const CommandTexts& texts) {
    if (texts.id.empty()) {
        return std::optional<BackendId>();
    }
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    return std::optional(std::move(id));
}

Result<std::optional<std::int64_t>> read_port(const std::string& text) {
    if (text.empty()) {
        return std::optional<std::int64_t>();
    }
    std::int64_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc() || stop != end) {
        return Error::invalid_param("--port", fmt::format("--port: '{}' is no number.", text));
    }
    return std::optional(port);
}

}  // namespace

Result<Command> make_mail_configure(const CommandTexts& texts) {
    HAKO_TRY_ASSIGN(auto backend, read_optional_backend(texts));
    HAKO_TRY_ASSIGN(const auto port, read_port(texts.port));
    return MailConfigure{
        .backend = std::move(backend),
        .host = texts.host,
        .port = port,
        .security = texts.security,
        .username = texts.username,
        .password = {.file = texts.password_file, .text = {}},
        .ca = {.file = texts.ca_file, .text = {}},
        .from = texts.mail_from.value_or(""),
    };
}

Result<Command> make_mail_show(const CommandTexts&) {
    return MailShow{};
}

Result<Command> make_mail_remove(const CommandTexts& texts) {
    HAKO_TRY_ASSIGN(auto backend, read_optional_backend(texts));
    return MailRemove{std::move(backend)};
}

Result<Command> make_mail_test(const CommandTexts& texts) {
    HAKO_TRY_ASSIGN(auto backend, read_optional_backend(texts));
    return MailTest{std::move(backend), texts.mail_to, std::nullopt, {}};
}

Result<Command> make_template_set(const CommandTexts& texts) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    return TemplateSet{
        .backend = std::move(id),
        .name = texts.name,
        .subject = texts.subject,
        .from = texts.mail_from,
        .bcc = texts.bcc,
        .body = {.file = texts.body_file, .text = {}},
        .use = texts.use,
    };
}

Result<Command> make_template_list(const CommandTexts& texts) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    return TemplateList{std::move(id)};
}

Result<Command> make_template_show(const CommandTexts& texts) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    return TemplateShow{std::move(id), texts.name};
}

Result<Command> make_template_remove(const CommandTexts& texts) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    return TemplateRemove{std::move(id), texts.name};
}

Result<Command> make_template_test(const CommandTexts& texts) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    MailTest test{std::move(id), texts.mail_to, texts.name, {}};
    for (const std::string& pair : texts.pairs) {
        const std::size_t sign = pair.find('=');
        if (sign == std::string::npos || sign == 0) {
            return Error::invalid_param(
                "--param", fmt::format("--param: '{}' is not NAME=VALUE.", pair)
            );
        }
        test.values.emplace_back(pair.substr(0, sign), pair.substr(sign + 1));
    }
    return test;
}

}  // namespace hako::server
