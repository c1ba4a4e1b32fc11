// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/steps.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace hako::steps {
namespace {

constexpr auto kQueryProperties = std::to_array<std::string_view>(
    {"_id", "_createdAt", "_updatedAt", "_ownerUserOid", "_username"}
);
constexpr std::chrono::seconds kBuildSecondsMax{120};
constexpr std::chrono::milliseconds kPause{2};

std::vector<monaql::Path> paths_of(const std::vector<std::string>& texts) {
    std::vector<monaql::Path> paths;
    paths.reserve(texts.size());
    for (const auto& text : texts) {
        paths.push_back(path_of(text));
    }
    return paths;
}

Task<Result<void>>
create_collection(BackendTransaction& tx, std::string name, collections::Config config) {
    co_return co_await tx.collections().insert(name_of(name), config, kNow);
}

Task<Result<void>>
insert_items(BackendTransaction& tx, std::string collection, std::vector<items::NewItem>& items) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await require(tx, collection));
    for (items::NewItem& item : items) {
        HAKO_CO_TRY(co_await tx.items().insert(ref, std::move(item), kNow));
    }
    co_return Result<void>();
}

}  // namespace

collections::CollectionName name_of(std::string_view text) {
    std::string why;
    const auto name = collections::CollectionName::parse(text, why);
    check(name.has_value(), "a collection's name in a test");
    return *name;
}

monaql::Path path_of(std::string_view text) {
    const auto path = monaql::parse_path(text, kQueryProperties);
    check(path.has_value(), "a path in a test");
    return *path;
}

users::Username username_of(std::string_view text) {
    std::string why;
    auto name = users::Username::parse(text, 1, why);
    check(name.has_value(), "a username in a test");
    return *std::move(name);
}

Task<Result<collections::CollectionRef>> require(BackendTransaction& tx, std::string name) {
    HAKO_CO_TRY_ASSIGN(const auto found, co_await tx.collections().find(name_of(name)));
    if (!found) {
        co_return collections::no_such_collection("_id");
    }
    co_return *found;
}

Task<Result<items::Item>>
insert_item(BackendTransaction& tx, std::string collection, items::NewItem item, UnixMillis now) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await require(tx, collection));
    co_return co_await tx.items().insert(ref, std::move(item), now);
}

Task<Result<void>>
replace_item(BackendTransaction& tx, std::string collection, ItemId id, std::string properties) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await require(tx, collection));
    HAKO_CO_TRY_ASSIGN(const auto before, co_await tx.items().find(ref, id));
    check(before.has_value(), "an item in a test");
    items::Item after = *before;
    after.properties = std::move(properties);
    after.updated_at += 1;
    co_return co_await tx.items().replace(ref, *before, after);
}

Task<Result<void>>
erase_items(BackendTransaction& tx, std::string collection, std::span<const ItemId> ids) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await require(tx, collection));
    co_return co_await tx.items().erase(ref, ids);
}

Task<Result<void>> drop_collection(BackendTransaction& tx, std::string name) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await require(tx, name));
    co_return co_await tx.collections().drop(ref);
}

Task<Result<void>>
create_index(BackendTransaction& tx, std::string collection, std::vector<monaql::Path> properties) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await require(tx, collection));
    const collections::Index index{std::move(properties)};
    co_return co_await tx.collections().insert_index(ref, index);
}

Task<Result<void>>
drop_index(BackendTransaction& tx, std::string collection, std::vector<monaql::Path> properties) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await require(tx, collection));
    co_return co_await tx.collections().drop_index(ref, properties);
}

Task<Result<users::User>>
insert_user(BackendTransaction& tx, std::string username, std::string properties, UnixMillis now) {
    const auto name = username_of(username);
    HAKO_CO_TRY_ASSIGN(const auto taken, co_await tx.users().find_by_username(name));
    if (taken) {
        co_return Error::invalid_param("username", "This username is taken.");
    }
    // Named, as GCC 12 destroys a braced argument of an awaited call twice.
    users::NewUser user{name, "hash", std::move(properties)};
    co_return co_await tx.users().insert(std::move(user), now);
}

Result<void> create(BackendStorage& data, const std::string& collection) {
    return write_now<void>(data, [&](BackendTransaction& tx) {
        return create_collection(tx, collection, {});
    });
}

Result<void> drop(BackendStorage& data, const std::string& collection) {
    return write_now<void>(data, [&](BackendTransaction& tx) {
        return drop_collection(tx, collection);
    });
}

Result<items::Item>
insert(BackendStorage& data, const std::string& collection, const std::string& properties) {
    return write_now<items::Item>(data, [&](BackendTransaction& tx) {
        return insert_item(tx, collection, {std::nullopt, "{}", properties}, kNow);
    });
}

Result<void>
insert_all(BackendStorage& data, const std::string& collection, std::vector<items::NewItem> items) {
    return write_now<void>(data, [&](BackendTransaction& tx) {
        return insert_items(tx, collection, items);
    });
}

Result<void> replace(
    BackendStorage& data,
    const std::string& collection,
    ItemId id,
    const std::string& properties
) {
    return write_now<void>(data, [&](BackendTransaction& tx) {
        return replace_item(tx, collection, id, properties);
    });
}

Result<void> erase(BackendStorage& data, const std::string& collection, std::vector<ItemId> ids) {
    return write_now<void>(data, [&](BackendTransaction& tx) {
        return erase_items(tx, collection, ids);
    });
}

Result<void>
create_index(BackendStorage& data, const std::string& collection, std::vector<std::string> paths) {
    return write_now<void>(data, [&](BackendTransaction& tx) {
        return create_index(tx, collection, paths_of(paths));
    });
}

Result<void>
drop_index(BackendStorage& data, const std::string& collection, std::vector<std::string> paths) {
    return write_now<void>(data, [&](BackendTransaction& tx) {
        return drop_index(tx, collection, paths_of(paths));
    });
}

Result<users::User>
insert_user(BackendStorage& data, const std::string& username, const std::string& properties) {
    return write_now<users::User>(data, [&](BackendTransaction& tx) {
        return insert_user(tx, username, properties, kNow);
    });
}

ListQuery all() {
    ListQuery query;
    query.page = {0, 1'000};
    return query;
}

ListQuery where(std::string_view monaql, std::string_view bind) {
    json::Document values;
    check(!values.parse(bind).has_value(), "bind parameters in a test");
    auto filter =
        monaql::parse(monaql, values.root(), kQueryProperties, {"criteria", "bindParams"});
    check(filter.has_value(), "a query in a test");
    ListQuery query = all();
    query.filter = std::move(*filter);
    return query;
}

ListQuery sorted(ListQuery query, std::string_view property, SortOrder order) {
    query.sorting = {path_of(property), order};
    return query;
}

ListQuery paged(ListQuery query, std::int64_t offset, std::int64_t limit) {
    query.page = {offset, limit};
    return query;
}

std::optional<ListPage>
list(BackendStorage& data, const std::string& collection, const ListQuery& query) {
    auto page = run_blocking(data.items().list(name_of(collection), query));
    check(page.has_value(), "a list in a test");
    return *std::move(page);
}

std::optional<items::Item> find(BackendStorage& data, const std::string& collection, ItemId id) {
    auto found = run_blocking(data.items().find(name_of(collection), id));
    check(found.has_value(), "a read in a test");
    return found->has_value() ? **found : std::nullopt;
}

std::optional<collections::Collection>
find_collection(BackendStorage& data, const std::string& name) {
    auto found = run_blocking(data.collections().find(name_of(name)));
    check(found.has_value(), "a read in a test");
    return *std::move(found);
}

std::vector<std::string> ids_of(const ListPage& page) {
    const std::string rows = "[" + page.rows_json + "]";
    json::Document document;
    check(!document.parse(rows).has_value(), "a page is JSON");
    std::vector<std::string> ids;
    for (const json::Value row : document.root().elements()) {
        ids.push_back(row.find("_id")->string());
    }
    return ids;
}

bool wait_for_indexes(BackendStorage& data, const std::string& collection) {
    const auto deadline = std::chrono::steady_clock::now() + kBuildSecondsMax;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto found = find_collection(data, collection);
        const bool ready =
            !found || std::all_of(found->indexes.begin(), found->indexes.end(), [](const auto& i) {
                return i.state == collections::IndexState::ready;
            });
        if (ready) {
            return true;
        }
        std::this_thread::sleep_for(kPause);
    }
    return false;
}

}  // namespace hako::steps
