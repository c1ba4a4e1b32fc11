// SPDX-License-Identifier: Apache-2.0
#include "api/results.hpp"

#include "api/schema.hpp"
#include "json/write.hpp"

namespace hako::api {

void write_user_schema(json::Writer& writer) {
    schema::write_object(
        writer,
        {{"_id", &schema::string},
         {"_username", &schema::string},
         {"_createdAt", &schema::integer},
         {"_updatedAt", &schema::integer}}
    );
}

}  // namespace hako::api

namespace hako::rpc {
namespace {

namespace schema = api::schema;

void object_array(json::Writer& writer) {
    schema::write_array(writer, &schema::object);
}

}  // namespace

using api::ListResult;
using api::PermissionResult;

void ResultType<ListResult>::write(std::string& out, const ListResult& result) {
    out += R"({"items":[)";
    out += result.page.rows_json;
    out += R"(],"totalItems":)";
    json::append_integer(out, result.page.total);
    out += '}';
}

void ResultType<ListResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"items", &object_array}, {"totalItems", &schema::integer}});
}

void ResultType<PermissionResult>::write(std::string& out, const PermissionResult& result) {
    out += R"({"permission":)";
    out += result.json;
    out += '}';
}

void ResultType<PermissionResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"permission", &schema::object}});
}

}  // namespace hako::rpc
