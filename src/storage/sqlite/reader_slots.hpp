// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "storage/sqlite/connection.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace hako::sqlite {

/// The read connections of one database, lent to whichever thread reads. Without a lock: each
/// thread tries its own slot first, so it gets the same connection, with warm pages and statements,
/// each time.
class ReaderSlots {
public:
    ReaderSlots(std::string path, std::int64_t cache_bytes);
    ~ReaderSlots();
    ReaderSlots(const ReaderSlots&) = delete;
    ReaderSlots& operator=(const ReaderSlots&) = delete;

    /// A connection, given back when the loan ends.
    class Loan {
    public:
        Loan(Loan&& other) noexcept;
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        Loan& operator=(Loan&&) = delete;
        ~Loan();

        Connection& operator*() {
            return *connection_;
        }

        Connection* operator->() {
            return connection_.get();
        }

    private:
        friend class ReaderSlots;

        Loan(ReaderSlots& slots, std::unique_ptr<Connection> connection)
            : slots_(&slots), connection_(std::move(connection)) {}

        ReaderSlots* slots_;
        std::unique_ptr<Connection> connection_;
    };

    /// A connection that sees one state of the database until it is given back: at least all that
    /// was committed when `version` (which every commit changes) was read. Opens one when none is
    /// free.
    Result<Loan> borrow(std::uint64_t version);

    /// Has the connections that nobody uses leave the states that they keep for the next reader.
    void leave_snapshots();

private:
    static constexpr std::size_t kSlots = 16;

    void give_back(std::unique_ptr<Connection> connection);

    /// Gives the connection back when the slot is taken.
    static std::unique_ptr<Connection>
    put(std::atomic<Connection*>& slot, std::unique_ptr<Connection> connection);

    std::string path_;
    std::int64_t cache_bytes_;
    std::array<std::atomic<Connection*>, kSlots> slots_{};
};

}  // namespace hako::sqlite
