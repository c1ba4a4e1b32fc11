// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/push_store.hpp"
#include "storage/sqlite/read_side.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hako::sqlite {

/// See the port.
class PushReader final : public push::PushReader {
public:
    explicit PushReader(ReadSide& reads) : reads_(reads) {}

    Task<Result<std::optional<push::KeptRequest>>>
    find_request(std::string_view key, UnixMillis since) override;
    Task<Result<push::Targets>> targets(const push::Audience& audience, std::int64_t limit)
        override;
    Task<Result<std::int64_t>> count(const push::Audience& audience) override;
    Task<Result<std::optional<push::Push>>> find(push::PushId id) override;
    Task<Result<push::PushPage>> list(Page page) override;
    Task<Result<std::optional<push::LedgerPage>>>
    ledger(push::PushId id, std::optional<push::DeliveryState> state, Page page) override;

private:
    ReadSide& reads_;
};

}  // namespace hako::sqlite
