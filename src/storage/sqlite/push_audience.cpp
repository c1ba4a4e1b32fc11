// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/push_audience.hpp"

#include "base/check.hpp"
#include "domain/users/user.hpp"
#include "json/document.hpp"
#include "json/write.hpp"
#include "monaql/parse.hpp"
#include "storage/sqlite/record_id.hpp"
#include "storage/sqlite/run_sql.hpp"

#include <utility>
#include <variant>

namespace hako::sqlite {
namespace {

using Kind = StoredSelection::Kind;

Result<std::string> existing_users(Connection& connection, const std::vector<UserId>& ids) {
    HAKO_TRY_ASSIGN(
        Statement * find, connection.statement("SELECT 1 FROM users WHERE seq = ? AND id_tail = ?")
    );
    std::string json;
    json::Writer writer(json);
    writer.begin_array();
    for (const UserId id : ids) {
        const RecordId record = RecordId::of(id.uuid());
        StatementUse use(*find);
        use->bind(1, record.seq).bind(2, record.tail);
        HAKO_TRY_ASSIGN(const bool exists, use->step());
        if (exists) {
            writer.integer(record.seq);
        }
    }
    writer.end_array();
    return json;
}

std::string text_array(const std::vector<std::string>& texts) {
    std::string json;
    json::Writer writer(json);
    writer.begin_array();
    for (const auto& text : texts) {
        writer.string(text);
    }
    writer.end_array();
    return json;
}

std::string query_array(const push::OfMatchingUsers& matching) {
    std::string json;
    json::Writer writer(json);
    writer.begin_array().string(matching.text);
    if (!matching.bind_json.empty()) {
        writer.raw(matching.bind_json);
    }
    writer.end_array();
    return json;
}

/// The query of a stored selection; it was parsed when it was given.
monaql::Query stored_query(const std::string& stored) {
    json::Document document;
    check(!document.parse(stored).has_value(), "a stored audience is JSON");
    std::optional<json::Value> text;
    std::optional<json::Value> bind;
    for (const json::Value value : document.root().elements()) {
        (text ? bind : text) = value;
    }
    auto query = monaql::parse(
        text->string(), bind, users::kSystemProperties, {"userQuery", "userQueryBindParams"}
    );
    check(query.has_value(), "a stored query can be parsed");
    return *std::move(query);
}

void add_fit(Sql& sql, push::Platform platform, push::BuildType build) {
    sql.add("d.platform = ").bind(static_cast<std::int64_t>(platform));
    sql.add(" AND d.build_type = ").bind(static_cast<std::int64_t>(build));
    sql.add(" AND d.token IS NOT NULL");
}

/// Adds the expression that says whether the device `d`, with its user `s`, is chosen.
void add_choice(
    Sql& sql,
    const Source& users,
    const StoredSelection& selection,
    const monaql::Query& query
) {
    switch (selection.kind) {
        case Kind::everyone:
            sql.add("1");
            return;
        case Kind::users:
            sql.add("d.user_seq IN (SELECT value FROM json_each(");
            sql.bind(std::string_view(selection.json)).add("))");
            return;
        case Kind::matching_users:
            sql.add("CASE WHEN s.seq IS NULL THEN 0 ELSE ");
            if (query) {
                add_condition(sql, users, *query);
            } else {
                sql.add("1");
            }
            sql.add(" END");
            return;
        case Kind::devices:
            sql.add("d.device_id IN (SELECT value FROM json_each(");
            sql.bind(std::string_view(selection.json)).add("))");
            return;
    }
}

}  // namespace

Result<StoredSelection> store_selection(Connection& connection, const push::Selection& selection) {
    StoredSelection stored;
    if (const auto* users = std::get_if<push::OfUsers>(&selection)) {
        stored.kind = Kind::users;
        HAKO_TRY_ASSIGN(stored.json, existing_users(connection, users->ids));
    } else if (const auto* matching = std::get_if<push::OfMatchingUsers>(&selection)) {
        stored.kind = Kind::matching_users;
        stored.json = query_array(*matching);
    } else if (const auto* devices = std::get_if<push::OfDevices>(&selection)) {
        stored.kind = Kind::devices;
        stored.json = text_array(devices->ids);
    }
    return stored;
}

Sql audience_sql(const AudienceSource& source, std::string_view columns) {
    Sql sql;
    sql.add("SELECT ").add(columns).add(" FROM ");
    switch (source.selection.kind) {
        case Kind::everyone:
            sql.add("devices AS d INDEXED BY devices_by_build WHERE ");
            break;
        case Kind::users:
            sql.add("json_each(").bind(std::string_view(source.selection.json));
            sql.add(") AS j CROSS JOIN devices AS d ON d.user_seq = j.value WHERE ");
            break;
        case Kind::devices:
            sql.add("json_each(").bind(std::string_view(source.selection.json));
            sql.add(") AS j CROSS JOIN devices AS d ON d.device_id = j.value WHERE ");
            break;
        case Kind::matching_users: {
            const IndexInfo* index = source.plan.index.get();
            if (index != nullptr) {
                sql.add(index->table).add(" AS x CROSS JOIN users AS s ON s.seq = x.seq");
            } else {
                sql.add("users AS s");
            }
            sql.add(" CROSS JOIN devices AS d ON d.user_seq = s.seq");
            const auto& matching = std::get<push::OfMatchingUsers>(source.audience.selection);
            add_where(sql, Source{source.users, index}, matching.list);
            sql.add(" AND ");
            break;
        }
    }
    add_fit(sql, source.audience.platform, source.audience.build_type);
    return sql;
}

Result<std::vector<Candidate>> next_candidates(
    Connection& connection,
    const SetInfo& users,
    const StoredSelection& selection,
    const FillPlace& place,
    std::int64_t rows
) {
    monaql::Query query;
    if (selection.kind == Kind::matching_users) {
        query = stored_query(selection.json);
    }
    Sql sql;
    sql.add("SELECT d.number, ");
    add_choice(sql, Source{users}, selection, query);
    sql.add(" FROM devices AS d INDEXED BY devices_by_build");
    if (selection.kind == Kind::matching_users) {
        sql.add(" LEFT JOIN users AS s ON s.seq = d.user_seq");
    }
    sql.add(" WHERE ");
    add_fit(sql, place.platform, place.build_type);
    sql.add(" AND d.number > ").bind(place.after).add(" AND d.number <= ").bind(place.newest);
    sql.add(" ORDER BY d.number LIMIT ").bind(rows);
    std::vector<Candidate> candidates;
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        candidates.push_back({row.integer(0), row.integer(1) != 0});
    }));
    return candidates;
}

}  // namespace hako::sqlite
