// SPDX-License-Identifier: Apache-2.0
#include "api/operator/values.hpp"

#include "api/schema.hpp"
#include "domain/backends/settings.hpp"
#include "domain/properties.hpp"

#include <utility>

namespace hako::rpc {
namespace {

namespace schema = api::schema;

using backends::Backend;
using json::Kind;
using keys::KeyId;
using keys::ManagementKey;

std::nullopt_t refuse(std::string& why, std::string text) {
    why = std::move(text);
    return std::nullopt;
}

/// The elements of an array of strings.
std::optional<std::vector<std::string>> decode_strings(json::Value value, std::string& why) {
    if (!value.is(Kind::array)) {
        return refuse(why, "Must be an array of strings.");
    }
    std::vector<std::string> texts;
    for (const auto element : value.elements()) {
        if (!element.is(Kind::string)) {
            return refuse(why, "Must be an array of strings.");
        }
        texts.push_back(element.string());
    }
    return texts;
}

void write_identity(json::Writer& writer, const Backend& backend) {
    writer.name("backendId").string(backend.id.text()).name("name").string(backend.name);
    writer.name("appKey").string(backend.app_key);
    writer.name("pushProjectId").string(backend.push_project_id);
}

void write_backend(json::Writer& writer, const Backend& backend) {
    writer.begin_object();
    write_identity(writer, backend);
    writer.name("createdAt").integer(backend.created_at).name("settings");
    backends::write_settings(writer, backend.settings);
    writer.end_object();
}

void write_ranges(json::Writer& writer, const std::vector<IpRange>& ranges) {
    writer.begin_array();
    for (const auto& range : ranges) {
        writer.string(range.text());
    }
    writer.end_array();
}

void write_time(
    json::Writer& writer,
    std::string_view name,
    const std::optional<UnixMillis>& time
) {
    writer.name(name);
    if (time) {
        writer.integer(*time);
    } else {
        writer.null();
    }
}

void write_key(json::Writer& writer, const ManagementKey& key) {
    writer.begin_object().name("keyId").string(key.id.text()).name("name").string(key.name);
    writer.name("ipRanges");
    write_ranges(writer, key.ranges);
    write_time(writer, "createdAt", key.created_at);
    write_time(writer, "lastUsedAt", key.last_used_at);
    write_time(writer, "expiresAt", key.expires_at);
    write_time(writer, "revokedAt", key.revoked_at);
    writer.end_object();
}

void string_array(json::Writer& writer) {
    schema::write_array(writer, &schema::string);
}

void integer_or_null(json::Writer& writer) {
    writer.begin_object().name("type").begin_array();
    writer.string("integer").string("null").end_array().end_object();
}

void backend_schema(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"backendId", &schema::string},
         {"name", &schema::string},
         {"appKey", &schema::string},
         {"pushProjectId", &schema::string},
         {"createdAt", &schema::integer},
         {"settings", &schema::object}}
    );
}

void key_schema(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"keyId", &schema::string},
         {"name", &schema::string},
         {"ipRanges", &string_array},
         {"createdAt", &schema::integer},
         {"lastUsedAt", &integer_or_null},
         {"expiresAt", &integer_or_null},
         {"revokedAt", &integer_or_null}}
    );
}

}  // namespace

using api::operator_front::Assignments;
using api::operator_front::BackendResult;
using api::operator_front::BackendsResult;
using api::operator_front::IpRanges;
using api::operator_front::KeysResult;
using api::operator_front::NewBackendResult;
using api::operator_front::NewKeyResult;
using api::operator_front::SettingsResult;

std::optional<BackendId> ParamType<BackendId>::decode(json::Value value, std::string& why) {
    const auto text = ParamType<std::string>::decode(value, why);
    if (!text) {
        return std::nullopt;
    }
    const auto id = BackendId::parse(*text);
    return id ? id : refuse(why, "Backend not found.");
}

void ParamType<BackendId>::schema(json::Writer& writer) {
    schema::string(writer);
}

std::optional<KeyId> ParamType<KeyId>::decode(json::Value value, std::string& why) {
    const auto text = ParamType<std::string>::decode(value, why);
    if (!text) {
        return std::nullopt;
    }
    const auto id = KeyId::parse(*text);
    return id ? id : refuse(why, "Key not found.");
}

void ParamType<KeyId>::schema(json::Writer& writer) {
    schema::string(writer);
}

std::optional<Assignments> ParamType<Assignments>::decode(json::Value value, std::string& why) {
    auto texts = decode_strings(value, why);
    return texts ? std::optional(Assignments{*std::move(texts)}) : std::nullopt;
}

void ParamType<Assignments>::schema(json::Writer& writer) {
    string_array(writer);
}

std::optional<IpRanges> ParamType<IpRanges>::decode(json::Value value, std::string& why) {
    const auto texts = decode_strings(value, why);
    if (!texts) {
        return std::nullopt;
    }
    IpRanges ranges;
    for (const auto& text : *texts) {
        const auto range = IpRange::parse(text, why);
        if (!range) {
            return refuse(why, quoted_name(text) + ": " + std::string(why));
        }
        ranges.ranges.push_back(*range);
    }
    return ranges;
}

void ParamType<IpRanges>::schema(json::Writer& writer) {
    string_array(writer);
}

void ResultType<NewBackendResult>::write(std::string& out, const NewBackendResult& result) {
    json::Writer writer(out);
    writer.begin_object();
    write_identity(writer, result.backend);
    writer.end_object();
}

void ResultType<NewBackendResult>::schema(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"backendId", &schema::string},
         {"name", &schema::string},
         {"appKey", &schema::string},
         {"pushProjectId", &schema::string}}
    );
}

void ResultType<BackendResult>::write(std::string& out, const BackendResult& result) {
    json::Writer writer(out);
    write_backend(writer, result.backend);
}

void ResultType<BackendResult>::schema(json::Writer& writer) {
    backend_schema(writer);
}

void ResultType<BackendsResult>::write(std::string& out, const BackendsResult& result) {
    json::Writer writer(out);
    writer.begin_array();
    for (const auto& backend : result.backends) {
        write_backend(writer, backend);
    }
    writer.end_array();
}

void ResultType<BackendsResult>::schema(json::Writer& writer) {
    schema::write_array(writer, &backend_schema);
}

void ResultType<SettingsResult>::write(std::string& out, const SettingsResult& result) {
    json::Writer writer(out);
    backends::write_settings(writer, result.settings);
}

void ResultType<SettingsResult>::schema(json::Writer& writer) {
    schema::object(writer);
}

void ResultType<NewKeyResult>::write(std::string& out, const NewKeyResult& result) {
    json::Writer writer(out);
    writer.begin_object().name("keyId").string(result.key.key.id.text());
    writer.name("key").string(result.key.secret.reveal()).name("ipRanges");
    write_ranges(writer, result.key.key.ranges);
    writer.end_object();
}

void ResultType<NewKeyResult>::schema(json::Writer& writer) {
    schema::write_object(
        writer, {{"keyId", &schema::string}, {"key", &schema::string}, {"ipRanges", &string_array}}
    );
}

void ResultType<KeysResult>::write(std::string& out, const KeysResult& result) {
    json::Writer writer(out);
    writer.begin_array();
    for (const auto& key : result.keys) {
        write_key(writer, key);
    }
    writer.end_array();
}

void ResultType<KeysResult>::schema(json::Writer& writer) {
    schema::write_array(writer, &key_schema);
}

}  // namespace hako::rpc
