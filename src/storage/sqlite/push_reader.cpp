// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/push_reader.hpp"

#include "storage/sqlite/push_audience.hpp"
#include "storage/sqlite/push_rows.hpp"
#include "storage/sqlite/record_id.hpp"
#include "storage/sqlite/run_sql.hpp"

#include <utility>
#include <variant>

namespace hako::sqlite {
namespace {

using push::Audience;
using push::DeliveryState;

/// The parameter that a refusal of a long look-up names.
std::string_view parameter_of(const push::Selection& selection) {
    switch (selection.index()) {
        case 1:
            return "userOidList";
        case 2:
            return "userQuery";
        case 3:
            return "deviceIdList";
        default:
            return "pushProjectId";
    }
}

Plan plan_of(ReadSide& reads, const SetInfo& users, const push::Selection& selection) {
    const auto* matching = std::get_if<push::OfMatchingUsers>(&selection);
    return matching == nullptr ? Plan() : reads.plan(users, matching->list);
}

push::LedgerEntry read_entry(const Statement& row) {
    push::LedgerEntry entry;
    entry.device_id = row.text(0);
    if (!row.is_null(1)) {
        entry.user = UserId(RecordId{row.integer(1), row.integer(2)}.uuid());
    }
    entry.state = static_cast<DeliveryState>(row.integer(3));
    entry.status = static_cast<int>(row.integer(4));
    entry.reason = row.text(5);
    entry.attempts = static_cast<int>(row.integer(6));
    entry.created_at = row.integer(7);
    entry.updated_at = row.integer(8);
    return entry;
}

void add_of_push(Sql& sql, std::int64_t number, std::optional<DeliveryState> state) {
    sql.add(" FROM deliveries AS v WHERE v.push = ").bind(number);
    if (state) {
        sql.add(" AND v.state = ").bind(static_cast<std::int64_t>(*state));
    }
}

/// How many deliveries of the push are in this state (empty: all).
Result<std::int64_t>
count_deliveries(Connection& connection, const PushRow& row, std::optional<DeliveryState> state) {
    if (!state) {
        return row.push.targets;
    }
    if (*state == DeliveryState::accepted) {
        return row.push.pushed;
    }
    Sql sql;
    sql.add("SELECT count(*)");
    add_of_push(sql, row.number, state);
    return single_number(connection, sql);
}

Result<std::optional<push::LedgerPage>> read_ledger(
    Connection& connection,
    push::PushId id,
    std::optional<DeliveryState> state,
    Page page
) {
    HAKO_TRY_ASSIGN(const auto row, find_push(connection, id));
    if (!row) {
        return std::optional<push::LedgerPage>();
    }
    push::LedgerPage ledger;
    ledger.platform = row->push.platform;
    HAKO_TRY_ASSIGN(ledger.total, count_deliveries(connection, *row, state));
    // The page is cut before devices and users are looked up.
    Sql sql;
    sql.add(
        "SELECT d.device_id, s.seq, s.id_tail, v.state, v.status, v.reason, v.attempts, "
        "v.created_at, v.updated_at FROM (SELECT v.*"
    );
    add_of_push(sql, row->number, state);
    sql.add(" ORDER BY v.device LIMIT ").bind(page.limit).add(" OFFSET ").bind(page.offset);
    sql.add(
        ") AS v CROSS JOIN devices AS d ON d.number = v.device "
        "LEFT JOIN users AS s ON s.seq = v.user_seq ORDER BY v.device"
    );
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& entry) {
        ledger.entries.push_back(read_entry(entry));
    }));
    return std::optional(std::move(ledger));
}

Result<push::PushPage> read_page(Connection& connection, Page page) {
    push::PushPage answer;
    Sql count;
    // Numbers count up from 1 and none is ever taken away.
    count.add("SELECT coalesce(max(number), 0) FROM pushes");
    HAKO_TRY_ASSIGN(answer.total, single_number(connection, count));
    Sql sql;
    sql.add("SELECT ").add(push_columns()).add(" FROM pushes AS p CROSS JOIN push_contents AS c ");
    sql.add("ON c.push = p.number WHERE p.number <= ").bind(answer.total - page.offset);
    sql.add(" ORDER BY p.number DESC LIMIT ").bind(page.limit);
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        answer.pushes.push_back(read_push(row).push);
    }));
    return answer;
}

}  // namespace

Task<Result<std::optional<push::KeptRequest>>>
PushReader::find_request(std::string_view key, UnixMillis since) {
    using Answer = Result<std::optional<push::KeptRequest>>;
    const auto read_it = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        return find_push_request(*connection, key, since);
    };
    return Task<Answer>::ready(read_it());
}

Task<Result<push::Targets>> PushReader::targets(const Audience& audience, std::int64_t limit) {
    const auto users = reads_.users_set();
    const Plan plan = plan_of(reads_, *users, audience.selection);
    auto work = [&](Connection& connection) -> Result<push::Targets> {
        HAKO_TRY_ASSIGN(const auto stored, store_selection(connection, audience.selection));
        const bool by_user = stored.kind == StoredSelection::Kind::users ||
                             stored.kind == StoredSelection::Kind::matching_users;
        Sql sql = audience_sql({audience, stored, *users, plan}, "d.number, d.user_seq");
        sql.add(" LIMIT ").bind(limit + 1);
        push::Targets targets;
        HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
            targets.devices.push_back({row.integer(0), std::nullopt});
            if (by_user) {
                targets.devices.back().user = row.integer(1);
            }
        }));
        targets.is_whole = static_cast<std::int64_t>(targets.devices.size()) <= limit;
        if (!targets.is_whole) {
            targets.devices.pop_back();
        }
        return targets;
    };
    auto reading = reads_.read<push::Targets>(parameter_of(audience.selection), std::move(work));
    co_return co_await std::move(reading);
}

Task<Result<std::int64_t>> PushReader::count(const Audience& audience) {
    const auto users = reads_.users_set();
    const Plan plan = plan_of(reads_, *users, audience.selection);
    auto work = [&](Connection& connection) -> Result<std::int64_t> {
        HAKO_TRY_ASSIGN(const auto stored, store_selection(connection, audience.selection));
        return single_number(
            connection, audience_sql({audience, stored, *users, plan}, "count(*)")
        );
    };
    auto reading = reads_.read<std::int64_t>(parameter_of(audience.selection), std::move(work));
    co_return co_await std::move(reading);
}

Task<Result<std::optional<push::Push>>> PushReader::find(push::PushId id) {
    using Answer = Result<std::optional<push::Push>>;
    const auto read_it = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        HAKO_TRY_ASSIGN(auto row, find_push(*connection, id));
        return row ? std::optional(std::move(row->push)) : std::nullopt;
    };
    return Task<Answer>::ready(read_it());
}

Task<Result<push::PushPage>> PushReader::list(Page page) {
    auto work = [page](Connection& connection) { return read_page(connection, page); };
    return reads_.read<push::PushPage>("itemsInPage", std::move(work));
}

Task<Result<std::optional<push::LedgerPage>>>
PushReader::ledger(push::PushId id, std::optional<DeliveryState> state, Page page) {
    auto work = [id, state, page](Connection& connection) {
        return read_ledger(connection, id, state, page);
    };
    return reads_.read<std::optional<push::LedgerPage>>("queueId", std::move(work));
}

}  // namespace hako::sqlite
