// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/sqlite/catalog.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace hako::sqlite {

/// What the file keeps about a set besides its definition.
struct SetCounts {
    std::int64_t rows = 0;
    std::int64_t last_seq = 0;
    std::int64_t public_readable = 0;  ///< items that everyone may read
};

/// What the writer knows of a database ahead of its file: the definitions and counts as they will
/// be once the open transaction is committed. Belongs to the writer's thread.
///
/// A use case that is rolled back takes its changes back (`mark`, `go_back`); those of a whole
/// transaction are dropped by loading anew.
class WriteState {
public:
    WriteState() = default;
    WriteState(Catalog catalog, std::map<std::int64_t, SetCounts> counts);

    [[nodiscard]] const std::shared_ptr<const Catalog>& catalog() const {
        return catalog_;
    }

    void set_catalog(Catalog catalog);

    [[nodiscard]] const SetCounts& counts(std::int64_t set) const;

    /// For a change: what was before is remembered until the next `mark`.
    SetCounts& change_counts(std::int64_t set);

    void add_set(std::int64_t set);

    /// From here on `go_back` can return.
    void mark();
    void go_back();

    /// The group ends: nothing can go back any more.
    void forget_mark() {
        marked_catalog_.reset();
        before_mark_.clear();
    }

    /// The sets whose counts differ from the file's, each once; forgotten by this call.
    std::vector<std::pair<std::int64_t, SetCounts>> take_changed_counts();

private:
    std::shared_ptr<const Catalog> catalog_ = std::make_shared<const Catalog>();
    std::map<std::int64_t, SetCounts> counts_;
    std::vector<std::int64_t> changed_;

    std::shared_ptr<const Catalog> marked_catalog_;
    std::vector<std::pair<std::int64_t, SetCounts>> before_mark_;
};

}  // namespace hako::sqlite
