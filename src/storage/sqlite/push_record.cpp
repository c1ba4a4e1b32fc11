// SPDX-License-Identifier: Apache-2.0
// Keeping how deliveries ended.

#include "domain/push/explanation.hpp"
#include "storage/sqlite/push_queue.hpp"
#include "storage/sqlite/push_rows.hpp"
#include "storage/sqlite/run_sql.hpp"

#include <map>
#include <string_view>
#include <utility>

namespace hako::sqlite {
namespace {

using push::DeliveryRecord;
using push::DeliveryState;
using push::PushState;

/// What is stored of a delivery before its record.
struct Before {
    DeliveryState state = DeliveryState::waiting;
    std::int64_t attempts = 0;
    bool is_final = false;
    bool has_same_token = false;  ///< the device still has the token that was sent
};

/// A push of which deliveries are recorded.
struct RecordedPush {
    PushState state = PushState::push;
    UnixMillis started_at = 0;
    std::int64_t pushed = 0;  ///< more than before
    std::int64_t failed = 0;  ///< more than before
};

Result<RecordedPush> read_push_state(Connection& connection, std::int64_t number) {
    RecordedPush push;
    Sql sql;
    sql.add("SELECT state, coalesce(started_at, 0) FROM pushes WHERE number = ").bind(number);
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        push.state = static_cast<PushState>(row.integer(0));
        push.started_at = row.integer(1);
    }));
    return push;
}

Result<std::optional<Before>> read_before(Connection& connection, const DeliveryRecord& record) {
    std::optional<Before> before;
    Sql sql;
    sql.add("SELECT v.state, v.attempts, v.due IS NULL, d.token IS ")
        .bind(std::string_view(record.token));
    sql.add(" FROM deliveries AS v JOIN devices AS d ON d.number = v.device WHERE v.push = ");
    sql.bind(record.key.push).add(" AND v.device = ").bind(record.key.device);
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        before = Before{
            static_cast<DeliveryState>(row.integer(0)),
            row.integer(1),
            row.integer(2) != 0,
            row.integer(3) != 0
        };
    }));
    return before;
}

/// Whether the record still has a say: its claim is the one that holds the delivery, or it knows
/// that the provider took it.
bool counts(const DeliveryRecord& record, const Before& before) {
    if (before.is_final) {
        return false;
    }
    const bool holds = before.state == DeliveryState::sending && before.attempts == record.attempt;
    return holds || record.state == DeliveryState::accepted;
}

struct After {
    DeliveryState state;
    std::string_view reason;
    bool is_final;
};

After after(const DeliveryRecord& record, const RecordedPush& push) {
    if (record.state != DeliveryState::waiting) {
        return {record.state, record.reason, true};
    }
    if (push.state == PushState::cancel) {
        return {DeliveryState::cancelled, push::reasons::kCancelled, true};
    }
    return {DeliveryState::waiting, record.reason, false};
}

Result<void> update_delivery(
    Connection& connection,
    const DeliveryRecord& record,
    const RecordedPush& push,
    const Before& before,
    const After& after,
    UnixMillis now
) {
    // A record without reason and status that only gives back leaves the last answer standing.
    HAKO_TRY_ASSIGN(
        Statement * update,
        connection.statement(
            "UPDATE deliveries SET state = ?1, due = ?2, updated_at = ?3, environment = ?4, "
            "tried_other = ?5, attempts = attempts - ?6, "
            "status = CASE WHEN ?7 THEN status ELSE ?8 END, "
            "reason = CASE WHEN ?7 THEN reason ELSE ?9 END WHERE push = ?10 AND device = ?11"
        )
    );
    StatementUse use(*update);
    use->bind(1, static_cast<std::int64_t>(after.state)).bind(3, now);
    if (after.is_final) {
        use->bind_null(2);
    } else {
        use->bind(2, record.next_attempt_at - push.started_at);
    }
    // What was tried holds for the token that was tried.
    if (record.environment && before.has_same_token) {
        use->bind(4, static_cast<std::int64_t>(*record.environment));
    } else {
        use->bind_null(4);
    }
    const bool keeps_answer = record.given_back && after.reason.empty();
    use->bind(5, record.tried_other_environment && before.has_same_token ? 1 : 0);
    use->bind(6, record.given_back ? 1 : 0);
    use->bind(7, keeps_answer ? 1 : 0).bind(8, record.status).bind_text(9, after.reason);
    use->bind(10, record.key.push).bind(11, record.key.device);
    return use->run();
}

/// What the answer says about the device: of the token it was given for, and no other.
Result<void> update_device(Connection& connection, const DeliveryRecord& record) {
    if (record.state == DeliveryState::accepted && record.environment) {
        HAKO_TRY_ASSIGN(
            Statement * know,
            connection.statement("UPDATE devices SET known_environment = ? WHERE number = ? AND "
                                 "token = ? AND known_environment IS NOT ?1")
        );
        StatementUse use(*know);
        use->bind(1, static_cast<std::int64_t>(*record.environment)).bind(2, record.key.device);
        use->bind_text(3, record.token);
        HAKO_TRY(use->run());
    }
    if (record.token_dead_since) {
        HAKO_TRY_ASSIGN(
            Statement * clear,
            connection.statement("UPDATE devices SET token = NULL WHERE number = ? AND token = ? "
                                 "AND registered_at <= ?")
        );
        StatementUse use(*clear);
        use->bind(1, record.key.device).bind_text(2, record.token);
        use->bind(3, *record.token_dead_since);
        HAKO_TRY(use->run());
    }
    return {};
}

Result<void> record_one(
    Connection& connection,
    const DeliveryRecord& record,
    RecordedPush& push,
    UnixMillis now
) {
    HAKO_TRY_ASSIGN(const auto before, read_before(connection, record));
    if (!before || !counts(record, *before)) {
        return {};
    }
    const After what = after(record, push);
    HAKO_TRY(update_delivery(connection, record, push, *before, what, now));
    HAKO_TRY(update_device(connection, record));
    if (what.state == DeliveryState::accepted) {
        ++push.pushed;
    } else if (what.is_final) {
        ++push.failed;
    }
    return {};
}

Result<void> add_counts(Connection& connection, std::int64_t number, const RecordedPush& push) {
    HAKO_TRY_ASSIGN(
        Statement * add,
        connection.statement("UPDATE pushes SET pushed_count = pushed_count + ?, "
                             "failed_count = failed_count + ? WHERE number = ?")
    );
    StatementUse use(*add);
    use->bind(1, push.pushed).bind(2, push.failed).bind(3, number);
    return use->run();
}

}  // namespace

Result<void>
record_deliveries(Connection& connection, std::span<const DeliveryRecord> records, UnixMillis now) {
    std::map<std::int64_t, RecordedPush> pushes;
    for (const DeliveryRecord& record : records) {
        auto found = pushes.find(record.key.push);
        if (found == pushes.end()) {
            HAKO_TRY_ASSIGN(auto push, read_push_state(connection, record.key.push));
            found = pushes.emplace(record.key.push, push).first;
        }
        HAKO_TRY(record_one(connection, record, found->second, now));
    }
    for (const auto& [number, push] : pushes) {
        if (push.pushed > 0 || push.failed > 0) {
            HAKO_TRY(add_counts(connection, number, push));
        }
        HAKO_TRY(settle_push(connection, number, now));
    }
    return {};
}

}  // namespace hako::sqlite
