// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/limits.hpp"
#include "base/published.hpp"
#include "domain/collections/collection_store.hpp"
#include "domain/items/item_store.hpp"
#include "domain/users/user_store.hpp"
#include "storage/sqlite/catalog.hpp"
#include "storage/sqlite/environment.hpp"
#include "storage/sqlite/list_reader.hpp"
#include "storage/sqlite/reader_slots.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hako::sqlite {

/// The reads of one backend's database. A read that is quick runs where it was asked, on the
/// caller's thread; one that is not finished within a millisecond is stopped and run again on a
/// scan thread.
class ReadSide {
public:
    /// Told of a set number and the properties that an index would be good for.
    using IndexWish = std::function<void(std::int64_t, const std::vector<monaql::Path>&)>;

    ReadSide(std::string path, const Environment& environment, IndexWish wish);

    [[nodiscard]] std::shared_ptr<const Catalog> catalog() const {
        return catalog_.get();
    }

    /// The set of that name, null when there is none; the users' set. Whoever holds one holds the
    /// catalog that it is from: what it names stays in the file.
    [[nodiscard]] std::shared_ptr<const SetInfo> find_set(std::string_view name) const;
    [[nodiscard]] std::shared_ptr<const SetInfo> users_set() const;

    /// From the writer's thread, after each commit; the catalog may be the same as before.
    void publish(const std::shared_ptr<const Catalog>& catalog);

    /// So that the log can start anew. From any thread.
    void leave_snapshots() {
        readers_.leave_snapshots();
    }

    /// Whether anyone still holds a catalog that was replaced.
    [[nodiscard]] bool is_older_catalog_held();

    /// `query` must outlive the task. `filter_name` is the parameter that a refusal names.
    Task<Result<ListPage>> list(
        std::shared_ptr<const SetInfo> set,
        const ListQuery& query,
        Wanted wanted,
        std::string_view filter_name
    );

    /// How to answer `query`; an index that would make it quick is wished for.
    Plan plan(const SetInfo& set, const ListQuery& query);

    /// Gives what `work(connection)` gives, a Result<T>: tried in place, and when it is not done
    /// within a millisecond, run again on a scan thread. Fails with unavailable under `about` when
    /// it takes too long or too many wait.
    template <class T, class Work>
    Task<Result<T>> read(std::string_view about, Work work);

    /// Sees all that was committed before. Look at the catalog first: the loan's state is then no
    /// older.
    Result<ReaderSlots::Loan> borrow() {
        return readers_.borrow(version_.load(std::memory_order_acquire));
    }

private:
    using Deadline = std::chrono::steady_clock::time_point;

    /// The set as it is now, or as it was when it is gone.
    [[nodiscard]] std::shared_ptr<const SetInfo> newest(std::shared_ptr<const SetInfo> set) const;

    /// The deadline holds for the wait as well: whoever waits for a thread is told no later than
    /// whoever has one.
    Task<Result<ListPage>> list_on_scan_thread(
        std::shared_ptr<const SetInfo> set,
        const ListQuery& query,
        Wanted wanted,
        std::string_view filter_name,
        Deadline deadline
    );

    Result<ListPage> list_now(
        const SetInfo& set,
        const ListQuery& query,
        const Plan& plan,
        Wanted wanted,
        Deadline deadline,
        bool& out_of_time
    );

    /// `late` says whether it was stopped because the time was over.
    template <class T, class Work>
    Result<T> read_now(Work& work, std::chrono::milliseconds time_max, bool& late);

    static Error stopped(std::string_view about, std::chrono::milliseconds time_max);
    static Error too_many_wait(std::string_view about);

    void log_slow(
        const SetInfo& set,
        const ListQuery& query,
        const Plan& plan,
        std::chrono::nanoseconds took
    );

    const Environment environment_;
    const IndexWish wish_;
    Published<Catalog> catalog_{std::make_shared<const Catalog>()};
    ReaderSlots readers_;
    std::atomic<std::uint64_t> version_{0};  ///< changes with every commit

    std::mutex older_mutex_;
    std::vector<std::weak_ptr<const Catalog>> older_catalogs_;
};

template <class T, class Work>
Result<T> ReadSide::read_now(Work& work, std::chrono::milliseconds time_max, bool& late) {
    HAKO_TRY_ASSIGN(auto connection, borrow());
    connection->set_deadline(environment_.clock.steady_now() + time_max);
    Result<T> result = work(*connection);
    late = !result.has_value() && connection->deadline_passed();
    connection->set_deadline(std::nullopt);
    return result;
}

template <class T, class Work>
Task<Result<T>> ReadSide::read(std::string_view about, Work work) {
    bool late = false;
    Result<T> at_once = read_now<T>(work, limits::kReadInPlaceMillisMax, late);
    if (!late) {
        co_return at_once;
    }
    std::optional<Result<T>> result;
    std::function<void()> again = [&] {
        result.emplace(read_now<T>(work, environment_.scan_time_max, late));
    };
    const bool accepted = co_await environment_.scans.run(std::move(again));
    if (!accepted) {
        co_return too_many_wait(about);
    }
    if (late) {
        co_return stopped(about, environment_.scan_time_max);
    }
    co_return std::move(*result);
}

/// See the port.
class CollectionReader final : public collections::CollectionReader {
public:
    explicit CollectionReader(ReadSide& reads) : reads_(reads) {}

    Task<Result<std::optional<collections::Collection>>> find(
        const collections::CollectionName& name
    ) override;
    Task<Result<std::vector<collections::Collection>>> list() override;

private:
    Result<collections::Collection> read(Connection& connection, const SetInfo& set);

    ReadSide& reads_;
};

/// See the port.
class ItemReader final : public items::ItemReader {
public:
    explicit ItemReader(ReadSide& reads) : reads_(reads) {}

    Task<Result<std::optional<std::optional<items::Item>>>>
    find(const collections::CollectionName& collection, ItemId id) override;
    Task<Result<std::optional<ListPage>>>
    list(const collections::CollectionName& collection, const ListQuery& query) override;
    Task<Result<std::optional<std::int64_t>>>
    count(const collections::CollectionName& collection, const ListQuery& query) override;
    Task<Result<std::optional<std::vector<ItemId>>>>
    matching(const collections::CollectionName& collection, const ListQuery& query) override;
    Task<Result<std::optional<std::vector<std::string>>>>
    property_names(const collections::CollectionName& collection, std::size_t newest) override;

private:
    ReadSide& reads_;
};

/// See the port.
class UserReader final : public users::UserReader {
public:
    explicit UserReader(ReadSide& reads) : reads_(reads) {}

    Task<Result<std::optional<users::User>>> find(UserId id) override;
    Task<Result<ListPage>> list(const ListQuery& query) override;
    Task<Result<std::vector<std::string>>> property_names(std::size_t newest) override;

private:
    ReadSide& reads_;
};

}  // namespace hako::sqlite
