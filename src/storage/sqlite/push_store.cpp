// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/push_store.hpp"

#include "storage/sqlite/push_rows.hpp"
#include "storage/sqlite/record_id.hpp"
#include "storage/sqlite/run_sql.hpp"

#include <chrono>
#include <string>

namespace hako::sqlite {
namespace {

/// Old keys that go with each new one: more than come, so that they do not pile up.
constexpr std::int64_t kKeysForgottenAtOnce = 8;

std::string_view view_of(const crypto::Sha256& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::int64_t millis_of(std::chrono::seconds seconds) {
    return std::chrono::milliseconds(seconds).count();
}

}  // namespace

Task<Result<std::optional<push::KeptRequest>>>
PushStore::find_request(std::string_view key, UnixMillis since) {
    return Task<Result<std::optional<push::KeptRequest>>>::ready(
        find_push_request(connection_, key, since)
    );
}

Task<Result<push::PushId>> PushStore::insert(
    const push::NewPush& push,
    const push::Audience& audience,
    std::span<const push::Target> targets,
    UnixMillis now,
    UnixMillis keys_since
) {
    return Task<Result<push::PushId>>::ready(insert_now(push, audience, targets, now, keys_since));
}

Task<Result<push::PushId>> PushStore::insert_unfilled(
    const push::NewPush& push,
    const push::Audience& audience,
    UnixMillis now,
    UnixMillis keys_since
) {
    return Task<Result<push::PushId>>::ready(insert_unfilled_now(push, audience, now, keys_since));
}

Result<push::PushId> PushStore::insert_now(
    const push::NewPush& push,
    const push::Audience& audience,
    std::span<const push::Target> targets,
    UnixMillis now,
    UnixMillis keys_since
) {
    HAKO_TRY_ASSIGN(Row row, next_row(now));
    row.due_at = push.send_at;
    row.is_filled = 1;
    HAKO_TRY(insert_row(row, push, audience, now));
    HAKO_TRY(insert_content(row, push, {}));
    HAKO_TRY(keep_key(row, push, now, keys_since));
    HAKO_TRY_ASSIGN(const std::int64_t count, insert_deliveries(row, push, audience, targets, now));
    HAKO_TRY_ASSIGN(
        Statement * keep,
        connection_.statement("UPDATE pushes SET target_count = ? WHERE number = ?")
    );
    StatementUse use(*keep);
    use->bind(1, count).bind(2, row.number);
    HAKO_TRY(use->run());
    return push::PushId(RecordId{row.id_seq, row.id_tail}.uuid());
}

Result<push::PushId> PushStore::insert_unfilled_now(
    const push::NewPush& push,
    const push::Audience& audience,
    UnixMillis now,
    UnixMillis keys_since
) {
    HAKO_TRY_ASSIGN(Row row, next_row(now));
    // It is filled in at once, also when it is sent later: its audience is that of now.
    row.due_at = now;
    HAKO_TRY(insert_row(row, push, audience, now));
    HAKO_TRY_ASSIGN(const auto selection, store_selection(connection_, audience.selection));
    HAKO_TRY(insert_content(row, push, selection));
    HAKO_TRY(keep_key(row, push, now, keys_since));
    return push::PushId(RecordId{row.id_seq, row.id_tail}.uuid());
}

Result<PushStore::Row> PushStore::next_row(UnixMillis now) {
    Row row;
    std::int64_t last_seq = 0;
    Sql sql;
    sql.add("SELECT number, id_seq FROM pushes ORDER BY number DESC LIMIT 1");
    HAKO_TRY(for_each_row(connection_, sql, [&](const Statement& last) {
        row.number = last.integer(0);
        last_seq = last.integer(1);
    }));
    ++row.number;
    const RecordId id = next_record_id(random_, now, last_seq);
    row.id_seq = id.seq;
    row.id_tail = id.tail;
    return row;
}

Result<void> PushStore::insert_row(
    const Row& row,
    const push::NewPush& push,
    const push::Audience& audience,
    UnixMillis now
) {
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection_.statement(
            "INSERT INTO pushes VALUES (?, ?, ?, ?, ?, 0, ?, 0, 0, 0, ?, ?, NULL, NULL, ?, ?, ?, 0,"
            " (SELECT coalesce(max(number), 0) FROM devices))"
        )
    );
    StatementUse use(*insert);
    use->bind(1, row.number).bind(2, row.id_seq).bind(3, row.id_tail);
    use->bind(4, static_cast<std::int64_t>(audience.platform));
    use->bind(5, static_cast<std::int64_t>(audience.build_type));
    use->bind(6, row.due_at).bind(7, now).bind(8, push.send_at).bind(9, millis_of(push.spread));
    if (push.payload.expires_at) {
        use->bind(10, *push.payload.expires_at);
    } else {
        use->bind_null(10);
    }
    use->bind(11, row.is_filled);
    return use->run();
}

Result<void> PushStore::insert_content(
    const Row& row,
    const push::NewPush& push,
    const StoredSelection& selection
) {
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection_.statement("INSERT INTO push_contents VALUES (?, ?, ?, ?, ?, ?, ?)")
    );
    const std::string headers = payload_headers_json(push.payload);
    StatementUse use(*insert);
    use->bind(1, row.number).bind_text(2, push.title).bind_text(3, push.message);
    use->bind_text(4, push.payload.json).bind_text(5, headers);
    use->bind(6, static_cast<std::int64_t>(selection.kind)).bind_text(7, selection.json);
    return use->run();
}

Result<void> PushStore::keep_key(
    const Row& row,
    const push::NewPush& push,
    UnixMillis now,
    UnixMillis keys_since
) {
    if (!push.key) {
        return {};
    }
    HAKO_TRY_ASSIGN(
        Statement * forget,
        connection_.statement("DELETE FROM push_keys WHERE key = ?1 OR key IN (SELECT key FROM "
                              "push_keys WHERE created_at < ?2 ORDER BY created_at LIMIT ?3)")
    );
    StatementUse forgetting(*forget);
    forgetting->bind_text(1, push.key->text).bind(2, keys_since).bind(3, kKeysForgottenAtOnce);
    HAKO_TRY(forgetting->run());
    HAKO_TRY_ASSIGN(
        Statement * keep, connection_.statement("INSERT INTO push_keys VALUES (?, ?, ?, ?)")
    );
    StatementUse keeping(*keep);
    keeping->bind_text(1, push.key->text).bind_blob(2, view_of(push.key->request));
    keeping->bind(3, row.number).bind(4, now);
    return keeping->run();
}

Result<std::int64_t> PushStore::insert_deliveries(
    const Row& row,
    const push::NewPush& push,
    const push::Audience& audience,
    std::span<const push::Target> targets,
    UnixMillis now
) {
    // The targets were looked up before this transaction: who is not one any more is passed over.
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection_.statement(
            "INSERT INTO deliveries SELECT ?1, number, 0, ?2, 0, NULL, 0, 0, '', user_seq, ?3, ?3 "
            "FROM devices WHERE number = ?4 AND platform = ?5 AND build_type = ?6 AND "
            "token IS NOT NULL AND (?7 IS NULL OR user_seq = ?7)"
        )
    );
    const std::int64_t spread = millis_of(push.spread);
    std::int64_t count = 0;
    for (const push::Target& target : targets) {
        StatementUse use(*insert);
        use->bind(1, row.number).bind(2, turn_of(count, spread)).bind(3, now);
        use->bind(4, target.device).bind(5, static_cast<std::int64_t>(audience.platform));
        use->bind(6, static_cast<std::int64_t>(audience.build_type));
        if (target.user) {
            use->bind(7, *target.user);
        } else {
            use->bind_null(7);
        }
        HAKO_TRY(use->run());
        count += connection_.changes();
    }
    return count;
}

Task<Result<std::optional<push::Push>>> PushStore::find(push::PushId id) {
    return Task<Result<std::optional<push::Push>>>::ready(find_now(id));
}

Result<std::optional<push::Push>> PushStore::find_now(push::PushId id) {
    HAKO_TRY_ASSIGN(auto row, find_push(connection_, id));
    return row ? std::optional(std::move(row->push)) : std::nullopt;
}

Task<Result<void>> PushStore::cancel(push::PushId id, UnixMillis now) {
    return Task<Result<void>>::ready(cancel_now(id, now));
}

Result<void> PushStore::cancel_now(push::PushId id, UnixMillis now) {
    // What waits is ended by PushQueue::prepare, piece by piece.
    HAKO_TRY_ASSIGN(
        Statement * cancel,
        connection_.statement("UPDATE pushes SET state = 3, due_at = ? WHERE id_seq = ? AND "
                              "id_tail = ? AND state IN (0, 1)")
    );
    const RecordId record = RecordId::of(id.uuid());
    StatementUse use(*cancel);
    use->bind(1, now).bind(2, record.seq).bind(3, record.tail);
    return use->run();
}

}  // namespace hako::sqlite
