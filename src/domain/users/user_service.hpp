// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"
#include "domain/backends/backend.hpp"
#include "domain/callers.hpp"
#include "domain/list_query.hpp"
#include "domain/properties.hpp"
#include "domain/users/user.hpp"
#include "domain/users/username.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hako::crypto {
class PasswordHasher;
}

namespace hako::users {

/// A username and a password that a backend's rules allow.
class Credentials {
public:
    /// Looks at both, as far as they are given, and adds what is wrong to `wrong` under `username`
    /// and `password`. Empty when something is wrong or missing; what is missing is not told here.
    static std::optional<Credentials> check(
        const std::optional<std::string>& username,
        const std::optional<std::string>& password,
        const backends::Settings& settings,
        Error& wrong
    );

    [[nodiscard]] const Username& username() const {
        return username_;
    }

    /// For hashing.
    [[nodiscard]] crypto::Secret take_password() && {
        return std::move(password_);
    }

private:
    Credentials(Username username, crypto::Secret password)
        : username_(std::move(username)), password_(std::move(password)) {}

    Username username_;
    crypto::Secret password_;
};

/// What an update gives; what is empty stays.
struct UserUpdate {
    std::optional<std::string> username;  ///< as given, not checked yet
    std::optional<std::string> password;  ///< as given, not checked yet
    Properties properties;                ///< put over the user's own
};

/// The use cases of users, for the backend of the caller. Each change is one transaction, on disk
/// before its task is done. Safe to use from every thread; a caller outlives the task it was given
/// to.
///
/// A user that does not exist is invalid_params under `_id`.
class UserService {
public:
    UserService(const Clock& clock, crypto::PasswordHasher& hasher)
        : clock_(clock), hasher_(hasher) {}

    /// Fails with invalid_params (`username`) when the name is taken, with unavailable when too
    /// many passwords wait to be hashed.
    Task<Result<User>>
    create(const ManagementCaller& caller, Credentials credentials, Properties properties) const;

    Task<Result<User>> get(const ManagementCaller& caller, UserId id) const;

    /// A new password ends all sessions and login tokens of the user.
    ///
    /// A username that is the stored one is no change, so that get, edit, update round-trips under
    /// rules that became stricter. Fails with invalid_params (`user`) for a username or password
    /// that the rules refuse, a taken name, and properties over kPropertiesBytesMax; with
    /// unavailable as create.
    Task<Result<void>> update(const ManagementCaller& caller, UserId id, UserUpdate update) const;

    /// Ids that do not exist are passed over. Sessions and login tokens end at once; items stay.
    Task<Result<void>> erase(const ManagementCaller& caller, std::vector<UserId> ids) const;

    /// `query.name_part` as it was given: it is compared as usernames are.
    Task<Result<ListPage>> list(const ManagementCaller& caller, ListQuery query) const;

    /// The app API: whether `username` can be registered now, as the backend lets it be told
    /// (validateSilent). Fails with invalid_params (`username`) when it is taken.
    Task<Result<void>> validate(const AppCaller& caller, const Username& username) const;

    /// The app API: the caller's own user, who is logged in. login_required when it was deleted
    /// since.
    Task<Result<User>> get_own(const AppCaller& caller) const;

    /// The app API: puts properties over those of the caller's own user. Fails as get_own, and with
    /// invalid_params (`properties`) when they become too large.
    Task<Result<void>> save_properties(const AppCaller& caller, Properties properties) const;

    /// Of the newest kPropertyNamesFromNewest users; sorted, without system properties.
    Task<Result<std::vector<std::string>>> property_names(const ManagementCaller& caller) const;

private:
    const Clock& clock_;
    crypto::PasswordHasher& hasher_;
};

/// The refusal for a username that somebody has, under the name of the parameter that gave it.
Error name_taken(std::string_view parameter);

/// The refusal for a user that does not exist.
Error no_such_user();

}  // namespace hako::users
