// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/read_side.hpp"

#include "base/limits.hpp"
#include "storage/sqlite/item_store.hpp"
#include "storage/sqlite/user_store.hpp"

#include <utility>

namespace hako::sqlite {
namespace {

/// Per read connection. A connection's hot pages are the upper levels of its tables.
constexpr std::int64_t kReadCacheBytes = 16LL * 1024 * 1024;

/// A page this far in is not tried in place first.
constexpr std::int64_t kShortOffset = 2'000;

Error query_stopped(std::string_view filter_name, std::chrono::milliseconds time_max) {
    return Error::unavailable(
        filter_name,
        PublicText(
            "The query took longer than " + std::to_string(time_max.count() / 1000) +
            " seconds and was stopped. Collection.createIndex on the properties it filters and "
            "sorts by "
            "makes it quick."
        ),
        PrivateDetail("scan time limit")
    );
}

}  // namespace

ReadSide::ReadSide(std::string path, const Environment& environment, IndexWish wish)
    : environment_(environment),
      wish_(std::move(wish)),
      readers_(std::move(path), kReadCacheBytes) {}

Error ReadSide::stopped(std::string_view about, std::chrono::milliseconds time_max) {
    return Error::unavailable(
        about,
        PublicText(
            "This took longer than " + std::to_string(time_max.count() / 1000) +
            " seconds and was stopped."
        ),
        PrivateDetail("scan time limit")
    );
}

Error ReadSide::too_many_wait(std::string_view about) {
    return Error::busy(
        about,
        PublicText("Too many long queries are waiting. Try again later."),
        PrivateDetail("the scan queue is full")
    );
}

Plan ReadSide::plan(const SetInfo& set, const ListQuery& query) {
    Plan plan = make_plan(set, query);
    if (!plan.wanted_index.empty()) {
        wish_(set.number, plan.wanted_index);
    }
    return plan;
}

std::shared_ptr<const SetInfo> ReadSide::find_set(std::string_view name) const {
    auto catalog = catalog_.get();
    const SetInfo* set = catalog->find(name).get();
    return set == nullptr ? nullptr : std::shared_ptr<const SetInfo>(std::move(catalog), set);
}

std::shared_ptr<const SetInfo> ReadSide::users_set() const {
    auto catalog = catalog_.get();
    const SetInfo* set = catalog->get(kUsersSet).get();
    return {std::move(catalog), set};
}

std::shared_ptr<const SetInfo> ReadSide::newest(std::shared_ptr<const SetInfo> set) const {
    auto catalog = catalog_.get();
    const auto found = catalog->by_number.find(set->number);
    if (found == catalog->by_number.end()) {
        return set;
    }
    const SetInfo* now = found->second.get();
    return {std::move(catalog), now};
}

void ReadSide::publish(const std::shared_ptr<const Catalog>& catalog) {
    // The version comes first: who sees the later catalog must not read from an earlier state.
    version_.fetch_add(1, std::memory_order_release);
    if (catalog_.get() == catalog) {
        return;
    }
    {
        const std::lock_guard lock(older_mutex_);
        older_catalogs_.emplace_back(catalog_.get());
    }
    catalog_.replace(catalog);
}

bool ReadSide::is_older_catalog_held() {
    const std::lock_guard lock(older_mutex_);
    std::erase_if(older_catalogs_, [](const auto& older) { return older.expired(); });
    return !older_catalogs_.empty();
}

Task<Result<ListPage>> ReadSide::list(
    std::shared_ptr<const SetInfo> set,
    const ListQuery& query,
    Wanted wanted,
    std::string_view filter_name
) {
    const auto arrived = environment_.clock.steady_now();
    const Plan plan = this->plan(*set, query);
    if (query.page.offset <= kShortOffset) {
        bool out_of_time = false;
        const auto deadline = arrived + limits::kReadInPlaceMillisMax;
        auto page = list_now(*set, query, plan, wanted, deadline, out_of_time);
        if (!out_of_time) {
            return Task<Result<ListPage>>::ready(std::move(page));
        }
    }
    const auto deadline = arrived + environment_.scan_time_max;
    return list_on_scan_thread(std::move(set), query, wanted, filter_name, deadline);
}

Task<Result<ListPage>> ReadSide::list_on_scan_thread(
    std::shared_ptr<const SetInfo> set,
    const ListQuery& query,
    Wanted wanted,
    std::string_view filter_name,
    Deadline deadline
) {
    std::optional<Result<ListPage>> page;
    bool out_of_time = false;
    std::function<void()> work = [&] {
        out_of_time = environment_.clock.steady_now() >= deadline;
        if (out_of_time) {
            return;
        }
        // The index that the query wished for may have come while it waited.
        set = newest(std::move(set));
        page.emplace(list_now(*set, query, make_plan(*set, query), wanted, deadline, out_of_time));
    };
    const bool accepted = co_await environment_.scans.run(std::move(work));
    if (!accepted) {
        co_return too_many_wait(filter_name);
    }
    if (out_of_time) {
        co_return query_stopped(filter_name, environment_.scan_time_max);
    }
    co_return std::move(*page);
}

Result<ListPage> ReadSide::list_now(
    const SetInfo& set,
    const ListQuery& query,
    const Plan& plan,
    Wanted wanted,
    Deadline deadline,
    bool& out_of_time
) {
    const auto begun = environment_.clock.steady_now();
    HAKO_TRY_ASSIGN(auto connection, borrow());
    connection->set_deadline(deadline);
    auto page = read_list(*connection, set, query, plan, wanted);
    out_of_time = !page.has_value() && connection->deadline_passed();
    connection->set_deadline(std::nullopt);
    const auto took = environment_.clock.steady_now() - begun;
    if (took >= environment_.slow_query_time) {
        log_slow(set, query, plan, took);
    }
    return page;
}

void ReadSide::log_slow(
    const SetInfo& set,
    const ListQuery& query,
    const Plan& plan,
    std::chrono::nanoseconds took
) {
    // As if all rows existed for the caller: what does is decided where they are read.
    const Sql sql = plan.shape == Plan::Shape::gather
                        ? gather_sql(set, query, plan, Gathered::sort_keys).front()
                        : page_sql(set, query, plan);
    environment_.log.write(
        LogLevel::warning,
        "slow query",
        {
            {"collection", std::string_view(set.name)},
            {"milliseconds", std::chrono::duration<double, std::milli>(took).count()},
            {"plan", plan_name(plan.shape)},
            {"index", plan.index ? std::string_view(plan.index->table) : std::string_view("none")},
            {"sql", std::string_view(sql.text())},
        }
    );
}

Task<Result<std::optional<collections::Collection>>> CollectionReader::find(
    const collections::CollectionName& name
) {
    using Answer = Result<std::optional<collections::Collection>>;
    const auto read_it = [&]() -> Answer {
        const auto set = reads_.find_set(name.text());
        if (!set) {
            return std::optional<collections::Collection>();
        }
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        HAKO_TRY_ASSIGN(auto collection, read(*connection, *set));
        return std::optional(std::move(collection));
    };
    return Task<Answer>::ready(read_it());
}

Task<Result<std::vector<collections::Collection>>> CollectionReader::list() {
    using Answer = Result<std::vector<collections::Collection>>;
    const auto read_them = [&]() -> Answer {
        const auto catalog = reads_.catalog();
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        std::vector<collections::Collection> all;
        for (const auto& [name, set] : catalog->by_name) {
            if (set->kind == SetKind::items) {
                HAKO_TRY_ASSIGN(auto collection, read(*connection, *set));
                all.push_back(std::move(collection));
            }
        }
        return all;
    };
    return Task<Answer>::ready(read_them());
}

Result<collections::Collection> CollectionReader::read(Connection& connection, const SetInfo& set) {
    HAKO_TRY_ASSIGN(const std::int64_t rows, row_count(connection, set));
    std::string why;
    const auto name = collections::CollectionName::parse(set.name, why);
    check(name.has_value(), "a stored collection name is one");
    collections::Collection collection{*name, set.config, rows, set.created_at, set.updated_at, {}};
    for (const auto& index : set.indexes) {
        collection.indexes.push_back(index->index);
    }
    return collection;
}

Task<Result<std::optional<std::optional<items::Item>>>>
ItemReader::find(const collections::CollectionName& collection, ItemId id) {
    using Answer = Result<std::optional<std::optional<items::Item>>>;
    const auto read_it = [&]() -> Answer {
        const auto set = reads_.find_set(collection.text());
        if (!set) {
            return std::optional<std::optional<items::Item>>();
        }
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        HAKO_TRY_ASSIGN(auto item, find_item(*connection, *set, id));
        return std::optional(std::move(item));
    };
    return Task<Answer>::ready(read_it());
}

Task<Result<std::optional<ListPage>>>
ItemReader::list(const collections::CollectionName& collection, const ListQuery& query) {
    auto set = reads_.find_set(collection.text());
    if (!set) {
        co_return std::optional<ListPage>();
    }
    HAKO_CO_TRY_ASSIGN(
        auto page, co_await reads_.list(std::move(set), query, Wanted::page_and_total, "criteria")
    );
    co_return std::optional(std::move(page));
}

Task<Result<std::optional<std::int64_t>>>
ItemReader::count(const collections::CollectionName& collection, const ListQuery& query) {
    auto set = reads_.find_set(collection.text());
    if (!set) {
        co_return std::optional<std::int64_t>();
    }
    HAKO_CO_TRY_ASSIGN(
        const auto page, co_await reads_.list(std::move(set), query, Wanted::total, "criteria")
    );
    co_return std::optional(page.total);
}

Task<Result<std::optional<std::vector<ItemId>>>>
ItemReader::matching(const collections::CollectionName& collection, const ListQuery& query) {
    const auto set = reads_.find_set(collection.text());
    if (!set) {
        co_return std::optional<std::vector<ItemId>>();
    }
    const Plan plan = reads_.plan(*set, query);
    const auto read_them = [&](Connection& connection) {
        return read_matching(connection, *set, query, plan);
    };
    auto reading = reads_.read<std::vector<ItemId>>("criteria", read_them);
    HAKO_CO_TRY_ASSIGN(auto ids, co_await std::move(reading));
    co_return std::optional(std::move(ids));
}

Task<Result<std::optional<std::vector<std::string>>>>
ItemReader::property_names(const collections::CollectionName& collection, std::size_t newest) {
    using Answer = Result<std::optional<std::vector<std::string>>>;
    const auto read_them = [&]() -> Answer {
        const auto set = reads_.find_set(collection.text());
        if (!set) {
            return std::optional<std::vector<std::string>>();
        }
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        HAKO_TRY_ASSIGN(auto names, read_property_names(*connection, *set, newest));
        return std::optional(std::move(names));
    };
    return Task<Answer>::ready(read_them());
}

Task<Result<std::optional<users::User>>> UserReader::find(UserId id) {
    using Answer = Result<std::optional<users::User>>;
    const auto read_it = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        return find_user(*connection, id);
    };
    return Task<Answer>::ready(read_it());
}

Task<Result<ListPage>> UserReader::list(const ListQuery& query) {
    return reads_.list(reads_.users_set(), query, Wanted::page_and_total, "userQuery");
}

Task<Result<std::vector<std::string>>> UserReader::property_names(std::size_t newest) {
    using Answer = Result<std::vector<std::string>>;
    const auto read_them = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        return read_property_names(*connection, *reads_.users_set(), newest);
    };
    return Task<Answer>::ready(read_them());
}

}  // namespace hako::sqlite
