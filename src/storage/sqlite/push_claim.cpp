// SPDX-License-Identifier: Apache-2.0
// Taking deliveries to be sent.

#include "base/limits.hpp"
#include "crypto/sha256.hpp"
#include "domain/push/explanation.hpp"
#include "storage/sqlite/push_queue.hpp"
#include "storage/sqlite/push_rows.hpp"
#include "storage/sqlite/record_id.hpp"
#include "storage/sqlite/run_sql.hpp"

#include <memory>
#include <string>
#include <utility>

namespace hako::sqlite {
namespace {

using push::ApnsEnvironment;
using push::ClaimedDelivery;
using push::Payload;

/// Pushes that one claim looks at: each may have only one delivery that is due.
constexpr std::int64_t kPushesAtOnce = 64;

/// A push that has deliveries that are due.
struct DuePush {
    std::int64_t number = 0;
    Uuid id;
    push::Platform platform = push::Platform::ios;
    push::BuildType build_type = push::BuildType::release;
    UnixMillis started_at = 0;
    UnixMillis give_up_at = 0;
    std::optional<UnixMillis> expires_at;
};

/// A delivery that is due, and its device.
struct DueDelivery {
    std::int64_t device = 0;
    int attempts = 0;
    std::optional<ApnsEnvironment> environment;
    bool tried_other = false;
    std::string_view failure;  ///< why it cannot be sent; empty: it can
    std::string token;
    std::optional<ApnsEnvironment> known_environment;
};

Result<std::vector<DuePush>> due_pushes(Connection& connection, UnixMillis now) {
    Sql sql;
    sql.add(
        "SELECT number, id_seq, id_tail, platform, build_type, started_at, expires_at FROM "
        "pushes WHERE state = 1 AND due_at IS NOT NULL AND due_at <= "
    );
    sql.bind(now).add(" ORDER BY due_at, number LIMIT ").bind(kPushesAtOnce);
    std::vector<DuePush> pushes;
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        DuePush& push = pushes.emplace_back();
        push.number = row.integer(0);
        push.id = RecordId{row.integer(1), row.integer(2)}.uuid();
        push.platform = static_cast<push::Platform>(row.integer(3));
        push.build_type = static_cast<push::BuildType>(row.integer(4));
        push.started_at = row.integer(5);
        push.give_up_at =
            push.started_at + std::chrono::milliseconds(limits::kPushLifeHours).count();
        if (!row.is_null(6)) {
            push.expires_at = row.integer(6);
            push.give_up_at = *push.expires_at;
        }
    }));
    return pushes;
}

Result<std::shared_ptr<const Payload>> read_payload(Connection& connection, const DuePush& push) {
    auto payload = std::make_shared<Payload>();
    payload->expires_at = push.expires_at;
    Sql sql;
    sql.add("SELECT payload, apns_headers FROM push_contents WHERE push = ").bind(push.number);
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        payload->json = row.text(0);
        read_payload_headers(row.text(1), *payload);
    }));
    return std::shared_ptr<const Payload>(std::move(payload));
}

std::optional<ApnsEnvironment> environment_or_none(const Statement& row, int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional(static_cast<ApnsEnvironment>(row.integer(column)));
}

Result<std::vector<DueDelivery>>
due_deliveries(Connection& connection, const DuePush& push, UnixMillis now, std::int64_t limit) {
    Sql sql;
    sql.add(
        "SELECT v.device, v.attempts, v.environment, v.tried_other, d.token, "
        "d.known_environment, d.platform, d.build_type, d.registered_at > v.updated_at "
        "FROM deliveries AS v INDEXED BY deliveries_due "
        "CROSS JOIN devices AS d ON d.number = v.device WHERE v.push = "
    );
    sql.bind(push.number).add(" AND v.due IS NOT NULL AND v.due <= ");
    sql.bind(now - push.started_at).add(" ORDER BY v.due, v.device LIMIT ").bind(limit);
    std::vector<DueDelivery> deliveries;
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        DueDelivery& delivery = deliveries.emplace_back();
        delivery.device = row.integer(0);
        delivery.attempts = static_cast<int>(row.integer(1));
        // What was tried before the device registered again was perhaps another token.
        if (row.integer(8) == 0) {
            delivery.environment = environment_or_none(row, 2);
            delivery.tried_other = row.integer(3) != 0;
        }
        delivery.known_environment = environment_or_none(row, 5);
        if (row.is_null(4)) {
            delivery.failure = push::reasons::kTokenGone;
            return;
        }
        delivery.token = row.text(4);
        if (row.integer(6) != static_cast<std::int64_t>(push.platform) ||
            row.integer(7) != static_cast<std::int64_t>(push.build_type)) {
            delivery.failure = push::reasons::kDeviceChanged;
        }
    }));
    return deliveries;
}

/// The same for one device of one push whenever it is asked, and for no other: a UUID of version 8.
Uuid message_id(const DuePush& push, std::int64_t device) {
    std::string name = "hako message id ";
    push.id.append_to(name);
    name += ' ';
    name += std::to_string(device);
    const crypto::Sha256 digest = crypto::sha256(name);
    Uuid id;
    for (std::size_t i = 0; i < 8; ++i) {
        id.high = (id.high << 8U) | digest[i];
        id.low = (id.low << 8U) | digest[i + 8];
    }
    constexpr std::uint64_t kVersion8 = 0x8000;
    constexpr std::uint64_t kVariant = std::uint64_t{0b10} << 62U;
    id.high = (id.high & ~std::uint64_t{0xF000}) | kVersion8;
    id.low = (id.low & ~(std::uint64_t{0b11} << 62U)) | kVariant;
    return id;
}

Result<void>
fail_now(Connection& connection, const DuePush& push, const DueDelivery& delivery, UnixMillis now) {
    HAKO_TRY_ASSIGN(
        Statement * fail,
        connection.statement("UPDATE deliveries SET state = 3, due = NULL, status = 0, reason = ?, "
                             "updated_at = ? WHERE push = ? AND device = ?")
    );
    StatementUse use(*fail);
    use->bind_text(1, delivery.failure).bind(2, now).bind(3, push.number).bind(4, delivery.device);
    return use->run();
}

Result<void> hold(
    Connection& connection,
    const DuePush& push,
    const DueDelivery& delivery,
    UnixMillis now,
    std::chrono::seconds lease
) {
    HAKO_TRY_ASSIGN(
        Statement * hold,
        connection.statement("UPDATE deliveries SET state = 1, attempts = attempts + 1, due = ?, "
                             "updated_at = ?, environment = ?, tried_other = ? "
                             "WHERE push = ? AND device = ?")
    );
    StatementUse use(*hold);
    use->bind(1, now - push.started_at + std::chrono::milliseconds(lease).count()).bind(2, now);
    // From here on the row is newer than the registration: what is ignored now must stay so.
    if (delivery.environment) {
        use->bind(3, static_cast<std::int64_t>(*delivery.environment));
    } else {
        use->bind_null(3);
    }
    use->bind(4, delivery.tried_other ? 1 : 0).bind(5, push.number).bind(6, delivery.device);
    return use->run();
}

ClaimedDelivery claimed(const DuePush& push, DueDelivery delivery, UnixMillis now) {
    return {
        .key = {push.number, delivery.device},
        .platform = push.platform,
        .environment = delivery.environment.value_or(
            delivery.known_environment.value_or(environment_of(push.build_type))
        ),
        .environment_is_known = delivery.known_environment.has_value(),
        .tried_other_environment = delivery.tried_other,
        .token = std::move(delivery.token),
        .message_id = message_id(push, delivery.device),
        .attempts = delivery.attempts + 1,
        .claimed_at = now,
        .give_up_at = push.give_up_at,
        .payload = nullptr,
    };
}

Result<void> count_failed(Connection& connection, std::int64_t push, std::int64_t count) {
    HAKO_TRY_ASSIGN(
        Statement * add,
        connection.statement("UPDATE pushes SET failed_count = failed_count + ? WHERE number = ?")
    );
    StatementUse use(*add);
    use->bind(1, count).bind(2, push);
    return use->run();
}

/// Claims up to `limit` due deliveries of one push into `all`, and ends those that cannot be sent.
/// Gives how many it looked at.
Result<std::int64_t> claim_due(
    Connection& connection,
    const DuePush& push,
    UnixMillis now,
    std::chrono::seconds lease,
    std::int64_t limit,
    std::vector<ClaimedDelivery>& all
) {
    HAKO_TRY_ASSIGN(auto deliveries, due_deliveries(connection, push, now, limit));
    std::int64_t failed = 0;
    std::shared_ptr<const Payload> payload;
    for (DueDelivery& delivery : deliveries) {
        if (!delivery.failure.empty()) {
            HAKO_TRY(fail_now(connection, push, delivery, now));
            ++failed;
            continue;
        }
        if (!payload) {
            HAKO_TRY_ASSIGN(payload, read_payload(connection, push));
        }
        HAKO_TRY(hold(connection, push, delivery, now, lease));
        all.push_back(claimed(push, std::move(delivery), now));
        all.back().payload = payload;
    }
    if (failed > 0) {
        HAKO_TRY(count_failed(connection, push.number, failed));
    }
    HAKO_TRY(settle_push(connection, push.number, now));
    return static_cast<std::int64_t>(deliveries.size());
}

}  // namespace

Result<std::vector<ClaimedDelivery>> claim_deliveries(
    Connection& connection,
    UnixMillis now,
    std::chrono::seconds lease,
    std::size_t limit
) {
    HAKO_TRY_ASSIGN(const auto pushes, due_pushes(connection, now));
    std::vector<ClaimedDelivery> all;
    // What cannot be sent is ended here and counts, so that a call stays short.
    auto left = static_cast<std::int64_t>(limit);
    for (const DuePush& push : pushes) {
        if (left <= 0) {
            break;
        }
        HAKO_TRY_ASSIGN(const auto seen, claim_due(connection, push, now, lease, left, all));
        left -= seen;
    }
    return all;
}

}  // namespace hako::sqlite
