// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/reader_slots.hpp"

#include <utility>

namespace hako::sqlite {
namespace {

/// A small number for each thread, to start looking at different slots.
std::size_t thread_ordinal() {
    static std::atomic<std::size_t> next{0};
    thread_local const std::size_t ordinal = next.fetch_add(1, std::memory_order_relaxed);
    return ordinal;
}

}  // namespace

ReaderSlots::ReaderSlots(std::string path, std::int64_t cache_bytes)
    : path_(std::move(path)), cache_bytes_(cache_bytes) {}

ReaderSlots::~ReaderSlots() {
    for (auto& slot : slots_) {
        delete slot.load();
    }
}

Result<ReaderSlots::Loan> ReaderSlots::borrow(std::uint64_t version) {
    const std::size_t first = thread_ordinal();
    std::unique_ptr<Connection> connection;
    for (std::size_t i = 0; i < kSlots && !connection; ++i) {
        auto& slot = slots_[(first + i) % kSlots];
        connection.reset(slot.exchange(nullptr, std::memory_order_acquire));
    }
    if (!connection) {
        HAKO_TRY_ASSIGN(connection, Connection::open(path_, Access::read, cache_bytes_));
    }
    connection->trim_statements();
    HAKO_TRY(connection->take_snapshot(version));
    return Loan(*this, std::move(connection));
}

void ReaderSlots::leave_snapshots() {
    for (auto& slot : slots_) {
        std::unique_ptr<Connection> connection(slot.exchange(nullptr, std::memory_order_acquire));
        if (connection && connection->leave_snapshot()) {
            put(slot, std::move(connection));
        }
    }
}

void ReaderSlots::give_back(std::unique_ptr<Connection> connection) {
    // After trouble with the disk nothing that the connection holds in memory is trusted.
    const auto trouble = connection->trouble();
    if (trouble && *trouble != Trouble::interrupted) {
        return;
    }
    connection->clear_trouble();
    const std::size_t first = thread_ordinal();
    for (std::size_t i = 0; i < kSlots && connection; ++i) {
        connection = put(slots_[(first + i) % kSlots], std::move(connection));
    }
}

std::unique_ptr<Connection>
ReaderSlots::put(std::atomic<Connection*>& slot, std::unique_ptr<Connection> connection) {
    Connection* empty = nullptr;
    if (slot.compare_exchange_strong(empty, connection.get(), std::memory_order_release)) {
        // NOLINTNEXTLINE(bugprone-unused-return-value): the slot has it.
        static_cast<void>(connection.release());
    }
    return connection;
}

ReaderSlots::Loan::Loan(Loan&& other) noexcept
    : slots_(other.slots_), connection_(std::move(other.connection_)) {}

ReaderSlots::Loan::~Loan() {
    if (connection_) {
        slots_->give_back(std::move(connection_));
    }
}

}  // namespace hako::sqlite
