// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/device_store.hpp"

#include "storage/sqlite/record_id.hpp"

namespace hako::sqlite {
namespace {

using devices::ApnsEnvironment;
using devices::BuildType;
using devices::Device;
using devices::Platform;
using devices::Registration;

/// The token leaves whoever else has it.
Result<void> take_token(Connection& connection, const Registration& registration) {
    HAKO_TRY_ASSIGN(
        Statement * take,
        connection.statement("UPDATE devices SET token = NULL WHERE token = ? AND platform = ? AND "
                             "device_id <> ?")
    );
    StatementUse use(*take);
    use->bind_text(1, registration.token)
        .bind(2, static_cast<std::int64_t>(registration.platform))
        .bind_text(3, registration.device_id);
    return use->run();
}

Result<std::optional<Device>> find_device(Connection& connection, std::string_view device_id) {
    HAKO_TRY_ASSIGN(
        Statement * find,
        connection.statement(
            "SELECT d.platform, d.build_type, d.token, d.app_version, d.env, d.is_custom, "
            "d.package_name, d.registered_at, d.known_environment, s.seq, s.id_tail "
            "FROM devices AS d LEFT JOIN users AS s ON s.seq = d.user_seq WHERE d.device_id = ?"
        )
    );
    StatementUse use(*find);
    use->bind_text(1, device_id);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    if (!row) {
        return std::optional<Device>();
    }
    Device device;
    device.device_id = device_id;
    device.platform = static_cast<Platform>(use->integer(0));
    device.build_type = static_cast<BuildType>(use->integer(1));
    if (!use->is_null(2)) {
        device.token = use->text(2);
    }
    device.app_version = use->text(3);
    device.env = use->text(4);
    device.is_custom = use->text(5);
    device.package_name = use->text(6);
    device.registered_at = use->integer(7);
    if (!use->is_null(8)) {
        device.known_environment = static_cast<ApnsEnvironment>(use->integer(8));
    }
    if (!use->is_null(9)) {
        device.user = UserId(RecordId{use->integer(9), use->integer(10)}.uuid());
    }
    return std::optional(std::move(device));
}

}  // namespace

Task<Result<void>> DeviceStore::put(const Registration& registration, UnixMillis now) {
    return Task<Result<void>>::ready(put_now(registration, now));
}

Result<void> DeviceStore::put_now(const Registration& registration, UnixMillis now) {
    HAKO_TRY(take_token(connection_, registration));
    // What APNs was found to say of a token holds for that token in that build only.
    HAKO_TRY_ASSIGN(
        Statement * put,
        connection_.statement(
            "INSERT INTO devices (device_id, platform, build_type, token, registered_at, "
            "app_version, env, is_custom, package_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (device_id) DO UPDATE SET known_environment = CASE WHEN "
            "token IS excluded.token AND platform = excluded.platform AND "
            "build_type = excluded.build_type THEN known_environment END, "
            "platform = excluded.platform, build_type = excluded.build_type, "
            "token = excluded.token, registered_at = excluded.registered_at, "
            "app_version = excluded.app_version, env = excluded.env, "
            "is_custom = excluded.is_custom, package_name = excluded.package_name"
        )
    );
    StatementUse use(*put);
    use->bind_text(1, registration.device_id)
        .bind(2, static_cast<std::int64_t>(registration.platform))
        .bind(3, static_cast<std::int64_t>(registration.build_type))
        .bind_text(4, registration.token)
        .bind(5, now);
    use->bind_text(6, registration.app_version)
        .bind_text(7, registration.env)
        .bind_text(8, registration.is_custom)
        .bind_text(9, registration.package_name);
    return use->run();
}

Task<Result<void>> DeviceStore::forget_token(const devices::TokenName& token) {
    return Task<Result<void>>::ready(forget_token_now(token));
}

Result<void> DeviceStore::forget_token_now(const devices::TokenName& token) {
    HAKO_TRY_ASSIGN(
        Statement * forget,
        connection_.statement("UPDATE devices SET token = NULL WHERE token = ? AND platform = ?")
    );
    StatementUse use(*forget);
    use->bind_text(1, token.token).bind(2, static_cast<std::int64_t>(token.platform));
    return use->run();
}

Task<Result<bool>> DeviceStore::link(std::string_view device_id, std::optional<UserId> user) {
    return Task<Result<bool>>::ready(link_now(device_id, user));
}

Result<bool> DeviceStore::link_now(std::string_view device_id, std::optional<UserId> user) {
    HAKO_TRY_ASSIGN(
        Statement * link,
        connection_.statement("UPDATE devices SET user_seq = ? WHERE device_id = ?")
    );
    StatementUse use(*link);
    if (user) {
        use->bind(1, RecordId::of(user->uuid()).seq);
    } else {
        use->bind_null(1);
    }
    use->bind_text(2, device_id);
    HAKO_TRY(use->run());
    return connection_.changes() > 0;
}

Task<Result<std::optional<Device>>> DeviceReader::find(std::string_view device_id) {
    using Answer = Result<std::optional<Device>>;
    const auto read_it = [&]() -> Answer {
        HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
        return find_device(*connection, device_id);
    };
    return Task<Answer>::ready(read_it());
}

Result<void> unlink_devices(Connection& connection, std::int64_t user_seq) {
    HAKO_TRY_ASSIGN(
        Statement * unlink,
        connection.statement("UPDATE devices SET user_seq = NULL WHERE user_seq = ?")
    );
    StatementUse use(*unlink);
    use->bind(1, user_seq);
    return use->run();
}

}  // namespace hako::sqlite
