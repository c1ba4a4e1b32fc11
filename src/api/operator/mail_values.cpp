// SPDX-License-Identifier: Apache-2.0
#include "api/operator/mail_values.hpp"

#include "api/schema.hpp"
#include "domain/mail/smtp_server_codec.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hako::rpc {
namespace {

namespace schema = api::schema;

using api::operator_front::MailServerResult;
using api::operator_front::MailServersResult;
using api::operator_front::MailTestResult;
using api::operator_front::TemplateResult;
using api::operator_front::TemplatesResult;
using mail::TemplateUse;

constexpr std::array<std::string_view, 3> kUses{"apps", "reset", "nobody"};

void write_server(json::Writer& writer, const mail::ServerSummary& summary) {
    writer.begin_object().name("backendId");
    if (summary.backend) {
        writer.string(summary.backend->text());
    } else {
        writer.null();
    }
    writer.name("configuredAt").integer(summary.configured_at).name("host");
    if (!summary.server) {
        writer.null().end_object();
        return;
    }
    const mail::SmtpServer& server = *summary.server;
    writer.string(server.host).name("port").integer(server.port);
    writer.name("security").string(to_string(server.security));
    writer.name("username").string(server.username).name("from").string(server.from.text());
    writer.name("ca").boolean(!server.ca_pem.empty()).end_object();
}

void write_template(json::Writer& writer, const mail::Template& value) {
    writer.begin_object().name("name").string(value.name).name("subject").string(value.subject);
    writer.name("from").string(value.from).name("bcc").string(value.bcc);
    writer.name("body").string(value.body);
    writer.name("use").string(kUses.at(static_cast<std::size_t>(value.use)));
    writer.name("updatedAt").integer(value.updated_at).end_object();
}

}  // namespace

std::optional<mail::SmtpSecurity>
ParamType<mail::SmtpSecurity>::decode(json::Value value, std::string& why) {
    auto security =
        value.is(json::Kind::string) ? mail::parse_security(value.string()) : std::nullopt;
    if (!security) {
        why = "Must be 'starttls', 'tls' or 'none'.";
    }
    return security;
}

void ParamType<mail::SmtpSecurity>::schema(json::Writer& writer) {
    schema::string(writer);
}

std::optional<TemplateUse> ParamType<TemplateUse>::decode(json::Value value, std::string& why) {
    const std::string word = value.is(json::Kind::string) ? value.string() : std::string();
    const auto* const found = std::find(kUses.begin(), kUses.end(), word);
    if (found == kUses.end()) {
        why = "Must be 'apps', 'reset' or 'nobody'.";
        return std::nullopt;
    }
    return static_cast<TemplateUse>(found - kUses.begin());
}

void ParamType<TemplateUse>::schema(json::Writer& writer) {
    schema::string(writer);
}

void ResultType<MailServerResult>::write(std::string& out, const MailServerResult& result) {
    json::Writer writer(out);
    write_server(writer, result.server);
}

void ResultType<MailServerResult>::schema(json::Writer& writer) {
    schema::object(writer);
}

void ResultType<MailServersResult>::write(std::string& out, const MailServersResult& result) {
    json::Writer writer(out);
    writer.begin_array();
    for (const auto& server : result.servers) {
        write_server(writer, server);
    }
    writer.end_array();
}

void ResultType<MailServersResult>::schema(json::Writer& writer) {
    schema::write_array(writer, &schema::object);
}

void ResultType<TemplateResult>::write(std::string& out, const TemplateResult& result) {
    json::Writer writer(out);
    write_template(writer, result.value);
}

void ResultType<TemplateResult>::schema(json::Writer& writer) {
    schema::object(writer);
}

void ResultType<TemplatesResult>::write(std::string& out, const TemplatesResult& result) {
    json::Writer writer(out);
    writer.begin_array();
    for (const auto& value : result.templates) {
        write_template(writer, value);
    }
    writer.end_array();
}

void ResultType<TemplatesResult>::schema(json::Writer& writer) {
    schema::write_array(writer, &schema::object);
}

void ResultType<MailTestResult>::write(std::string& out, const MailTestResult& result) {
    const auto& [report, host] = result.report;
    json::Writer writer(out);
    writer.begin_object().name("sent").boolean(report.result == mail::SendResult::accepted);
    writer.name("host").string(host).name("code").integer(report.code);
    writer.name("detail").string(report.detail).end_object();
}

void ResultType<MailTestResult>::schema(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"sent", &schema::boolean},
         {"host", &schema::string},
         {"code", &schema::integer},
         {"detail", &schema::string}}
    );
}

}  // namespace hako::rpc
