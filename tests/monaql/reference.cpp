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
    const UserId* user = item.owner.user();
    const DeviceKey* device = item.owner.device();
    json += user != nullptr ? '"' + user->text() + '"' : "null";
    json += device != nullptr ? R"(,"_ownerDeviceOid":")" + device->hex() + '"' : "";
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
    std::vector<std::string> order_keys;
    std::string_view id;
};

/// What a query sorts by, first things first.
std::vector<Sorting> sortings_of(const ListQuery& query) {
    std::vector<Sorting> sortings;
    if (query.sorting) {
        sortings.push_back(*query.sorting);
        sortings.insert(sortings.end(), query.then_by.begin(), query.then_by.end());
    }
    return sortings;
}

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
    const auto sortings = sortings_of(query);
    std::vector<Match> found;
    for (const Row& row : rows_) {
        const PropertySource source = [&row](const Path& path) { return property(row, path); };
        if (query.filter == nullptr || matches(*query.filter, source)) {
            Match& match = found.emplace_back();
            match.id = row.id;
            for (const Sorting& sorting : sortings) {
                match.order_keys.push_back(order_key(row, sorting.property));
            }
        }
    }
    std::sort(found.begin(), found.end(), [&sortings](const Match& a, const Match& b) {
        for (std::size_t i = 0; i < sortings.size(); ++i) {
            const int order = a.order_keys[i].compare(b.order_keys[i]);
            if (order != 0) {
                return sortings[i].order == SortOrder::desc ? order > 0 : order < 0;
            }
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
