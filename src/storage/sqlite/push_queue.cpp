// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/push_queue.hpp"

#include "storage/sqlite/run_sql.hpp"

#include <algorithm>
#include <utility>

namespace hako::sqlite {
namespace {

using Transaction = hako::BackendTransaction;

/// The transaction of this room's writer is this room's.
BackendTransaction& ours(Transaction& transaction) {
    return static_cast<BackendTransaction&>(transaction);
}

}  // namespace

Task<Result<std::optional<UnixMillis>>> PushQueue::next_due() {
    using Answer = Result<std::optional<UnixMillis>>;
    const auto read_it = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        std::optional<UnixMillis> next;
        for (const auto state :
             {push::PushState::wait, push::PushState::push, push::PushState::cancel}) {
            Sql sql;
            sql.add("SELECT due_at FROM pushes WHERE due_at IS NOT NULL AND state = ");
            sql.bind(static_cast<std::int64_t>(state)).add(" ORDER BY due_at LIMIT 1");
            HAKO_TRY(for_each_row(*connection, sql, [&](const Statement& row) {
                next = std::min(next.value_or(INT64_MAX), row.integer(0));
            }));
        }
        return next;
    };
    return Task<Answer>::ready(read_it());
}

Task<Result<std::int64_t>> PushQueue::unfinished() {
    using Answer = Result<std::int64_t>;
    const auto read_it = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        Sql sql;
        sql.add(
            "SELECT coalesce(sum(target_count - pushed_count - failed_count), 0) FROM pushes "
            "WHERE due_at IS NOT NULL AND state IN (0, 1)"
        );
        return single_number(*connection, sql);
    };
    return Task<Answer>::ready(read_it());
}

Task<Result<bool>> PushQueue::prepare(UnixMillis now, std::int64_t rows) {
    auto work = [now, rows](Transaction& transaction) {
        BackendTransaction& tx = ours(transaction);
        const auto users = tx.state().catalog()->get(kUsersSet);
        return Task<Result<bool>>::ready(prepare_pushes(tx.connection(), *users, now, rows));
    };
    auto written = write<bool>(writes_, std::move(work));
    co_return co_await std::move(written);
}

Task<Result<std::vector<push::ClaimedDelivery>>>
PushQueue::claim(UnixMillis now, std::chrono::seconds lease, std::size_t limit) {
    using Claimed = std::vector<push::ClaimedDelivery>;
    auto work = [now, lease, limit](Transaction& transaction) {
        return Task<Result<Claimed>>::ready(
            claim_deliveries(ours(transaction).connection(), now, lease, limit)
        );
    };
    auto written = write<Claimed>(writes_, std::move(work));
    co_return co_await std::move(written);
}

Task<Result<void>>
PushQueue::record(std::span<const push::DeliveryRecord> records, UnixMillis now) {
    auto work = [records, now](Transaction& transaction) {
        return Task<Result<void>>::ready(
            record_deliveries(ours(transaction).connection(), records, now)
        );
    };
    auto written = write<void>(writes_, std::move(work));
    co_return co_await std::move(written);
}

}  // namespace hako::sqlite
