// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/upkeep.hpp"

#include "base/limits.hpp"
#include "base/run_blocking.hpp"
#include "storage/sqlite/index_build.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace hako::sqlite {
namespace {

constexpr std::int64_t kPieceRowsFirst = 200;
constexpr std::int64_t kPieceRowsMin = 10;
constexpr std::int64_t kPieceRowsMax = 20'000;
constexpr std::size_t kWishesMax = 64;
constexpr std::chrono::seconds kAnswerSeconds{30};

/// Runs `work(transaction, done)` on the writer and waits for the commit. What fails is tried again
/// at the next turn: the state in the file says what is still to do.
template <class Work>
void write_now(WriteQueue<hako::BackendTransaction>& writes, Work work) {
    const auto outcome = run_blocking(write<bool>(
        writes,
        [&](hako::BackendTransaction& transaction) -> Task<Result<bool>> {
            return Task<Result<bool>>::ready(work(static_cast<BackendTransaction&>(transaction)));
        }
    ));
    static_cast<void>(outcome.has_value());
}

}  // namespace

Upkeep::Upkeep(
    ReadSide& reads,
    WriteQueue<hako::BackendTransaction>& writes,
    const Environment& environment
)
    : reads_(reads),
      writes_(writes),
      environment_(environment),
      building_(environment.metrics.gauge("hako_indexes_building", "Indexes that are being built.")
      ),
      built_(
          environment.metrics.counter("hako_index_builds", "Indexes that were built to their end.")
      ),
      piece_rows_(kPieceRowsFirst) {}

void Upkeep::wish_for_index(std::int64_t set, const std::vector<monaql::Path>& properties) {
    {
        const std::unique_lock lock(mutex_, std::try_to_lock);
        // A wish that is not heard comes again with the next such query.
        if (!lock || wishes_.size() >= kWishesMax) {
            return;
        }
        const Wish wish{set, properties};
        const auto now = environment_.clock.steady_now();
        if (now - answered_since_ > kAnswerSeconds || answered_.size() >= kWishesMax) {
            answered_.clear();
            answered_since_ = now;
        }
        if (std::find(answered_.begin(), answered_.end(), wish) != answered_.end()) {
            return;
        }
        answered_.push_back(wish);
        wishes_.push_back(wish);
    }
    environment_.background.wake();
}

std::optional<Upkeep::Wish> Upkeep::take_wish() {
    const std::lock_guard lock(mutex_);
    if (wishes_.empty()) {
        return std::nullopt;
    }
    auto wish = std::move(wishes_.back());
    wishes_.pop_back();
    return wish;
}

BackgroundWork::Progress Upkeep::advance() {
    if (const auto wish = take_wish()) {
        grant(*wish);
        return BackgroundWork::Progress::more;
    }
    if (const auto building = find_building()) {
        build_piece(building->first, building->second);
        return BackgroundWork::Progress::more;
    }
    const auto dropped = find_dropped();
    if (dropped && *dropped) {
        remove_piece(**dropped);
        return BackgroundWork::Progress::more;
    }
    return BackgroundWork::Progress::idle;
}

void Upkeep::grant(const Wish& wish) {
    write_now(writes_, [&](BackendTransaction& transaction) -> Result<bool> {
        return insert_automatic_index(transaction, wish.first, wish.second);
    });
}

std::optional<std::pair<std::int64_t, std::int64_t>> Upkeep::find_building() {
    std::optional<std::pair<std::int64_t, std::int64_t>> first;
    std::int64_t count = 0;
    for (const auto& [number, set] : reads_.catalog()->by_number) {
        for (const auto& index : set->indexes) {
            if (index->index.state == collections::IndexState::building) {
                ++count;
                if (!first) {
                    first.emplace(number, index->number);
                }
            }
        }
    }
    building_.add(count - building_count_);
    building_count_ = count;
    return first;
}

void Upkeep::build_piece(std::int64_t set, std::int64_t index) {
    const auto begun = environment_.clock.steady_now();
    bool ready = false;
    write_now(writes_, [&](BackendTransaction& transaction) -> Result<bool> {
        HAKO_TRY_ASSIGN(ready, build_index_piece(transaction, set, index, piece_rows_));
        return ready;
    });
    if (ready) {
        built_.add();
    }
    const auto took = environment_.clock.steady_now() - begun;
    if (took > limits::kBackgroundChunkMillisMax) {
        piece_rows_ = std::max(piece_rows_ / 2, kPieceRowsMin);
    } else if (took * 2 < limits::kBackgroundChunkMillisMax) {
        piece_rows_ = std::min(piece_rows_ * 2, kPieceRowsMax);
    }
}

Result<std::optional<Upkeep::Dropped>> Upkeep::find_dropped() {
    auto catalog = reads_.catalog();
    if (catalog != seen_catalog_) {
        if (seen_catalog_) {
            older_catalogs_.push_back(seen_catalog_);
        }
        seen_catalog_ = catalog;
        looked_for_dropped_ = false;
    }
    catalog.reset();
    std::erase_if(older_catalogs_, [](const auto& older) { return older.expired(); });
    if (looked_for_dropped_ || !older_catalogs_.empty()) {
        return std::optional<Dropped>();
    }
    HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection->statement(
            "SELECT 'index', number FROM indexes WHERE state = 'dropped' UNION ALL "
            "SELECT 'items', number FROM record_sets WHERE name IS NULL LIMIT 1"
        )
    );
    StatementUse use(*statement);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    looked_for_dropped_ = !row;
    if (!row) {
        return std::optional<Dropped>();
    }
    const std::int64_t number = use->integer(1);
    if (use->text(0) == "index") {
        return std::optional(Dropped{
            index_table(number), "DELETE FROM indexes WHERE number = " + std::to_string(number)
        });
    }
    return std::optional(Dropped{
        items_table(number), "DELETE FROM record_sets WHERE number = " + std::to_string(number)
    });
}

void Upkeep::remove_piece(const Dropped& dropped) {
    write_now(writes_, [&](BackendTransaction& transaction) -> Result<bool> {
        return remove_table_piece(transaction.connection(), dropped.table, dropped.forget_sql);
    });
}

}  // namespace hako::sqlite
