// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/backend_storage.hpp"
#include "domain/push/push_queue.hpp"
#include "storage/sqlite/backend_transaction.hpp"
#include "storage/sqlite/read_side.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hako::sqlite {

/// See the port. Every call is one use case on the database's writer.
class PushQueue final : public push::PushQueue {
public:
    /// `writes` must be there when the first call comes.
    PushQueue(ReadSide& reads, WriteQueue<hako::BackendTransaction>& writes)
        : reads_(reads), writes_(writes) {}

    Task<Result<std::optional<UnixMillis>>> next_due() override;
    Task<Result<bool>> prepare(UnixMillis now, std::int64_t rows) override;
    Task<Result<std::vector<push::ClaimedDelivery>>>
    claim(UnixMillis now, std::chrono::seconds lease, std::size_t limit) override;
    Task<Result<void>> record(std::span<const push::DeliveryRecord> records, UnixMillis now)
        override;
    Task<Result<std::int64_t>> unfinished() override;

private:
    ReadSide& reads_;
    WriteQueue<hako::BackendTransaction>& writes_;
};

// What the calls do inside their transaction.

/// See PushQueue::prepare.
Result<bool>
prepare_pushes(Connection& connection, const SetInfo& users, UnixMillis now, std::int64_t rows);

/// See PushQueue::claim.
Result<std::vector<push::ClaimedDelivery>> claim_deliveries(
    Connection& connection,
    UnixMillis now,
    std::chrono::seconds lease,
    std::size_t limit
);

/// See PushQueue::record.
Result<void> record_deliveries(
    Connection& connection,
    std::span<const push::DeliveryRecord> records,
    UnixMillis now
);

}  // namespace hako::sqlite
