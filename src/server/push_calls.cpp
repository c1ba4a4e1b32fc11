// SPDX-License-Identifier: Apache-2.0
#include "server/push_calls.hpp"

#include "json/number.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <utility>

namespace hako::server {
namespace {

/// A key has some hundred bytes, a certificate with its chain some thousand.
constexpr std::size_t kCredentialBytesMax = 256UL * 1024;

void write_words(
    json::Writer& writer,
    std::string_view name,
    const std::vector<std::string>& words
) {
    if (words.empty()) {
        return;
    }
    writer.name(name).begin_array();
    for (const std::string& word : words) {
        writer.string(word);
    }
    writer.end_array();
}

void write_unless_empty(json::Writer& writer, std::string_view name, std::string_view text) {
    if (!text.empty()) {
        writer.name(name).string(text);
    }
}

std::string day_of(json::Value millis) {
    const auto value = json::integral_value(millis.text());
    return value ? fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(*value / 1000)))
                 : std::string("-");
}

std::string credential_lines(json::Value credentials) {
    std::string out;
    for (const json::Value credential : credentials.elements()) {
        out += credential.find("for")->string() + ":";
        for (const auto& [name, value] : credential.members()) {
            const std::string key = name.string();
            if (key == "for") {
                continue;
            }
            const bool is_time = key == "configuredAt" || key == "expiresAt";
            out += fmt::format("  {} {}", key, is_time ? day_of(value) : value.string());
        }
        out += "\n";
    }
    return out;
}

std::string finding_lines(json::Value result) {
    std::string out;
    for (const json::Value finding : result.find("findings")->elements()) {
        const json::Value about = *finding.find("for");
        out += fmt::format(
            "{:<8} {}{}\n",
            finding.find("weight")->string(),
            about.is(json::Kind::string) ? about.string() + ": " : "",
            finding.find("text")->string()
        );
    }
    return out;
}

std::string warning_lines(json::Value warnings) {
    std::string out;
    for (const json::Value warning : warnings.elements()) {
        out += "warning: " + warning.string() + "\n";
    }
    return out;
}

}  // namespace

Result<Command> with_files(Command command) {
    auto* configure = std::get_if<PushConfigure>(&command);
    if (configure == nullptr) {
        return command;
    }
    std::ifstream file(configure->file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.good() && !file.eof()) {
        return Error::unavailable(PrivateDetail("cannot read the file " + configure->file));
    }
    if (text.empty() || text.size() > kCredentialBytesMax) {
        return Error::unavailable(PrivateDetail(
            "the file " + configure->file + (text.empty() ? " is empty" : " is no credential")
        ));
    }
    configure->text = std::move(text);
    return command;
}

void write_call(json::Writer& writer, const PushConfigure& command) {
    begin_call(writer, "push.configure").name("backendId").string(command.backend.text());
    switch (command.kind) {
        case PushConfigure::Kind::apns_key:
            writer.name("apnsKey").string(command.text);
            break;
        case PushConfigure::Kind::apns_certificate:
            writer.name("apnsCertificate").string(command.text);
            break;
        case PushConfigure::Kind::service_account:
            writer.name("serviceAccount").string(command.text);
            break;
    }
    write_unless_empty(writer, "keyId", command.key_id);
    write_unless_empty(writer, "teamId", command.team_id);
    write_unless_empty(writer, "topic", command.topic);
    write_words(writer, "environments", command.environments);
}

void write_call(json::Writer& writer, const PushShow& command) {
    begin_call(writer, "push.show").name("backendId").string(command.backend.text());
}

void write_call(json::Writer& writer, const PushRemove& command) {
    begin_call(writer, "push.remove").name("backendId").string(command.backend.text());
    write_words(writer, "credentials", command.credentials);
}

void write_call(json::Writer& writer, const PushDoctor& command) {
    begin_call(writer, "push.doctor").name("backendId").string(command.backend.text());
    write_unless_empty(writer, "deviceToken", command.device_token);
}

std::optional<Printed>
print_push_result(const Command& command, OutputFormat format, json::Value result) {
    const std::string json = std::string(result.text()) + "\n";
    const bool is_json = format == OutputFormat::json;
    if (std::holds_alternative<PushConfigure>(command)) {
        return Printed{
            ExitCode::ok,
            is_json ? json : credential_lines(*result.find("credentials")),
            is_json ? "" : warning_lines(*result.find("warnings")),
        };
    }
    if (const auto* show = std::get_if<PushShow>(&command)) {
        std::string lines = credential_lines(result);
        if (lines.empty()) {
            lines = "No push credential. Give one: hako push configure --backend " +
                    show->backend.text() + "\n";
        }
        return Printed{ExitCode::ok, is_json ? json : lines, ""};
    }
    if (std::holds_alternative<PushDoctor>(command)) {
        const bool is_healthy = result.find("healthy")->text() == "true";
        return Printed{
            is_healthy ? ExitCode::ok : ExitCode::failed, is_json ? json : finding_lines(result), ""
        };
    }
    return std::nullopt;
}

}  // namespace hako::server
