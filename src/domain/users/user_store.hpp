// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/list_query.hpp"
#include "domain/users/user.hpp"
#include "domain/users/username.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hako::users {

/// A user to be stored: its id and times are given by the store.
struct NewUser {
    Username username;
    std::string password_hash;  ///< PHC string (crypto/password_hasher.hpp)
    std::string properties;
};

/// What an update changes; what is empty stays.
struct UserChange {
    std::optional<Username> username;
    std::optional<std::string> password_hash;
    std::optional<std::string> properties;  ///< the whole object after the merge
};

/// The users of one backend inside one open transaction.
class UserStore {
public:
    virtual ~UserStore() = default;

    virtual Task<Result<std::optional<User>>> find(UserId id) = 0;

    /// By the key under which usernames compare.
    virtual Task<Result<std::optional<UserId>>> find_by_username(const Username& username) = 0;

    /// The username must be free (`find_by_username` said so in this transaction).
    virtual Task<Result<User>> insert(NewUser user, UnixMillis now) = 0;

    /// `before` is what `find` gave in this transaction.
    virtual Task<Result<void>> update(const User& before, UserChange change, UnixMillis now) = 0;

    /// Ids that do not exist are passed over. What hangs on a user (sessions, login tokens, links
    /// of devices) ends in the same transaction; its items stay.
    virtual Task<Result<void>> erase(std::span<const UserId> ids) = 0;
};

/// Reads of users outside a transaction; each sees all that was committed before.
class UserReader {
public:
    virtual ~UserReader() = default;

    virtual Task<Result<std::optional<User>>> find(UserId id) = 0;
    virtual Task<Result<ListPage>> list(const ListQuery& query) = 0;

    /// The names of the properties of the newest `newest` users, sorted, each once.
    virtual Task<Result<std::vector<std::string>>> property_names(std::size_t newest) = 0;
};

}  // namespace hako::users
