// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "domain/push/push_store.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/push_audience.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hako::sqlite {

/// See the port.
class PushStore final : public push::PushStore {
public:
    PushStore(Connection& connection, Random& random) : connection_(connection), random_(random) {}

    Task<Result<std::optional<push::KeptRequest>>>
    find_request(std::string_view key, UnixMillis since) override;
    Task<Result<push::PushId>> insert(
        const push::NewPush& push,
        const push::Audience& audience,
        std::span<const push::Target> targets,
        UnixMillis now,
        UnixMillis keys_since
    ) override;
    Task<Result<push::PushId>> insert_unfilled(
        const push::NewPush& push,
        const push::Audience& audience,
        UnixMillis now,
        UnixMillis keys_since
    ) override;
    Task<Result<std::optional<push::Push>>> find(push::PushId id) override;
    Task<Result<void>> cancel(push::PushId id, UnixMillis now) override;

private:
    /// A push's row, as far as its kinds differ.
    struct Row {
        std::int64_t number = 0;
        std::int64_t id_seq = 0;
        std::int64_t id_tail = 0;
        UnixMillis due_at = 0;
        std::int64_t is_filled = 0;
    };

    Result<Row> next_row(UnixMillis now);
    Result<void> insert_row(
        const Row& row,
        const push::NewPush& push,
        const push::Audience& audience,
        UnixMillis now
    );
    Result<void>
    insert_content(const Row& row, const push::NewPush& push, const StoredSelection& selection);
    Result<void>
    keep_key(const Row& row, const push::NewPush& push, UnixMillis now, UnixMillis keys_since);
    Result<std::int64_t> insert_deliveries(
        const Row& row,
        const push::NewPush& push,
        const push::Audience& audience,
        std::span<const push::Target> targets,
        UnixMillis now
    );

    Result<push::PushId> insert_now(
        const push::NewPush& push,
        const push::Audience& audience,
        std::span<const push::Target> targets,
        UnixMillis now,
        UnixMillis keys_since
    );
    Result<push::PushId> insert_unfilled_now(
        const push::NewPush& push,
        const push::Audience& audience,
        UnixMillis now,
        UnixMillis keys_since
    );
    Result<std::optional<push::Push>> find_now(push::PushId id);
    Result<void> cancel_now(push::PushId id, UnixMillis now);

    Connection& connection_;
    Random& random_;
};

}  // namespace hako::sqlite
