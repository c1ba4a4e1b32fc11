// SPDX-License-Identifier: Apache-2.0
#include "domain/users/user_service.hpp"

#include "base/limits.hpp"
#include "crypto/password_hasher.hpp"
#include "domain/backend_storage.hpp"
#include "domain/users/password.hpp"

#include <utility>

namespace hako::users {
namespace {

constexpr std::string_view kUserParameter = "user";

BackendStorage& data_of(const ManagementCaller& caller) {
    return *caller.backend().storage;
}

const backends::Settings& settings_of(const ManagementCaller& caller) {
    return caller.backend().backend.settings;
}

/// The username an update gives the user `before`: empty for no change.
Result<std::optional<Username>> renamed(
    const User& before,
    const std::optional<std::string>& username,
    const backends::Settings& settings
) {
    if (!username || *username == before.username) {
        return std::optional<Username>();
    }
    std::string why;
    auto parsed = Username::parse(*username, settings.username_length_min, why);
    if (!parsed) {
        return Error::invalid_param(kUserParameter, "The \"_username\" is wrong. " + why);
    }
    return parsed;
}

/// Fails when `username` is the name of another user than `id`.
Task<Result<void>> require_free(BackendTransaction& tx, const Username& username, UserId id) {
    HAKO_CO_TRY_ASSIGN(const auto owner, co_await tx.users().find_by_username(username));
    if (owner && *owner != id) {
        co_return name_taken(kUserParameter);
    }
    co_return Result<void>();
}

}  // namespace

Error name_taken(std::string_view parameter) {
    return Error::invalid_param(parameter, "This username is taken.");
}

Error no_such_user() {
    return Error::invalid_param("_id", "User not found.");
}

std::optional<Credentials> Credentials::check(
    const std::optional<std::string>& username,
    const std::optional<std::string>& password,
    const backends::Settings& settings,
    Error& wrong
) {
    std::string why;
    std::optional<Username> name;
    if (username) {
        name = Username::parse(*username, settings.username_length_min, why);
        if (!name) {
            wrong.add_param("username", why);
        }
    }
    std::optional<crypto::Secret> secret;
    if (password) {
        secret = parse_new_password(*password, settings.password_length_min, why);
        if (!secret) {
            wrong.add_param("password", why);
        }
    }
    if (!name || !secret) {
        return std::nullopt;
    }
    return Credentials(*std::move(name), *std::move(secret));
}

Task<Result<User>> UserService::create(
    const ManagementCaller& caller,
    Credentials credentials,
    Properties properties
) const {
    const Username username = credentials.username();
    auto hashing = hasher_.hash(std::move(credentials).take_password());
    HAKO_CO_TRY_ASSIGN(auto hash, co_await std::move(hashing));
    auto work = [&](BackendTransaction& tx) -> Task<Result<User>> {
        HAKO_CO_TRY_ASSIGN(const auto owner, co_await tx.users().find_by_username(username));
        if (owner) {
            co_return name_taken("username");
        }
        NewUser user{username, std::move(hash), std::move(properties).text()};
        co_return co_await tx.users().insert(std::move(user), clock_.now());
    };
    auto written = write<User>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<User>> UserService::get(const ManagementCaller& caller, UserId id) const {
    HAKO_CO_TRY_ASSIGN(auto found, co_await data_of(caller).users().find(id));
    if (!found) {
        co_return no_such_user();
    }
    co_return *std::move(found);
}

Task<Result<void>> UserService::update(const ManagementCaller& caller, UserId id, UserUpdate update)
    const {
    std::optional<std::string> hash;
    if (update.password) {
        std::string why;
        auto password =
            parse_new_password(*update.password, settings_of(caller).password_length_min, why);
        if (!password) {
            co_return Error::invalid_param(kUserParameter, "The \"_password\" is wrong. " + why);
        }
        // Nobody's password is not worth a hash.
        HAKO_CO_TRY(co_await get(caller, id));
        auto hashing = hasher_.hash(*std::move(password));
        HAKO_CO_TRY_ASSIGN(hash, co_await std::move(hashing));
    }
    auto work = [&](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto before, co_await tx.users().find(id));
        if (!before) {
            co_return no_such_user();
        }
        UserChange change;
        if (hash) {
            HAKO_CO_TRY(co_await tx.sessions().end_all(id, std::nullopt));
            change.password_hash = std::move(hash);
        }
        HAKO_CO_TRY_ASSIGN(change.username, renamed(*before, update.username, settings_of(caller)));
        if (change.username) {
            HAKO_CO_TRY(co_await require_free(tx, *change.username, id));
        }
        HAKO_CO_TRY_ASSIGN(
            change.properties, update.properties.merged_over(before->properties, kUserParameter)
        );
        co_return co_await tx.users().update(*before, std::move(change), clock_.now());
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<void>> UserService::erase(const ManagementCaller& caller, std::vector<UserId> ids)
    const {
    auto work = [&ids](BackendTransaction& tx) -> Task<Result<void>> {
        return tx.users().erase(ids);
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<ListPage>> UserService::list(const ManagementCaller& caller, ListQuery query) const {
    if (query.name_part) {
        query.name_part = UsernameKey::of(*query.name_part).text();
    }
    co_return co_await data_of(caller).users().list(query);
}

Task<Result<void>> UserService::validate(const AppCaller& caller, const Username& username) const {
    const auto& backend = caller.backend();
    HAKO_CO_TRY_ASSIGN(
        const auto known, co_await backend.storage->sessions().find_user(username.key())
    );
    if (known && backend.backend.settings.validate_silent == backends::Switch::off) {
        co_return name_taken("username");
    }
    co_return Result<void>();
}

Task<Result<User>> UserService::get_own(const AppCaller& caller) const {
    HAKO_CO_TRY_ASSIGN(auto found, co_await caller.backend().storage->users().find(*caller.user()));
    if (!found) {
        co_return Error(ErrorCode::login_required);
    }
    co_return *std::move(found);
}

Task<Result<void>> UserService::save_properties(const AppCaller& caller, Properties properties)
    const {
    auto work = [&](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto before, co_await tx.users().find(*caller.user()));
        if (!before) {
            co_return Error(ErrorCode::login_required);
        }
        UserChange change;
        HAKO_CO_TRY_ASSIGN(
            change.properties, properties.merged_over(before->properties, "properties")
        );
        co_return co_await tx.users().update(*before, std::move(change), clock_.now());
    };
    auto written = write<void>(caller.backend().storage->writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<std::vector<std::string>>> UserService::property_names(const ManagementCaller& caller
) const {
    return data_of(caller).users().property_names(limits::kPropertyNamesFromNewest);
}

}  // namespace hako::users
