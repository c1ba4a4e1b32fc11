// SPDX-License-Identifier: Apache-2.0
#include "api/param_types.hpp"

#include "api/schema.hpp"
#include "domain/items/item.hpp"
#include "json/number.hpp"
#include "monaql/parse.hpp"

#include <cstdint>
#include <utility>

namespace hako::rpc {
namespace {

using json::Kind;

std::nullopt_t refuse(std::string& why, std::string text) {
    why = std::move(text);
    return std::nullopt;
}

/// The characters of a string; empty, with a message, for another kind.
std::optional<std::string> text_of(json::Value value, std::string& why) {
    return ParamType<std::string>::decode(value, why);
}

void write_string_schema(json::Writer& writer, std::string_view pattern) {
    writer.begin_object().name("type").string("string");
    writer.name("pattern").string(pattern).end_object();
}

void write_string_array_schema(json::Writer& writer, std::size_t items_max) {
    writer.begin_object().name("type").string("array").name("items");
    ParamType<std::string>::schema(writer);
    writer.name("maxItems").integer(static_cast<std::int64_t>(items_max)).end_object();
}

constexpr std::string_view kUuidPattern =
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

template <class Id>
std::optional<Id> decode_id(json::Value value, std::string_view not_found, std::string& why) {
    const auto text = text_of(value, why);
    if (!text) {
        return std::nullopt;
    }
    // Nothing has an id of another form: the same answer as for any id that does not exist.
    const auto id = Id::parse(*text);
    return id ? id : refuse(why, std::string(not_found));
}

std::optional<std::int64_t> decode_bounded(json::Value value, std::int64_t max, std::string& why) {
    const auto number =
        value.is(Kind::number) ? json::integral_value(value.text()) : std::optional<std::int64_t>();
    if (!number || *number < 1 || *number > max) {
        const std::string range = max == INT64_MAX ? "from 1" : "from 1 to " + std::to_string(max);
        return refuse(why, "Must be a whole number " + range + ".");
    }
    return number;
}

void write_bounded_schema(json::Writer& writer, std::int64_t max, std::int64_t standard) {
    writer.begin_object().name("type").string("integer").name("minimum").integer(1);
    if (max != INT64_MAX) {
        writer.name("maximum").integer(max);
    }
    writer.name("default").integer(standard).end_object();
}

/// The elements of an array of at most `max` strings.
std::optional<std::vector<std::string>>
decode_strings(json::Value value, std::size_t max, std::string_view what, std::string& why) {
    if (!value.is(Kind::array)) {
        return refuse(why, "Must be an array of strings.");
    }
    if (value.size() > max) {
        return refuse(
            why, "At most " + std::to_string(max) + " " + std::string(what) + " may be given."
        );
    }
    std::vector<std::string> strings;
    strings.reserve(value.size());
    for (const auto element : value.elements()) {
        if (!element.is(Kind::string)) {
            return refuse(
                why, "Element " + std::to_string(strings.size() + 1) + " must be a string."
            );
        }
        strings.push_back(element.string());
    }
    return strings;
}

template <class Id>
std::optional<api::IdList<Id>> decode_ids(json::Value value, std::string& why) {
    const auto texts = decode_strings(value, limits::kIdListEntriesMax, "ids", why);
    if (!texts) {
        return std::nullopt;
    }
    api::IdList<Id> list;
    list.ids.reserve(texts->size());
    for (const auto& text : *texts) {
        if (const auto id = Id::parse(text)) {
            list.ids.push_back(*id);
        }
    }
    return list;
}

/// More names than any list is shown with.
constexpr std::size_t kPropertyNamesMax = 1'000;

std::vector<std::string> split_at_commas(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const auto comma = text.find(',');
        auto name = text.substr(0, comma);
        const auto first = name.find_first_not_of(' ');
        name = first == std::string_view::npos ? std::string_view() : name.substr(first);
        name = name.substr(0, name.find_last_not_of(' ') + 1);
        if (!name.empty()) {
            names.emplace_back(name);
        }
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return names;
}

/// Takes a string member of `user`, if there is one. False when it is of another kind, null
/// included.
bool take_member(
    json::Value user,
    std::string_view name,
    std::optional<std::string>& out,
    std::string& why
) {
    const auto member = user.find(name);
    if (member && !member->is(Kind::string)) {
        why = "The \"" + std::string(name) + "\" must be a string.";
        return false;
    }
    if (member) {
        out = member->string();
    }
    return true;
}

}  // namespace

using collections::CollectionName;
using collections::Insertable;
using permissions::Permission;
using permissions::Right;
using users::UserUpdate;

std::optional<CollectionName>
ParamType<CollectionName>::decode(json::Value value, std::string& why) {
    const auto text = text_of(value, why);
    return text ? CollectionName::parse(*text, why) : std::nullopt;
}

void ParamType<CollectionName>::schema(json::Writer& writer) {
    write_string_schema(writer, "^[A-Za-z][A-Za-z0-9_-]{0,63}$");
}

std::optional<Insertable> ParamType<Insertable>::decode(json::Value value, std::string& why) {
    const auto flag = ParamType<bool>::decode(value, why);
    if (!flag) {
        return std::nullopt;
    }
    return *flag ? Insertable::yes : Insertable::no;
}

void ParamType<Insertable>::schema(json::Writer& writer) {
    ParamType<bool>::schema(writer);
}

std::optional<Permission> ParamType<Permission>::decode(json::Value value, std::string& why) {
    return Permission::parse(value, why);
}

void ParamType<Permission>::schema(json::Writer& writer) {
    writer.begin_object().name("type").string("object");
    writer.name("propertyNames").begin_object();
    writer.name("pattern").string("^[A-Za-z0-9-]{1,64}$").end_object();
    writer.name("additionalProperties");
    ParamType<Right>::schema(writer);
    writer.name("maxProperties");
    writer.integer(static_cast<std::int64_t>(limits::kPermissionKeysMax)).end_object();
}

std::optional<Right> ParamType<Right>::decode(json::Value value, std::string& why) {
    std::string scratch;
    const auto right = value.is(Kind::string) ? permissions::parse_right(value.string(scratch))
                                              : std::optional<Right>();
    return right ? right : refuse(why, R"(Must be "", "r", "w" or "rw".)");
}

void ParamType<Right>::schema(json::Writer& writer) {
    api::schema::write_choice(writer, {"", "r", "w", "rw"});
}

std::optional<crypto::Secret>
ParamType<crypto::Secret>::decode(json::Value value, std::string& why) {
    auto text = text_of(value, why);
    return text ? std::optional(crypto::Secret(*std::move(text))) : std::nullopt;
}

void ParamType<crypto::Secret>::schema(json::Writer& writer) {
    ParamType<std::string>::schema(writer);
}

std::optional<UserUpdate> ParamType<UserUpdate>::decode(json::Value value, std::string& why) {
    auto properties = Properties::read(value, SystemNames::drop, why);
    UserUpdate update;
    if (!properties || !take_member(value, "_username", update.username, why) ||
        !take_member(value, "_password", update.password, why)) {
        return std::nullopt;
    }
    update.properties = *std::move(properties);
    return update;
}

void ParamType<UserUpdate>::schema(json::Writer& writer) {
    writer.begin_object().name("type").string("object").name("properties").begin_object();
    for (const auto* const name : {"_username", "_password"}) {
        writer.name(name);
        ParamType<std::string>::schema(writer);
    }
    writer.end_object().end_object();
}

std::optional<SortOrder> ParamType<SortOrder>::decode(json::Value value, std::string& why) {
    std::string scratch;
    const auto text = value.is(Kind::string) ? value.string(scratch) : std::string_view();
    if (text == "asc") {
        return SortOrder::asc;
    }
    if (text == "desc") {
        return SortOrder::desc;
    }
    return refuse(why, R"(Must be "asc" or "desc".)");
}

void ParamType<SortOrder>::schema(json::Writer& writer) {
    api::schema::write_choice(writer, {"asc", "desc"});
}

std::optional<ItemId> ParamType<ItemId>::decode(json::Value value, std::string& why) {
    return decode_id<ItemId>(value, "Item not found.", why);
}

void ParamType<ItemId>::schema(json::Writer& writer) {
    write_string_schema(writer, "^i" + std::string(kUuidPattern));
}

std::optional<UserId> ParamType<UserId>::decode(json::Value value, std::string& why) {
    return decode_id<UserId>(value, "User not found.", why);
}

void ParamType<UserId>::schema(json::Writer& writer) {
    write_string_schema(writer, "^u" + std::string(kUuidPattern));
}

std::optional<api::OwnerId> ParamType<api::OwnerId>::decode(json::Value value, std::string& why) {
    const auto id = decode_id<UserId>(value, R"(Must be a user's id: "u" and a UUID.)", why);
    return id ? std::optional(api::OwnerId{*id}) : std::nullopt;
}

void ParamType<api::OwnerId>::schema(json::Writer& writer) {
    ParamType<UserId>::schema(writer);
}

std::optional<api::NewProperties>
ParamType<api::NewProperties>::decode(json::Value value, std::string& why) {
    auto properties = Properties::read(value, SystemNames::refuse, why);
    return properties ? std::optional(api::NewProperties{*std::move(properties)}) : std::nullopt;
}

void ParamType<api::NewProperties>::schema(json::Writer& writer) {
    api::schema::object(writer);
}

std::optional<api::PropertyChanges>
ParamType<api::PropertyChanges>::decode(json::Value value, std::string& why) {
    auto properties = Properties::read(value, SystemNames::drop, why);
    return properties ? std::optional(api::PropertyChanges{*std::move(properties)}) : std::nullopt;
}

void ParamType<api::PropertyChanges>::schema(json::Writer& writer) {
    api::schema::object(writer);
}

std::optional<api::PageNumber>
ParamType<api::PageNumber>::decode(json::Value value, std::string& why) {
    const auto number = decode_bounded(value, INT64_MAX, why);
    return number ? std::optional(api::PageNumber{*number}) : std::nullopt;
}

void ParamType<api::PageNumber>::schema(json::Writer& writer) {
    write_bounded_schema(writer, INT64_MAX, 1);
}

std::optional<api::ItemsInPage>
ParamType<api::ItemsInPage>::decode(json::Value value, std::string& why) {
    const auto number = decode_bounded(value, limits::kItemsInPageMax, why);
    return number ? std::optional(api::ItemsInPage{*number}) : std::nullopt;
}

void ParamType<api::ItemsInPage>::schema(json::Writer& writer) {
    write_bounded_schema(writer, limits::kItemsInPageMax, limits::kItemsInPageDefault);
}

std::optional<api::PropertyNames>
ParamType<api::PropertyNames>::decode(json::Value value, std::string& why) {
    std::optional<std::vector<std::string>> names;
    if (value.is(Kind::string)) {
        names = split_at_commas(value.string());
    } else {
        names = decode_strings(value, kPropertyNamesMax, "names", why);
    }
    if (!names) {
        return std::nullopt;
    }
    if (names->size() > kPropertyNamesMax) {
        return refuse(why, "At most " + std::to_string(kPropertyNamesMax) + " names may be given.");
    }
    return api::PropertyNames{make_selection(*std::move(names))};
}

void ParamType<api::PropertyNames>::schema(json::Writer& writer) {
    writer.begin_object().name("oneOf").begin_array();
    write_string_array_schema(writer, kPropertyNamesMax);
    ParamType<std::string>::schema(writer);
    writer.end_array().end_object();
}

std::optional<api::BindParams>
ParamType<api::BindParams>::decode(json::Value value, std::string& why) {
    if (!value.is(Kind::array)) {
        return refuse(why, "Must be an array.");
    }
    return api::BindParams{value};
}

void ParamType<api::BindParams>::schema(json::Writer& writer) {
    writer.begin_object().name("type").string("array").end_object();
}

std::optional<api::IdList<ItemId>>
ParamType<api::IdList<ItemId>>::decode(json::Value value, std::string& why) {
    return decode_ids<ItemId>(value, why);
}

void ParamType<api::IdList<ItemId>>::schema(json::Writer& writer) {
    write_string_array_schema(writer, limits::kIdListEntriesMax);
}

std::optional<api::IdList<UserId>>
ParamType<api::IdList<UserId>>::decode(json::Value value, std::string& why) {
    return decode_ids<UserId>(value, why);
}

void ParamType<api::IdList<UserId>>::schema(json::Writer& writer) {
    write_string_array_schema(writer, limits::kIdListEntriesMax);
}

std::optional<api::IndexProperties>
ParamType<api::IndexProperties>::decode(json::Value value, std::string& why) {
    const auto texts = decode_strings(value, limits::kIndexPropertiesMax, "properties", why);
    if (!texts) {
        return std::nullopt;
    }
    api::IndexProperties properties;
    for (const auto& text : *texts) {
        auto path = monaql::parse_path(text, items::kQueryProperties);
        if (!path) {
            return refuse(why, quoted_name(text) + " is not the name of a property.");
        }
        properties.paths.push_back(*std::move(path));
    }
    return properties;
}

void ParamType<api::IndexProperties>::schema(json::Writer& writer) {
    write_string_array_schema(writer, limits::kIndexPropertiesMax);
}

}  // namespace hako::rpc
