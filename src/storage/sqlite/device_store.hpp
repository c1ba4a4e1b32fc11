// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/devices/device_store.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/read_side.hpp"

#include <optional>
#include <string_view>

namespace hako::sqlite {

/// See the port.
class DeviceStore final : public devices::DeviceStore {
public:
    explicit DeviceStore(Connection& connection) : connection_(connection) {}

    Task<Result<void>> put(const devices::Registration& registration, UnixMillis now) override;
    Task<Result<void>> forget_token(const devices::TokenName& token) override;
    Task<Result<bool>> link(std::string_view device_id, std::optional<UserId> user) override;

private:
    Result<void> put_now(const devices::Registration& registration, UnixMillis now);
    Result<void> forget_token_now(const devices::TokenName& token);
    Result<bool> link_now(std::string_view device_id, std::optional<UserId> user);

    Connection& connection_;
};

/// See the port.
class DeviceReader final : public devices::DeviceReader {
public:
    explicit DeviceReader(ReadSide& reads) : reads_(reads) {}

    Task<Result<std::optional<devices::Device>>> find(std::string_view device_id) override;

private:
    ReadSide& reads_;
};

/// Ends what ties devices to a user that is deleted in this transaction.
Result<void> unlink_devices(Connection& connection, std::int64_t user_seq);

}  // namespace hako::sqlite
