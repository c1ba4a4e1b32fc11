// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/push_rows.hpp"

#include "base/check.hpp"
#include "json/document.hpp"
#include "json/write.hpp"
#include "storage/sqlite/record_id.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace hako::sqlite {
namespace {

/// 1 / golden ratio: the multiples' fractions of any count lie evenly between 0 and 1.
constexpr double kEvenStep = 0.6180339887498949;

std::optional<UnixMillis> time_or_none(const Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

}  // namespace

std::string_view push_columns() {
    return "p.number, p.id_seq, p.id_tail, p.platform, p.build_type, p.state, p.target_count, "
           "p.pushed_count, p.failed_count, p.created_at, p.send_at, p.started_at, p.finished_at, "
           "c.title, c.message";
}

PushRow read_push(const Statement& row) {
    return {
        row.integer(0),
        {
            .id = push::PushId(RecordId{row.integer(1), row.integer(2)}.uuid()),
            .platform = static_cast<push::Platform>(row.integer(3)),
            .build_type = static_cast<push::BuildType>(row.integer(4)),
            .state = static_cast<push::PushState>(row.integer(5)),
            .targets = row.integer(6),
            .pushed = row.integer(7),
            .failed = row.integer(8),
            .created_at = row.integer(9),
            .send_at = row.integer(10),
            .started_at = time_or_none(row, 11),
            .finished_at = time_or_none(row, 12),
            .title = std::string(row.text(13)),
            .message = std::string(row.text(14)),
        }
    };
}

Result<std::optional<PushRow>> find_push(Connection& connection, push::PushId id) {
    HAKO_TRY_ASSIGN(
        Statement * find,
        connection.statement(
            "SELECT " + std::string(push_columns()) +
            " FROM pushes AS p JOIN push_contents AS c ON c.push = p.number "
            "WHERE p.id_seq = ? AND p.id_tail = ?"
        )
    );
    const RecordId record = RecordId::of(id.uuid());
    StatementUse use(*find);
    use->bind(1, record.seq).bind(2, record.tail);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    return row ? std::optional(read_push(*use)) : std::nullopt;
}

Result<std::optional<push::KeptRequest>>
find_push_request(Connection& connection, std::string_view key, UnixMillis since) {
    using Found = std::optional<push::KeptRequest>;
    HAKO_TRY_ASSIGN(
        Statement * find,
        connection.statement("SELECT k.request, p.id_seq, p.id_tail FROM push_keys AS k JOIN "
                             "pushes AS p ON p.number = k.push WHERE k.key = ? AND "
                             "k.created_at >= ?")
    );
    StatementUse use(*find);
    use->bind_text(1, key).bind(2, since);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    if (!row) {
        return Found();
    }
    push::KeptRequest kept{{}, push::PushId(RecordId{use->integer(1), use->integer(2)}.uuid())};
    const std::string_view digest = use->blob(0);
    check(digest.size() == kept.request.size(), "a stored digest is whole");
    std::copy(digest.begin(), digest.end(), kept.request.begin());
    return Found(kept);
}

std::int64_t turn_of(std::int64_t ordinal, std::int64_t spread_millis) {
    if (spread_millis == 0) {
        return 0;
    }
    double whole = 0;
    const double fraction = std::modf(static_cast<double>(ordinal) * kEvenStep, &whole);
    return static_cast<std::int64_t>(fraction * static_cast<double>(spread_millis));
}

Result<void> settle_push(Connection& connection, std::int64_t number, UnixMillis now) {
    // Of a cancelled push what waits is ended as soon as can be; then only leases are looked after.
    HAKO_TRY_ASSIGN(
        Statement * settle,
        connection.statement(
            "UPDATE pushes SET due_at = CASE WHEN state = 3 AND EXISTS (SELECT 1 FROM deliveries "
            "WHERE push = ?1 AND due IS NOT NULL AND state = 0) THEN ?2 ELSE "
            "(SELECT min(due) FROM deliveries WHERE push = ?1 AND due IS NOT NULL) + started_at "
            "END WHERE number = ?1 AND state IN (1, 3)"
        )
    );
    StatementUse settling(*settle);
    settling->bind(1, number).bind(2, now);
    HAKO_TRY(settling->run());
    HAKO_TRY_ASSIGN(
        Statement * finish,
        connection.statement(
            "UPDATE pushes SET finished_at = ?2, state = CASE state WHEN 1 THEN 2 ELSE state END "
            "WHERE number = ?1 AND state IN (1, 3) AND finished_at IS NULL "
            "AND pushed_count + failed_count = target_count"
        )
    );
    StatementUse finishing(*finish);
    finishing->bind(1, number).bind(2, now);
    return finishing->run();
}

std::string payload_headers_json(const push::Payload& payload) {
    std::string json;
    json::Writer writer(json);
    writer.begin_array();
    for (const auto& [name, value] : payload.apns_headers) {
        writer.begin_array().string(name).string(value).end_array();
    }
    writer.end_array();
    return json;
}

void read_payload_headers(std::string_view json, push::Payload& payload) {
    json::Document document;
    check(!document.parse(json).has_value(), "stored headers are JSON");
    for (const json::Value header : document.root().elements()) {
        std::vector<std::string> parts;
        for (const json::Value part : header.elements()) {
            parts.push_back(part.string());
        }
        payload.apns_headers.emplace_back(std::move(parts.at(0)), std::move(parts.at(1)));
    }
}

}  // namespace hako::sqlite
