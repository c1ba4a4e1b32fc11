// SPDX-License-Identifier: Apache-2.0
#include "api/management/push_results.hpp"

#include "api/schema.hpp"
#include "domain/push/explanation.hpp"
#include "json/write.hpp"

#include <string_view>

namespace hako::rpc {
namespace {

namespace schema = api::schema;

void write_time(json::Writer& writer, const std::optional<UnixMillis>& at) {
    at ? writer.integer(*at) : writer.null();
}

/// The members that Push.status and Push.list share, in the order of the spec.
void write_progress(json::Writer& writer, const push::Push& push) {
    writer.name("status").string(push::to_string(push.state));
    writer.name("numTarget").integer(push.targets);
    writer.name("numPushed").integer(push.pushed);
    writer.name("numFailed").integer(push.failed);
    writer.name("createdAt").integer(push.created_at);
    writer.name("pushStartedAt");
    write_time(writer, push.started_at);
    writer.name("pushFinishedAt");
    write_time(writer, push.finished_at);
}

void write_push(json::Writer& writer, const push::Push& push) {
    writer.begin_object().name("queueId").string(push.id.text());
    writer.name("platform").string(devices::to_string(push.platform));
    writer.name("buildType").string(devices::to_string(push.build_type));
    writer.name("title");
    push.title.empty() ? writer.null() : writer.string(push.title);
    writer.name("message").string(push.message);
    writer.name("sendAt").integer(push.send_at);
    write_progress(writer, push);
    writer.end_object();
}

void write_entry(json::Writer& writer, push::Platform platform, const push::LedgerEntry& entry) {
    writer.begin_object().name("deviceId").string(entry.device_id).name("userOid");
    entry.user ? writer.string(entry.user->text()) : writer.null();
    writer.name("platform").string(devices::to_string(platform));
    writer.name("state").string(push::to_string(entry.state));
    // A device that was not tried yet has nothing to be explained.
    const bool has_answer = entry.status != 0 || !entry.reason.empty();
    writer.name("status");
    entry.status != 0 ? writer.integer(entry.status) : writer.null();
    writer.name("reason");
    entry.reason.empty() ? writer.null() : writer.string(entry.reason);
    writer.name("explanation");
    has_answer ? writer.string(push::explanation(platform, entry.status, entry.reason))
               : writer.null();
    writer.name("attempts").integer(entry.attempts);
    writer.name("createdAt").integer(entry.created_at);
    writer.name("updatedAt").integer(entry.updated_at).end_object();
}

void type_or_null(json::Writer& writer, std::string_view type) {
    writer.begin_object().name("type").begin_array();
    writer.string(type).string("null").end_array().end_object();
}

void string_or_null(json::Writer& writer) {
    type_or_null(writer, "string");
}

void integer_or_null(json::Writer& writer) {
    type_or_null(writer, "integer");
}

void string_array(json::Writer& writer) {
    schema::write_array(writer, &schema::string);
}

void push_item(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"queueId", &schema::string},
         {"platform", &schema::string},
         {"buildType", &schema::string},
         {"title", &string_or_null},
         {"message", &schema::string},
         {"sendAt", &schema::integer},
         {"status", &schema::string},
         {"numTarget", &schema::integer},
         {"numPushed", &schema::integer},
         {"numFailed", &schema::integer},
         {"createdAt", &schema::integer},
         {"pushStartedAt", &integer_or_null},
         {"pushFinishedAt", &integer_or_null}}
    );
}

void push_items(json::Writer& writer) {
    schema::write_array(writer, &push_item);
}

void ledger_item(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"deviceId", &schema::string},
         {"userOid", &string_or_null},
         {"platform", &schema::string},
         {"state", &schema::string},
         {"status", &integer_or_null},
         {"reason", &string_or_null},
         {"explanation", &string_or_null},
         {"attempts", &schema::integer},
         {"createdAt", &schema::integer},
         {"updatedAt", &schema::integer}}
    );
}

void ledger_items(json::Writer& writer) {
    schema::write_array(writer, &ledger_item);
}

}  // namespace

using api::management::PushDevicesResult;
using api::management::PushListResult;
using api::management::PushSendResult;
using api::management::PushStatusResult;

void ResultType<PushSendResult>::write(std::string& out, const PushSendResult& result) {
    json::Writer writer(out);
    writer.begin_object().name("queueIdList").begin_array();
    if (result.id) {
        writer.string(result.id->text());
    }
    writer.end_array();
    if (result.dry_run_targets) {
        writer.name("numTarget").integer(*result.dry_run_targets);
    }
    writer.end_object();
}

void ResultType<PushSendResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"queueIdList", &string_array}});
}

void ResultType<PushStatusResult>::write(std::string& out, const PushStatusResult& result) {
    json::Writer writer(out);
    writer.begin_object();
    write_progress(writer, result.push);
    writer.end_object();
}

void ResultType<PushStatusResult>::schema(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"status", &schema::string},
         {"numTarget", &schema::integer},
         {"numPushed", &schema::integer},
         {"numFailed", &schema::integer},
         {"createdAt", &schema::integer},
         {"pushStartedAt", &integer_or_null},
         {"pushFinishedAt", &integer_or_null}}
    );
}

void ResultType<PushListResult>::write(std::string& out, const PushListResult& result) {
    json::Writer writer(out);
    writer.begin_object().name("items").begin_array();
    for (const auto& push : result.page.pushes) {
        write_push(writer, push);
    }
    writer.end_array().name("totalItems").integer(result.page.total).end_object();
}

void ResultType<PushListResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"items", &push_items}, {"totalItems", &schema::integer}});
}

void ResultType<PushDevicesResult>::write(std::string& out, const PushDevicesResult& result) {
    json::Writer writer(out);
    writer.begin_object().name("items").begin_array();
    for (const auto& entry : result.page.entries) {
        write_entry(writer, result.page.platform, entry);
    }
    writer.end_array().name("totalItems").integer(result.page.total).end_object();
}

void ResultType<PushDevicesResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"items", &ledger_items}, {"totalItems", &schema::integer}});
}

}  // namespace hako::rpc
