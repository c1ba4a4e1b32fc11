// SPDX-License-Identifier: Apache-2.0
#include "api/app/collection_results.hpp"

#include "api/schema.hpp"
#include "json/write.hpp"

namespace hako::rpc {

namespace schema = api::schema;

using api::app::InsertedItem;
using api::app::UpdateCount;

void ResultType<InsertedItem>::write(std::string& out, const InsertedItem& result) {
    out += R"({"item":)";
    items::append_json(out, result.item.view(), std::nullopt, items::Viewer::app);
    out += '}';
}

void ResultType<InsertedItem>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"item", &schema::object}});
}

void ResultType<UpdateCount>::write(std::string& out, const UpdateCount& result) {
    out += R"({"numUpdates":)";
    json::append_integer(out, result.count);
    out += '}';
}

void ResultType<UpdateCount>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"numUpdates", &schema::integer}});
}

}  // namespace hako::rpc
