// SPDX-License-Identifier: Apache-2.0
#include "api/management/results.hpp"

#include "api/schema.hpp"
#include "json/write.hpp"

#include <string_view>

namespace hako::rpc {
namespace {

namespace schema = api::schema;

using collections::Collection;
using collections::Index;
using collections::IndexOrigin;
using collections::IndexState;
using collections::Insertable;

void write_index(json::Writer& writer, const Index& index) {
    writer.begin_object().name("properties").begin_array();
    for (const auto& path : index.properties) {
        writer.string(path.text());
    }
    writer.end_array();
    writer.name("state").string(index.state == IndexState::ready ? "ready" : "building");
    writer.name("automatic").boolean(index.origin == IndexOrigin::automatic).end_object();
}

void write_indexes(json::Writer& writer, const std::vector<Index>& indexes) {
    writer.begin_array();
    for (const auto& index : indexes) {
        write_index(writer, index);
    }
    writer.end_array();
}

void write_definition(json::Writer& writer, const Collection& collection) {
    const auto& config = collection.config;
    writer.begin_object().name("_id").string(collection.name.text());
    writer.name("isInsertable").boolean(config.insertable == Insertable::yes);
    writer.name("defaultPublicPermission").string(permissions::to_string(config.default_public));
    writer.name("itemCount").integer(collection.item_count);
    writer.name("_createdAt").integer(collection.created_at);
    writer.name("_updatedAt").integer(collection.updated_at);
    writer.name("indexes");
    write_indexes(writer, collection.indexes);
    writer.end_object();
}

void string_array(json::Writer& writer) {
    schema::write_array(writer, &schema::string);
}

void index_state(json::Writer& writer) {
    writer.begin_object().name("enum").begin_array();
    writer.string("building").string("ready").end_array().end_object();
}

void index(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"properties", &string_array}, {"state", &index_state}, {"automatic", &schema::boolean}}
    );
}

void index_array(json::Writer& writer) {
    schema::write_array(writer, &index);
}

void definition(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"_id", &schema::string},
         {"isInsertable", &schema::boolean},
         {"defaultPublicPermission", &schema::string},
         {"itemCount", &schema::integer},
         {"_createdAt", &schema::integer},
         {"_updatedAt", &schema::integer},
         {"indexes", &index_array}}
    );
}

void definition_array(json::Writer& writer) {
    schema::write_array(writer, &definition);
}

void string_or_null(json::Writer& writer) {
    writer.begin_object().name("type").begin_array();
    writer.string("string").string("null").end_array().end_object();
}

void item(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"_id", &schema::string},
         {"_createdAt", &schema::integer},
         {"_updatedAt", &schema::integer},
         {"_ownerUserOid", &string_or_null},
         {"_permission", &schema::object}}
    );
}

}  // namespace

using api::management::CollectionsResult;
using api::management::ConfigResult;
using api::management::CountResult;
using api::management::IndexesResult;
using api::management::ItemResult;
using api::management::NamesResult;
using api::management::UserResult;

void ResultType<ItemResult>::write(std::string& out, const ItemResult& result) {
    out += R"({"item":)";
    items::append_json(out, result.item.view(), std::nullopt, items::Viewer::management);
    out += '}';
}

void ResultType<ItemResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"item", &item}});
}

void ResultType<UserResult>::write(std::string& out, const UserResult& result) {
    out += R"({"user":)";
    users::append_json(out, result.user.view(), std::nullopt);
    out += '}';
}

void ResultType<UserResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"user", &api::write_user_schema}});
}

void ResultType<CountResult>::write(std::string& out, const CountResult& result) {
    out += R"({"totalItems":)";
    json::append_integer(out, result.total);
    out += '}';
}

void ResultType<CountResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"totalItems", &schema::integer}});
}

void ResultType<NamesResult>::write(std::string& out, const NamesResult& result) {
    json::Writer writer(out);
    writer.begin_object().name("names").begin_array();
    for (const auto& name : result.names) {
        writer.string(name);
    }
    writer.end_array().end_object();
}

void ResultType<NamesResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"names", &string_array}});
}

void ResultType<CollectionsResult>::write(std::string& out, const CollectionsResult& result) {
    json::Writer writer(out);
    writer.begin_object().name("items").begin_array();
    for (const auto& collection : result.collections) {
        write_definition(writer, collection);
    }
    writer.end_array().end_object();
}

void ResultType<CollectionsResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"items", &definition_array}});
}

void ResultType<ConfigResult>::write(std::string& out, const ConfigResult& result) {
    json::Writer writer(out);
    writer.begin_object().name("config");
    write_definition(writer, result.collection);
    writer.end_object();
}

void ResultType<ConfigResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"config", &definition}});
}

void ResultType<IndexesResult>::write(std::string& out, const IndexesResult& result) {
    json::Writer writer(out);
    writer.begin_object().name("indexes");
    write_indexes(writer, result.indexes);
    writer.end_object();
}

void ResultType<IndexesResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"indexes", &index_array}});
}

}  // namespace hako::rpc
