// SPDX-License-Identifier: Apache-2.0
// What comes before and after sending: filling in, beginning, ending what was cancelled.

#include "domain/push/explanation.hpp"
#include "storage/sqlite/push_queue.hpp"
#include "storage/sqlite/push_rows.hpp"
#include "storage/sqlite/run_sql.hpp"

#include <algorithm>
#include <string>

namespace hako::sqlite {
namespace {

/// Pushes that one call begins; each is one row.
constexpr int kBegunAtOnce = 64;

/// A push that waits, and what its filling must know.
struct WaitingPush {
    std::int64_t number = 0;
    FillPlace place;
    bool is_filled = false;
    std::int64_t targets = 0;
    UnixMillis send_at = 0;
    std::int64_t spread_millis = 0;
};

Result<std::optional<WaitingPush>> first_waiting(Connection& connection, UnixMillis now) {
    std::optional<WaitingPush> push;
    Sql sql;
    sql.add(
        "SELECT number, platform, build_type, filled_to, device_max, is_filled, target_count, "
        "send_at, spread_millis FROM pushes WHERE state = 0 AND due_at IS NOT NULL AND "
        "due_at <= "
    );
    sql.bind(now).add(" ORDER BY due_at, number LIMIT 1");
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        push.emplace();
        push->number = row.integer(0);
        push->place.platform = static_cast<push::Platform>(row.integer(1));
        push->place.build_type = static_cast<push::BuildType>(row.integer(2));
        push->place.after = row.integer(3);
        push->place.newest = row.integer(4);
        push->is_filled = row.integer(5) != 0;
        push->targets = row.integer(6);
        push->send_at = row.integer(7);
        push->spread_millis = row.integer(8);
    }));
    return push;
}

Result<StoredSelection> read_selection(Connection& connection, std::int64_t push) {
    StoredSelection selection;
    Sql sql;
    sql.add("SELECT audience_kind, audience FROM push_contents WHERE push = ").bind(push);
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        selection.kind = static_cast<StoredSelection::Kind>(row.integer(0));
        selection.json = row.text(1);
    }));
    return selection;
}

Result<void> insert_delivery(
    Connection& connection,
    const WaitingPush& push,
    std::int64_t device,
    UnixMillis now
) {
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection.statement("INSERT INTO deliveries SELECT ?1, number, 0, ?2, 0, NULL, 0, 0, '', "
                             "user_seq, ?3, ?3 FROM devices WHERE number = ?4")
    );
    StatementUse use(*insert);
    use->bind(1, push.number).bind(2, turn_of(push.targets, push.spread_millis)).bind(3, now);
    use->bind(4, device);
    return use->run();
}

/// Enters the deliveries of the next `rows` devices and keeps how far it came.
Result<void> fill_piece(
    Connection& connection,
    const SetInfo& users,
    WaitingPush push,
    UnixMillis now,
    std::int64_t rows
) {
    HAKO_TRY_ASSIGN(const auto selection, read_selection(connection, push.number));
    HAKO_TRY_ASSIGN(
        const auto candidates, next_candidates(connection, users, selection, push.place, rows)
    );
    for (const Candidate& candidate : candidates) {
        if (candidate.is_chosen) {
            HAKO_TRY(insert_delivery(connection, push, candidate.device, now));
            ++push.targets;
        }
    }
    const bool is_filled = static_cast<std::int64_t>(candidates.size()) < rows;
    HAKO_TRY_ASSIGN(
        Statement * keep,
        connection.statement("UPDATE pushes SET filled_to = ?, is_filled = ?, target_count = ?, "
                             "due_at = CASE WHEN ?2 THEN send_at ELSE due_at END WHERE number = ?")
    );
    StatementUse use(*keep);
    use->bind(1, candidates.empty() ? push.place.after : candidates.back().device);
    use->bind(2, is_filled ? 1 : 0).bind(3, push.targets).bind(4, push.number);
    return use->run();
}

Result<void> begin(Connection& connection, std::int64_t number, UnixMillis now) {
    HAKO_TRY_ASSIGN(
        Statement * begin,
        connection.statement("UPDATE pushes SET state = 1, started_at = ? WHERE number = ?")
    );
    StatementUse use(*begin);
    use->bind(1, now).bind(2, number);
    HAKO_TRY(use->run());
    return settle_push(connection, number, now);
}

struct CancelledPush {
    std::int64_t number = 0;
    UnixMillis started_at = 0;
};

Result<std::optional<CancelledPush>> first_cancelled(Connection& connection, UnixMillis now) {
    std::optional<CancelledPush> push;
    Sql sql;
    sql.add(
        "SELECT number, coalesce(started_at, 0) FROM pushes WHERE state = 3 AND "
        "due_at IS NOT NULL AND due_at <= "
    );
    sql.bind(now).add(" ORDER BY due_at, number LIMIT 1");
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        push = CancelledPush{row.integer(0), row.integer(1)};
    }));
    return push;
}

/// Ends the next `rows` deliveries that wait, and those whose lease ran out.
Result<void> end_cancelled_piece(
    Connection& connection,
    const CancelledPush& push,
    UnixMillis now,
    std::int64_t rows
) {
    Sql sql;
    sql.add("SELECT device, state FROM deliveries INDEXED BY deliveries_due WHERE push = ");
    sql.bind(push.number).add(" AND due IS NOT NULL AND (state = 0 OR due <= ");
    sql.bind(now - push.started_at).add(") ORDER BY due LIMIT ").bind(rows);
    std::vector<std::pair<std::int64_t, bool>> ended;  // whether it waited
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        ended.emplace_back(row.integer(0), row.integer(1) == 0);
    }));
    HAKO_TRY_ASSIGN(
        Statement * end,
        connection.statement("UPDATE deliveries SET state = ?, due = NULL, reason = ?, "
                             "updated_at = ? WHERE push = ? AND device = ?")
    );
    for (const auto& [device, waited] : ended) {
        const auto state = waited ? push::DeliveryState::cancelled : push::DeliveryState::failed;
        StatementUse use(*end);
        use->bind(1, static_cast<std::int64_t>(state));
        use->bind_text(2, waited ? push::reasons::kCancelled : push::reasons::kOutcomeUnknown);
        use->bind(3, now).bind(4, push.number).bind(5, device);
        HAKO_TRY(use->run());
    }
    HAKO_TRY_ASSIGN(
        Statement * count,
        connection.statement("UPDATE pushes SET failed_count = failed_count + ? WHERE number = ?")
    );
    StatementUse use(*count);
    use->bind(1, static_cast<std::int64_t>(ended.size())).bind(2, push.number);
    HAKO_TRY(use->run());
    return settle_push(connection, push.number, now);
}

}  // namespace

Result<bool>
prepare_pushes(Connection& connection, const SetInfo& users, UnixMillis now, std::int64_t rows) {
    rows = std::max<std::int64_t>(rows, 1);
    HAKO_TRY_ASSIGN(const auto cancelled, first_cancelled(connection, now));
    if (cancelled) {
        HAKO_TRY(end_cancelled_piece(connection, *cancelled, now, rows));
        return true;
    }
    for (int begun = 0; begun < kBegunAtOnce; ++begun) {
        HAKO_TRY_ASSIGN(const auto waiting, first_waiting(connection, now));
        if (!waiting) {
            return false;
        }
        if (!waiting->is_filled) {
            HAKO_TRY(fill_piece(connection, users, *waiting, now, rows));
            return true;
        }
        HAKO_TRY(begin(connection, waiting->number, now));
    }
    return true;
}

}  // namespace hako::sqlite
