// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/upkeep.hpp"

#include "base/run_blocking.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace hako::sqlite {
namespace {

constexpr std::size_t kWishesMax = 64;
constexpr std::chrono::seconds kAnswerSeconds{30};

/// The columns of the primary key of an index over the properties that `text` names.
std::string key_columns_of_index(std::string_view text) {
    std::string columns;
    for (std::size_t i = 0; i < properties_from_text(text).size(); ++i) {
        columns += "k" + std::to_string(i) + ", ";
    }
    return columns + "seq";
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
      piece_seconds_(environment.metrics.histogram(
          "hako_upkeep_piece_seconds",
          "How long a piece of background work held the writer.",
          latency_buckets(),
          1e9
      )) {}

template <class Work>
Result<bool> Upkeep::write_piece(PieceSize* size, Work work) {
    auto begun = environment_.clock.steady_now();
    auto ended = begun;
    auto outcome = run_blocking(write<bool>(
        writes_,
        [&](hako::BackendTransaction& transaction) -> Task<Result<bool>> {
            begun = environment_.clock.steady_now();
            auto done = work(static_cast<BackendTransaction&>(transaction));
            ended = environment_.clock.steady_now();
            return Task<Result<bool>>::ready(std::move(done));
        }
    ));
    if (size != nullptr && outcome.has_value()) {
        piece_seconds_.observe(
            static_cast<std::uint64_t>(std::chrono::nanoseconds(ended - begun).count())
        );
        size->learn(ended - begun, environment_.clock.steady_now() - begun);
    }
    return outcome;
}

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
    const auto done = do_piece();
    // What failed is tried again after a rest: the file says what is still to do.
    const bool more = done.has_value() && *done;
    return more ? BackgroundWork::Progress::more : BackgroundWork::Progress::idle;
}

Result<bool> Upkeep::do_piece() {
    if (const auto wish = take_wish()) {
        HAKO_TRY(grant(*wish));
        return true;
    }
    if (const auto building = find_building()) {
        HAKO_TRY(build_piece(building->first, building->second));
        return true;
    }
    HAKO_TRY_ASSIGN(const auto dropped, find_dropped());
    if (dropped) {
        HAKO_TRY(remove_piece(*dropped));
    }
    return dropped.has_value();
}

Result<void> Upkeep::grant(const Wish& wish) {
    HAKO_TRY(write_piece(nullptr, [&](BackendTransaction& transaction) {
        return insert_automatic_index(transaction, wish.first, wish.second);
    }));
    return {};
}

std::optional<std::pair<std::int64_t, std::int64_t>> Upkeep::find_building() {
    std::optional<std::pair<std::int64_t, std::int64_t>> first;
    std::int64_t count = 0;
    const auto catalog = reads_.catalog();
    for (const auto& [number, set] : catalog->by_number) {
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

Result<void> Upkeep::build_piece(std::int64_t set, std::int64_t index) {
    const auto build = [&](BackendTransaction& transaction) {
        return build_index_piece(transaction, set, index, build_size_.rows());
    };
    HAKO_TRY_ASSIGN(const bool ready, write_piece(&build_size_, build));
    if (ready) {
        built_.add();
    }
    return {};
}

Result<std::optional<DroppedTable>> Upkeep::find_dropped() {
    auto catalog = reads_.catalog();
    if (catalog != seen_catalog_) {
        seen_catalog_ = std::move(catalog);
        looked_for_dropped_ = false;
    }
    if (looked_for_dropped_ || reads_.is_older_catalog_held()) {
        return std::optional<DroppedTable>();
    }
    HAKO_TRY_ASSIGN(auto connection, reads_.borrow());
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection->statement(
            "SELECT 'index', number, properties FROM indexes WHERE state = 'dropped' UNION ALL "
            "SELECT 'readers', number, '' FROM record_sets WHERE name IS NULL AND EXISTS (SELECT 1 "
            "FROM sqlite_schema WHERE type = 'table' AND name = 'readers_' || number) UNION ALL "
            "SELECT 'items', number, '' FROM record_sets WHERE name IS NULL LIMIT 1"
        )
    );
    StatementUse use(*statement);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    looked_for_dropped_ = !row;
    if (!row) {
        return std::optional<DroppedTable>();
    }
    const std::int64_t number = use->integer(1);
    const std::string which = " WHERE number = " + std::to_string(number);
    if (use->text(0) == "index") {
        return std::optional(DroppedTable{
            index_table(number),
            key_columns_of_index(use->text(2)),
            "DELETE FROM indexes" + which,
        });
    }
    if (use->text(0) == "readers") {
        return std::optional(DroppedTable{readers_table(number), "reader, seq", ""});
    }
    return std::optional(DroppedTable{items_table(number), "seq", "DELETE FROM record_sets" + which}
    );
}

Result<void> Upkeep::remove_piece(const DroppedTable& dropped) {
    HAKO_TRY(write_piece(&remove_size_, [&](BackendTransaction& transaction) {
        return remove_table_piece(transaction.connection(), dropped, remove_size_.rows());
    }));
    return {};
}

}  // namespace hako::sqlite
