// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/mail_store.hpp"

#include "base/check.hpp"
#include "storage/sqlite/run_sql.hpp"

#include <array>
#include <cstring>
#include <string>
#include <utility>

namespace hako::sqlite {
namespace {

using mail::ClaimedRequest;
using mail::KeptMail;
using mail::ResetRequest;
using mail::Template;
using mail::TemplateUse;

constexpr std::string_view kTemplateColumns =
    "SELECT name, subject, sender, bcc, body, use, updated_at FROM mail_templates ";

Template template_of(const Statement& row) {
    const std::int64_t use = row.integer(5);
    check(use >= 0 && use <= static_cast<std::int64_t>(TemplateUse::nobody), "a stored use is one");
    return {
        .name = std::string(row.text(0)),
        .subject = std::string(row.text(1)),
        .from = std::string(row.text(2)),
        .bcc = std::string(row.text(3)),
        .body = std::string(row.text(4)),
        .use = static_cast<TemplateUse>(use),
        .updated_at = row.integer(6),
    };
}

Result<std::optional<Template>> read_template(Connection& connection, std::string_view name) {
    Sql sql;
    sql.add(kTemplateColumns).add("WHERE name = ").bind(std::string(name));
    std::optional<Template> found;
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) { found = template_of(row); })
    );
    return found;
}

Result<std::vector<Template>> read_templates(Connection& connection) {
    Sql sql;
    sql.add(kTemplateColumns).add("ORDER BY name");
    std::vector<Template> all;
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        all.push_back(template_of(row));
    }));
    return all;
}

Result<void> write_template(Connection& connection, const Template& given) {
    HAKO_TRY_ASSIGN(
        Statement * put,
        connection.statement("INSERT OR REPLACE INTO mail_templates VALUES (?, ?, ?, ?, ?, ?, ?)")
    );
    StatementUse use(*put);
    use->bind_text(1, given.name).bind_text(2, given.subject).bind_text(3, given.from);
    use->bind_text(4, given.bcc).bind_text(5, given.body);
    use->bind(6, static_cast<std::int64_t>(given.use)).bind(7, given.updated_at);
    return use->run();
}

Result<bool> delete_template(Connection& connection, std::string_view name) {
    HAKO_TRY_ASSIGN(
        Statement * erase, connection.statement("DELETE FROM mail_templates WHERE name = ?")
    );
    StatementUse use(*erase);
    use->bind_text(1, name);
    HAKO_TRY(use->run());
    return connection.changes() > 0;
}

Result<bool>
insert_request(Connection& connection, const ResetRequest& request, std::int64_t waiting_max) {
    Sql count;
    count.add("SELECT count(*) FROM (SELECT 1 FROM mail_requests LIMIT ")
        .bind(waiting_max)
        .add(")");
    HAKO_TRY_ASSIGN(const std::int64_t waiting, single_number(connection, count));
    if (waiting >= waiting_max) {
        return false;
    }
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection.statement("INSERT INTO mail_requests (due_at, attempts, requested_at, username, "
                             "template, property) VALUES (?, 0, ?, ?, ?, ?)")
    );
    StatementUse use(*insert);
    use->bind(1, request.requested_at).bind(2, request.requested_at);
    use->bind_text(3, request.username).bind_text(4, request.template_name);
    use->bind_text(5, request.property);
    HAKO_TRY(use->run());
    return true;
}

using UuidBytes = std::array<char, 16>;

UuidBytes bytes_of(const Uuid& uuid) {
    UuidBytes bytes{};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes.at(i) = static_cast<char>(uuid.high >> (56 - 8 * i));
        bytes.at(8 + i) = static_cast<char>(uuid.low >> (56 - 8 * i));
    }
    return bytes;
}

Uuid uuid_of(std::string_view bytes) {
    check(bytes.size() == std::tuple_size_v<UuidBytes>, "a stored message id has 16 bytes");
    Uuid uuid;
    for (std::size_t i = 0; i < 8; ++i) {
        uuid.high = (uuid.high << 8U) | static_cast<std::uint8_t>(bytes[i]);
        uuid.low = (uuid.low << 8U) | static_cast<std::uint8_t>(bytes[8 + i]);
    }
    return uuid;
}

ClaimedRequest request_of(const Statement& row) {
    ClaimedRequest claimed{
        .number = row.integer(0),
        .attempt = static_cast<int>(row.integer(1)) + 1,
        .request =
            {.username = std::string(row.text(3)),
             .template_name = std::string(row.text(4)),
             .property = std::string(row.text(5)),
             .requested_at = row.integer(2)},
        .mail = {},
    };
    if (!row.is_null(6)) {
        claimed.mail = KeptMail{
            .message_id = uuid_of(row.blob(6)),
            .token_box = std::string(row.blob(7)),
            .token_made_at = row.integer(8),
        };
    }
    return claimed;
}

Result<std::vector<ClaimedRequest>>
claim(Connection& connection, UnixMillis now, std::chrono::seconds lease, std::size_t limit) {
    Sql due;
    due.add(
        "SELECT number, attempts, requested_at, username, template, property, message_id, "
        "token_box, token_made_at FROM mail_requests WHERE due_at <= "
    );
    due.bind(now).add(" ORDER BY due_at, number LIMIT ").bind(static_cast<std::int64_t>(limit));
    std::vector<ClaimedRequest> claimed;
    HAKO_TRY(for_each_row(connection, due, [&](const Statement& row) {
        claimed.push_back(request_of(row));
    }));
    HAKO_TRY_ASSIGN(
        Statement * hold,
        connection.statement("UPDATE mail_requests SET attempts = ?, due_at = ? WHERE number = ?")
    );
    for (const ClaimedRequest& one : claimed) {
        StatementUse use(*hold);
        use->bind(1, one.attempt).bind(2, now + std::chrono::milliseconds(lease).count());
        use->bind(3, one.number);
        HAKO_TRY(use->run());
    }
    return claimed;
}

Result<void> update_mail(Connection& connection, std::int64_t number, const KeptMail& mail) {
    HAKO_TRY_ASSIGN(
        Statement * update,
        connection.statement("UPDATE mail_requests SET message_id = ?, token_box = ?, "
                             "token_made_at = ? WHERE number = ?")
    );
    const UuidBytes id = bytes_of(mail.message_id);
    StatementUse use(*update);
    use->bind_blob(1, {id.data(), id.size()}).bind_blob(2, mail.token_box);
    use->bind(3, mail.token_made_at).bind(4, number);
    return use->run();
}

Result<void>
update_due(Connection& connection, std::int64_t number, int attempt, UnixMillis due_at) {
    HAKO_TRY_ASSIGN(
        Statement * update,
        connection.statement("UPDATE mail_requests SET due_at = ? WHERE number = ? AND attempts = ?"
        )
    );
    StatementUse use(*update);
    use->bind(1, due_at).bind(2, number).bind(3, attempt);
    return use->run();
}

Result<void> delete_request(Connection& connection, std::int64_t number) {
    HAKO_TRY_ASSIGN(
        Statement * erase, connection.statement("DELETE FROM mail_requests WHERE number = ?")
    );
    StatementUse use(*erase);
    use->bind(1, number);
    return use->run();
}

}  // namespace

Task<Result<std::optional<Template>>> MailStore::find_template(std::string_view name) {
    return Task<Result<std::optional<Template>>>::ready(read_template(connection_, name));
}

Task<Result<std::vector<Template>>> MailStore::templates() {
    return Task<Result<std::vector<Template>>>::ready(read_templates(connection_));
}

Task<Result<void>> MailStore::put_template(const Template& given) {
    return Task<Result<void>>::ready(write_template(connection_, given));
}

Task<Result<bool>> MailStore::erase_template(std::string_view name) {
    return Task<Result<bool>>::ready(delete_template(connection_, name));
}

Task<Result<bool>> MailStore::add_request(const ResetRequest& request, std::int64_t waiting_max) {
    return Task<Result<bool>>::ready(insert_request(connection_, request, waiting_max));
}

Task<Result<std::vector<ClaimedRequest>>>
MailStore::claim_requests(UnixMillis now, std::chrono::seconds lease, std::size_t limit) {
    return Task<Result<std::vector<ClaimedRequest>>>::ready(claim(connection_, now, lease, limit));
}

Task<Result<void>> MailStore::keep_mail(std::int64_t number, const KeptMail& mail) {
    return Task<Result<void>>::ready(update_mail(connection_, number, mail));
}

Task<Result<void>>
MailStore::retry_request(std::int64_t number, int attempt, UnixMillis next_attempt_at) {
    return Task<Result<void>>::ready(update_due(connection_, number, attempt, next_attempt_at));
}

Task<Result<void>> MailStore::end_request(std::int64_t number) {
    return Task<Result<void>>::ready(delete_request(connection_, number));
}

Task<Result<std::optional<Template>>> MailReader::find_template(std::string_view name) {
    using Answer = Result<std::optional<Template>>;
    const auto read_it = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        return read_template(*connection, name);
    };
    return Task<Answer>::ready(read_it());
}

Task<Result<std::optional<UnixMillis>>> MailReader::next_due() {
    using Answer = Result<std::optional<UnixMillis>>;
    const auto read_it = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        Sql sql;
        sql.add("SELECT due_at FROM mail_requests ORDER BY due_at LIMIT 1");
        std::optional<UnixMillis> next;
        HAKO_TRY(for_each_row(*connection, sql, [&](const Statement& row) {
            next = row.integer(0);
        }));
        return next;
    };
    return Task<Answer>::ready(read_it());
}

Task<Result<std::int64_t>> MailReader::waiting() {
    using Answer = Result<std::int64_t>;
    const auto read_it = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        Sql sql;
        sql.add("SELECT count(*) FROM mail_requests");
        return single_number(*connection, sql);
    };
    return Task<Answer>::ready(read_it());
}

}  // namespace hako::sqlite
