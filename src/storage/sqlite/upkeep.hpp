// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/backend_storage.hpp"
#include "storage/sqlite/backend_transaction.hpp"
#include "storage/sqlite/background.hpp"
#include "storage/sqlite/environment.hpp"
#include "storage/sqlite/index_build.hpp"
#include "storage/sqlite/piece_size.hpp"
#include "storage/sqlite/read_side.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace hako::sqlite {

/// The work on one backend's database that may take long: building indexes, giving back the space
/// of what was dropped, making the indexes that queries would have liked.
///
/// All of it is written by the database's one writer, in pieces so small that no other write waits
/// longer than some 10 ms. How far a piece of work has come is part of the same transaction, so it
/// goes on after a crash where it stood.
class Upkeep {
public:
    Upkeep(
        ReadSide& reads,
        WriteQueue<hako::BackendTransaction>& writes,
        const Environment& environment
    );

    /// A query would be quick with an index over these properties. From any thread, often.
    void wish_for_index(std::int64_t set, const std::vector<monaql::Path>& properties);

    /// The next piece of work; from the background thread.
    BackgroundWork::Progress advance();

private:
    using Wish = std::pair<std::int64_t, std::vector<monaql::Path>>;

    /// Does the next piece; false when there was nothing to do.
    Result<bool> do_piece();

    [[nodiscard]] std::optional<Wish> take_wish();
    Result<void> grant(const Wish& wish);

    /// The index that is being built, of the first set that has one.
    [[nodiscard]] std::optional<std::pair<std::int64_t, std::int64_t>> find_building();
    Result<void> build_piece(std::int64_t set, std::int64_t index);

    /// What was dropped and no reader can be looking at any more.
    Result<std::optional<DroppedTable>> find_dropped();
    Result<void> remove_piece(const DroppedTable& dropped);

    /// Runs `work(transaction)` on the writer, waits for the commit and gives what `work` gave.
    /// Tells `size`, if there is one, how long it took.
    template <class Work>
    Result<bool> write_piece(PieceSize* size, Work work);

    ReadSide& reads_;
    WriteQueue<hako::BackendTransaction>& writes_;
    const Environment environment_;
    Gauge& building_;
    Counter& built_;
    Histogram& piece_seconds_;

    std::mutex mutex_;
    std::vector<Wish> wishes_;
    /// Wishes that were looked at, granted or not; forgotten after a while, since sets grow.
    std::vector<Wish> answered_;
    std::chrono::steady_clock::time_point answered_since_;

    // The background thread's.
    PieceSize build_size_;
    PieceSize remove_size_;
    std::int64_t building_count_ = 0;
    std::shared_ptr<const Catalog> seen_catalog_;
    bool looked_for_dropped_ = false;
};

}  // namespace hako::sqlite
