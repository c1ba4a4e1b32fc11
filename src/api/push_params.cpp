// SPDX-License-Identifier: Apache-2.0
#include "api/push_params.hpp"

#include "api/schema.hpp"
#include "base/limits.hpp"

#include <algorithm>
#include <utility>

namespace hako::rpc {
namespace {

using json::Kind;

std::nullopt_t refuse(std::string& why, std::string text) {
    why = std::move(text);
    return std::nullopt;
}

void write_id_list_schema(json::Writer& writer) {
    writer.begin_object().name("type").string("array").name("items");
    ParamType<std::string>::schema(writer);
    writer.name("maxItems").integer(static_cast<std::int64_t>(limits::kIdListEntriesMax));
    writer.end_object();
}

std::string_view word_of(json::Value value, std::string& scratch) {
    return value.is(Kind::string) ? value.string(scratch) : std::string_view();
}

/// The strings of a filter, each once, sorted.
std::optional<std::vector<std::string>> decode_filter(json::Value value, std::string& why) {
    if (!value.is(Kind::array)) {
        return refuse(
            why, "Must be an array of strings; leave it out to push to every registered device."
        );
    }
    if (value.size() > limits::kIdListEntriesMax) {
        return refuse(
            why, "At most " + std::to_string(limits::kIdListEntriesMax) + " ids may be given."
        );
    }
    std::vector<std::string> ids;
    ids.reserve(value.size());
    for (const auto element : value.elements()) {
        if (!element.is(Kind::string)) {
            return refuse(why, "Element " + std::to_string(ids.size() + 1) + " must be a string.");
        }
        ids.push_back(element.string());
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

/// The object itself, or the one in a string.
std::optional<std::string> decode_object(json::Value value, std::string& why) {
    if (!value.is(Kind::object) || value.has_long_number()) {
        return refuse(why, "Must be an object, or a string that holds one.");
    }
    return value.canonical();
}

}  // namespace

std::optional<push::Platform>
ParamType<push::Platform>::decode(json::Value value, std::string& why) {
    std::string scratch;
    const auto platform = devices::parse_platform(word_of(value, scratch));
    return platform ? platform : refuse(why, R"(Must be "android" or "ios".)");
}

void ParamType<push::Platform>::schema(json::Writer& writer) {
    api::schema::write_choice(writer, {"android", "ios"});
}

std::optional<push::BuildType>
ParamType<push::BuildType>::decode(json::Value value, std::string& why) {
    std::string scratch;
    const auto build = devices::parse_build_type(word_of(value, scratch));
    return build ? build : refuse(why, R"(Must be "debug", "release" or "adhoc".)");
}

void ParamType<push::BuildType>::schema(json::Writer& writer) {
    api::schema::write_choice(writer, {"debug", "release", "adhoc"});
}

std::optional<push::PushId> ParamType<push::PushId>::decode(json::Value value, std::string& why) {
    const auto text = ParamType<std::string>::decode(value, why);
    if (!text) {
        return std::nullopt;
    }
    // Nothing has an id of another form: the same answer as for any id that does not exist.
    const auto id = push::PushId::parse(*text);
    return id ? id : refuse(why, "Push not found.");
}

void ParamType<push::PushId>::schema(json::Writer& writer) {
    writer.begin_object().name("type").string("string").name("pattern");
    writer.string("^q[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$").end_object();
}

std::optional<push::DeliveryState>
ParamType<push::DeliveryState>::decode(json::Value value, std::string& why) {
    std::string scratch;
    const auto state = push::parse_delivery_state(word_of(value, scratch));
    return state ? state
                 : refuse(
                       why, R"(Must be "waiting", "sending", "accepted", "failed" or "cancelled".)"
                   );
}

void ParamType<push::DeliveryState>::schema(json::Writer& writer) {
    api::schema::write_choice(writer, {"waiting", "sending", "accepted", "failed", "cancelled"});
}

std::optional<api::PushToApp>
ParamType<api::PushToApp>::decode(json::Value value, std::string& why) {
    std::string scratch;
    if (word_of(value, scratch) != "app") {
        return refuse(why, R"(Must be "app".)");
    }
    return api::PushToApp{};
}

void ParamType<api::PushToApp>::schema(json::Writer& writer) {
    api::schema::write_choice(writer, {"app"});
}

std::optional<api::ExtraJson>
ParamType<api::ExtraJson>::decode(json::Value value, std::string& why) {
    std::optional<std::string> text;
    if (value.is(Kind::string)) {
        const std::string inside = value.string();
        json::Document document;
        if (document.parse(inside)) {
            return refuse(why, "Must be an object, or a string that holds one.");
        }
        text = decode_object(document.root(), why);
    } else {
        text = decode_object(value, why);
    }
    return text ? std::optional(api::ExtraJson{*std::move(text)}) : std::nullopt;
}

void ParamType<api::ExtraJson>::schema(json::Writer& writer) {
    writer.begin_object().name("type").begin_array();
    writer.string("object").string("string").end_array().end_object();
}

std::optional<api::RequestKey>
ParamType<api::RequestKey>::decode(json::Value value, std::string& why) {
    auto text = ParamType<std::string>::decode(value, why);
    if (!text) {
        return std::nullopt;
    }
    if (text->empty() || text->size() > limits::kIdempotencyKeyBytesMax) {
        return refuse(
            why, "Must be of 1 to " + std::to_string(limits::kIdempotencyKeyBytesMax) + " bytes."
        );
    }
    return api::RequestKey{*std::move(text)};
}

void ParamType<api::RequestKey>::schema(json::Writer& writer) {
    writer.begin_object().name("type").string("string").name("minLength").integer(1);
    writer.name("maxLength").integer(static_cast<std::int64_t>(limits::kIdempotencyKeyBytesMax));
    writer.end_object();
}

std::optional<api::DryRun> ParamType<api::DryRun>::decode(json::Value value, std::string& why) {
    const auto flag = ParamType<bool>::decode(value, why);
    if (!flag) {
        return std::nullopt;
    }
    return *flag ? api::DryRun::yes : api::DryRun::no;
}

void ParamType<api::DryRun>::schema(json::Writer& writer) {
    ParamType<bool>::schema(writer);
}

std::optional<api::UserFilter>
ParamType<api::UserFilter>::decode(json::Value value, std::string& why) {
    const auto texts = decode_filter(value, why);
    if (!texts) {
        return std::nullopt;
    }
    api::UserFilter filter;
    for (const auto& text : *texts) {
        if (const auto id = UserId::parse(text)) {
            filter.ids.push_back(*id);
        }
    }
    return filter;
}

void ParamType<api::UserFilter>::schema(json::Writer& writer) {
    write_id_list_schema(writer);
}

std::optional<api::DeviceFilter>
ParamType<api::DeviceFilter>::decode(json::Value value, std::string& why) {
    auto ids = decode_filter(value, why);
    return ids ? std::optional(api::DeviceFilter{*std::move(ids)}) : std::nullopt;
}

void ParamType<api::DeviceFilter>::schema(json::Writer& writer) {
    write_id_list_schema(writer);
}

std::optional<api::QueryFilter>
ParamType<api::QueryFilter>::decode(json::Value value, std::string& why) {
    auto text = value.is(Kind::string) ? value.string() : std::string();
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return refuse(
            why, "Must be a query in MonaQL; leave it out to push to every registered device."
        );
    }
    return api::QueryFilter{std::move(text)};
}

void ParamType<api::QueryFilter>::schema(json::Writer& writer) {
    writer.begin_object().name("type").string("string").name("minLength").integer(1).end_object();
}

}  // namespace hako::rpc
