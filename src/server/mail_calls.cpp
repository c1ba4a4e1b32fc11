// SPDX-License-Identifier: Apache-2.0
#include "server/mail_calls.hpp"

#include <fmt/format.h>

#include <string>

namespace hako::server {
namespace {

void write_backend(json::Writer& writer, const std::optional<BackendId>& backend) {
    if (backend) {
        writer.name("backendId").string(backend->text());
    }
}

void write_if_given(
    json::Writer& writer,
    std::string_view name,
    const std::optional<std::string>& text
) {
    if (text) {
        writer.name(name).string(*text);
    }
}

void write_unless_empty(json::Writer& writer, std::string_view name, std::string_view text) {
    if (!text.empty()) {
        writer.name(name).string(text);
    }
}

std::string server_line(json::Value server) {
    const json::Value backend = *server.find("backendId");
    const std::string whose =
        backend.is(json::Kind::null) ? std::string("all backends") : backend.string();
    const json::Value host = *server.find("host");
    if (host.is(json::Kind::null)) {
        return whose + ":  unreadable: secrets.key is another file than before\n";
    }
    const std::string username = server.find("username")->string();
    return fmt::format(
        "{}:  {} port {}, {}{}, from {}{}\n",
        whose,
        host.string(),
        server.find("port")->text(),
        server.find("security")->string(),
        username.empty() ? "" : " as " + username,
        server.find("from")->string(),
        server.find("ca")->boolean() ? ", with its own certificates" : ""
    );
}

std::string server_lines(json::Value servers) {
    std::string out;
    for (const json::Value server : servers.elements()) {
        out += server_line(server);
    }
    return out.empty() ? "There is no mail server. Give one: hako mail configure\n" : out;
}

std::string template_lines(json::Value templates) {
    std::string out;
    for (const json::Value one : templates.elements()) {
        out += fmt::format(
            "{}  for {}: {}\n",
            one.find("name")->string(),
            one.find("use")->string(),
            one.find("subject")->string()
        );
    }
    return out;
}

/// As a mail looks.
std::string template_text(json::Value one) {
    std::string out = fmt::format(
        "Name: {}\nUse: {}\nSubject: {}\n",
        one.find("name")->string(),
        one.find("use")->string(),
        one.find("subject")->string()
    );
    for (const auto& [title, name] : {std::pair("From", "from"), std::pair("Bcc", "bcc")}) {
        const std::string value = one.find(name)->string();
        if (!value.empty()) {
            out += fmt::format("{}: {}\n", title, value);
        }
    }
    return out + "\n" + one.find("body")->string();
}

Printed test_result(json::Value result, OutputFormat format) {
    const bool is_sent = result.find("sent")->boolean();
    const ExitCode code = is_sent ? ExitCode::ok : ExitCode::failed;
    if (format == OutputFormat::json) {
        return {code, std::string(result.text()) + "\n", ""};
    }
    const std::string line = fmt::format(
        "{}{}: {}\n",
        is_sent ? "Taken by " : "Not sent by ",
        result.find("host")->string(),
        result.find("detail")->string()
    );
    return {code, is_sent ? line : "", is_sent ? "" : line};
}

}  // namespace

void write_call(json::Writer& writer, const MailConfigure& command) {
    write_backend(begin_call(writer, "mail.configure"), command.backend);
    writer.name("host").string(command.host);
    if (command.port) {
        writer.name("port").integer(*command.port);
    }
    write_unless_empty(writer, "security", command.security);
    write_unless_empty(writer, "username", command.username);
    write_unless_empty(writer, "password", command.password.text);
    write_unless_empty(writer, "ca", command.ca.text);
    writer.name("from").string(command.from);
}

void write_call(json::Writer& writer, const MailShow&) {
    begin_call(writer, "mail.show");
}

void write_call(json::Writer& writer, const MailRemove& command) {
    write_backend(begin_call(writer, "mail.remove"), command.backend);
}

void write_call(json::Writer& writer, const MailTest& command) {
    write_backend(begin_call(writer, "mail.test"), command.backend);
    writer.name("to").string(command.to);
    write_if_given(writer, "templateName", command.template_name);
    writer.name("substituteParams").begin_object();
    for (const auto& [name, value] : command.values) {
        writer.name(name).string(value);
    }
    writer.end_object();
}

void write_call(json::Writer& writer, const TemplateSet& command) {
    begin_call(writer, "mail.template.set").name("backendId").string(command.backend.text());
    writer.name("name").string(command.name);
    write_if_given(writer, "subject", command.subject);
    write_if_given(writer, "from", command.from);
    write_if_given(writer, "bcc", command.bcc);
    write_unless_empty(writer, "body", command.body.text);
    write_if_given(writer, "use", command.use);
}

void write_call(json::Writer& writer, const TemplateList& command) {
    begin_call(writer, "mail.template.list").name("backendId").string(command.backend.text());
}

void write_call(json::Writer& writer, const TemplateShow& command) {
    begin_call(writer, "mail.template.show").name("backendId").string(command.backend.text());
    writer.name("name").string(command.name);
}

void write_call(json::Writer& writer, const TemplateRemove& command) {
    begin_call(writer, "mail.template.remove").name("backendId").string(command.backend.text());
    writer.name("name").string(command.name);
}

std::optional<Printed>
print_mail_result(const Command& command, OutputFormat format, json::Value result) {
    if (std::holds_alternative<MailTest>(command)) {
        return test_result(result, format);
    }
    if (format == OutputFormat::json) {
        return std::nullopt;
    }
    if (std::holds_alternative<MailConfigure>(command)) {
        return Printed{ExitCode::ok, server_line(result), ""};
    }
    if (std::holds_alternative<MailShow>(command)) {
        return Printed{ExitCode::ok, server_lines(result), ""};
    }
    if (std::holds_alternative<TemplateList>(command)) {
        return Printed{ExitCode::ok, template_lines(result), ""};
    }
    if (std::holds_alternative<TemplateSet>(command) ||
        std::holds_alternative<TemplateShow>(command)) {
        return Printed{ExitCode::ok, template_text(result), ""};
    }
    return std::nullopt;
}

}  // namespace hako::server
