// SPDX-License-Identifier: Apache-2.0
#include "server/operator_calls.hpp"

#include "base/check.hpp"
#include "json/document.hpp"
#include "json/number.hpp"
#include "json/write.hpp"
#include "server/push_calls.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <utility>

namespace hako::server {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

void write_call(json::Writer& writer, const BackendCreate& command) {
    begin_call(writer, "backend.create").name("name").string(command.name);
}

void write_call(json::Writer& writer, const BackendList&) {
    begin_call(writer, "backend.list");
}

void write_call(json::Writer& writer, const BackendRename& command) {
    begin_call(writer, "backend.rename").name("backendId").string(command.id.text());
    writer.name("name").string(command.name);
}

void write_call(json::Writer& writer, const BackendDelete& command) {
    begin_call(writer, "backend.delete").name("backendId").string(command.id.text());
}

void write_call(json::Writer& writer, const BackendSet& command) {
    begin_call(writer, "backend.set").name("backendId").string(command.id.text());
    writer.name("settings").begin_array();
    for (const auto& option : command.options) {
        writer.string(option.name + "=" + option.value);
    }
    writer.end_array();
}

void write_call(json::Writer& writer, const BackendGet& command) {
    begin_call(writer, "backend.get").name("backendId").string(command.id.text());
}

void write_call(json::Writer& writer, const KeyCreate& command) {
    begin_call(writer, "key.create").name("backendId").string(command.backend.text());
    writer.name("ipRanges").begin_array();
    for (const IpRange& range : command.ranges) {
        writer.string(range.text());
    }
    writer.end_array();
    if (!command.name.empty()) {
        writer.name("name").string(command.name);
    }
    if (command.expires_at) {
        writer.name("expiresAt").integer(*command.expires_at);
    }
}

void write_call(json::Writer& writer, const KeyList& command) {
    begin_call(writer, "key.list").name("backendId").string(command.backend.text());
}

void write_call(json::Writer& writer, const KeyRevoke& command) {
    begin_call(writer, "key.revoke").name("backendId").string(command.backend.text());
    writer.name("keyId").string(command.key_id);
}

std::string text_of(json::Value value) {
    return value.is(json::Kind::string) ? value.string() : std::string(value.text());
}

/// A time column: milliseconds since 1970, or null.
std::string time_of(json::Value value, std::string_view when_null) {
    const auto millis =
        value.is(json::Kind::number) ? json::integral_value(value.text()) : std::nullopt;
    if (!millis) {
        return std::string(when_null);
    }
    return fmt::format(
        "{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(*millis / 1000))
    );
}

std::string lines_of(json::Value object) {
    std::string out;
    for (const auto& [name, value] : object.members()) {
        out += fmt::format("{}: {}\n", name.string(), text_of(value));
    }
    return out;
}

std::string ranges_of(json::Value ranges) {
    std::string out;
    for (const json::Value range : ranges.elements()) {
        out += (out.empty() ? "" : ", ") + range.string();
    }
    return out.empty() ? "every address" : out;
}

std::string backend_lines(json::Value result) {
    std::string out;
    for (const json::Value backend : result.elements()) {
        out += fmt::format(
            "{}  {}  created {}\n    app key {}  push project {}\n",
            backend.find("backendId")->string(),
            backend.find("name")->string(),
            time_of(*backend.find("createdAt"), "-"),
            backend.find("appKey")->string(),
            backend.find("pushProjectId")->string()
        );
    }
    return out.empty() ? "There is no backend. Make one: hako backend create NAME\n" : out;
}

std::string key_lines(json::Value result) {
    std::string out;
    for (const json::Value key : result.elements()) {
        out += fmt::format(
            "{}  {}  from {}  created {}  expires {}  last used {}{}\n",
            key.find("keyId")->string(),
            key.find("name")->string(),
            ranges_of(*key.find("ipRanges")),
            time_of(*key.find("createdAt"), "-"),
            time_of(*key.find("expiresAt"), "never"),
            time_of(*key.find("lastUsedAt"), "never"),
            key.find("revokedAt")->is(json::Kind::null)
                ? ""
                : "  REVOKED " + time_of(*key.find("revokedAt"), "")
        );
    }
    return out.empty() ? "This backend has no key. Make one: hako key create --backend ID\n" : out;
}

std::string new_key_lines(json::Value result) {
    return fmt::format(
        "Key {} is valid from {}. It is shown this once:\n{}\n",
        result.find("keyId")->string(),
        ranges_of(*result.find("ipRanges")),
        result.find("key")->string()
    );
}

/// Of `backend get ID NAME`: that setting alone.
Printed setting_of(json::Value result, const std::string& name, OutputFormat format) {
    const auto value = result.find("settings")->find(name);
    if (!value) {
        return {ExitCode::failed, "", "There is no setting " + name + ".\n"};
    }
    if (format == OutputFormat::json) {
        std::string out;
        json::Writer(out).begin_object().name(name).raw(value->text()).end_object();
        return {ExitCode::ok, out + "\n", ""};
    }
    return {ExitCode::ok, text_of(*value) + "\n", ""};
}

Printed print_error(json::Value error) {
    std::string text;
    const auto data = error.find("data");
    if (data && data->is(json::Kind::object)) {
        for (const auto& [name, value] : data->members()) {
            text += fmt::format("{}: {}\n", name.string(), text_of(value));
        }
    }
    if (text.empty()) {
        text = text_of(*error.find("message")) + ".\n";
    }
    return {ExitCode::failed, "", text};
}

}  // namespace

json::Writer& begin_call(json::Writer& writer, std::string_view method) {
    return writer.begin_object()
        .name("jsonrpc")
        .string("2.0")
        .name("id")
        .integer(1)
        .name("method")
        .string(method)
        .name("params")
        .begin_object();
}

std::optional<std::string> operator_call(const Command& command) {
    std::string out;
    json::Writer writer(out);
    const bool makes_call = std::visit(
        Overloaded{
            [](const Serve&) { return false; },
            [](const PrintOpenRpc&) { return false; },
            [](const PrintVersion&) { return false; },
            [&](const auto& call) {
                write_call(writer, call);
                return true;
            },
        },
        command
    );
    if (!makes_call) {
        return std::nullopt;
    }
    writer.end_object().end_object();
    return out;
}

Printed print_reply(const Command& command, OutputFormat format, std::string_view reply) {
    json::Document document;
    check(!document.parse(reply).has_value(), "a reply of ours is JSON");
    const json::Value root = document.root();
    if (const auto error = root.find("error")) {
        return print_error(*error);
    }
    const auto result = root.find("result");
    check(result.has_value(), "a reply has a result or an error");
    if (const auto* get = std::get_if<BackendGet>(&command); get != nullptr && get->name) {
        return setting_of(*result, *get->name, format);
    }
    if (auto printed = print_push_result(command, format, *result)) {
        return *std::move(printed);
    }
    if (format == OutputFormat::json) {
        return {ExitCode::ok, std::string(result->text()) + "\n", ""};
    }
    if (std::holds_alternative<BackendList>(command)) {
        return {ExitCode::ok, backend_lines(*result), ""};
    }
    if (std::holds_alternative<KeyList>(command)) {
        return {ExitCode::ok, key_lines(*result), ""};
    }
    if (std::holds_alternative<KeyCreate>(command)) {
        return {ExitCode::ok, new_key_lines(*result), ""};
    }
    if (result->is(json::Kind::object)) {
        return {ExitCode::ok, lines_of(*result), ""};
    }
    return {ExitCode::ok, text_of(*result) + "\n", ""};
}

}  // namespace hako::server
