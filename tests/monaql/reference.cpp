// SPDX-License-Identifier: Apache-2.0
#include "tests/monaql/reference.hpp"

#include "base/check.hpp"
#include "json/order_key.hpp"
#include "monaql/evaluate.hpp"

#include <algorithm>

namespace hako::monaql::corpus {
namespace {

std::string object_of(const items::Item& item) {
    std::string json = R"({"_id":")" + item.id.text() + R"(","_createdAt":)" +
                       std::to_string(item.created_at) + R"(,"_updatedAt":)" +
                       std::to_string(item.updated_at) + R"(,"_ownerUserOid":)";
    json += item.owner ? '"' + item.owner->text() + '"' : "null";
    json += item.properties == "{}" ? "" : ",";
    json += std::string_view(item.properties).substr(1);
    return json;
}

std::optional<json::Value> find(const json::Document& document, const Path& path) {
    json::Value value = document.root();
    for (const std::string& part : path.parts) {
        const auto inner = value.is(json::Kind::object) ? value.find(part) : std::nullopt;
        if (!inner) {
            return std::nullopt;
        }
        value = *inner;
    }
    return value;
}

struct Match {
    std::string order_key;
    std::string_view id;
};

}  // namespace

Reference::Reference(const std::vector<items::Item>& items) {
    for (const items::Item& item : items) {
        Row& row = rows_.emplace_back();
        row.id = item.id.text();
        row.json = object_of(item);
        check(!row.document.parse(row.json), "an item that is not JSON");
    }
}

std::optional<std::string_view> Reference::property(const Row& row, const Path& path) {
    const auto value = find(row.document, path);
    return value ? std::optional(value->text()) : std::nullopt;
}

std::string Reference::order_key(const Row& row, const Path& path) {
    std::string key;
    if (const auto value = find(row.document, path)) {
        json::append_order_key(key, *value);
    } else {
        json::append_null_order_key(key);
    }
    return key;
}

Selection Reference::select(const ListQuery& query) const {
    std::vector<Match> found;
    for (const Row& row : rows_) {
        const PropertySource source = [&row](const Path& path) { return property(row, path); };
        if (query.filter == nullptr || matches(*query.filter, source)) {
            found.push_back({query.sorting ? order_key(row, query.sorting->property) : "", row.id});
        }
    }
    const bool descending = query.sorting && query.sorting->order == SortOrder::desc;
    std::sort(found.begin(), found.end(), [descending](const Match& a, const Match& b) {
        if (a.order_key != b.order_key) {
            return descending ? b.order_key < a.order_key : a.order_key < b.order_key;
        }
        return b.id < a.id;  // the newest first, in either direction
    });
    Selection selection;
    selection.total = static_cast<std::int64_t>(found.size());
    const std::int64_t end = std::min(query.page.offset + query.page.limit, selection.total);
    for (std::int64_t i = query.page.offset; i < end; ++i) {
        selection.ids.emplace_back(found[static_cast<std::size_t>(i)].id);
    }
    return selection;
}

}  // namespace hako::monaql::corpus
