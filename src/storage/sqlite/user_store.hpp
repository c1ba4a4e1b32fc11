// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "domain/users/user_store.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/write_state.hpp"

namespace hako::sqlite {

/// See the port.
class UserStore final : public users::UserStore {
public:
    UserStore(Connection& connection, WriteState& state, Random& random)
        : connection_(connection), state_(state), random_(random) {}

    Task<Result<std::optional<users::User>>> find(UserId id) override;
    Task<Result<std::optional<UserId>>> find_by_username(const users::Username& username) override;
    Task<Result<users::User>> insert(users::NewUser user, UnixMillis now) override;
    Task<Result<void>> update(const users::User& before, users::UserChange change, UnixMillis now)
        override;
    Task<Result<void>> erase(std::span<const UserId> ids) override;

private:
    Result<std::optional<UserId>> find_by_username_now(const users::Username& username);
    Result<users::User> insert_now(users::NewUser user, UnixMillis now);
    Result<void>
    update_now(const users::User& before, const users::UserChange& change, UnixMillis now);
    Result<void> erase_now(std::span<const UserId> ids);

    const SetInfo& users_set() const {
        return *state_.catalog()->get(kUsersSet);
    }

    Connection& connection_;
    WriteState& state_;
    Random& random_;
};

/// The user with this id; also used by readers.
Result<std::optional<users::User>> find_user(Connection& connection, UserId id);

}  // namespace hako::sqlite
