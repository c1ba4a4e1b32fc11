// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/write_state.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <ranges>

namespace hako::sqlite {

WriteState::WriteState(Catalog catalog, std::map<std::int64_t, SetCounts> counts)
    : catalog_(std::make_shared<const Catalog>(std::move(catalog))), counts_(std::move(counts)) {}

void WriteState::set_catalog(Catalog catalog) {
    catalog_ = std::make_shared<const Catalog>(std::move(catalog));
}

const SetCounts& WriteState::counts(std::int64_t set) const {
    const auto found = counts_.find(set);
    check(found != counts_.end(), "counts of a set that exists");
    return found->second;
}

SetCounts& WriteState::change_counts(std::int64_t set) {
    const auto found = counts_.find(set);
    check(found != counts_.end(), "counts of a set that exists");
    before_mark_.emplace_back(set, found->second);
    if (std::find(changed_.begin(), changed_.end(), set) == changed_.end()) {
        changed_.push_back(set);
    }
    return found->second;
}

void WriteState::add_set(std::int64_t set) {
    counts_.try_emplace(set);
}

void WriteState::mark() {
    marked_catalog_ = catalog_;
    before_mark_.clear();
}

void WriteState::go_back() {
    catalog_ = marked_catalog_;
    for (const auto& [set, counts] : std::views::reverse(before_mark_)) {
        counts_[set] = counts;
    }
    before_mark_.clear();
}

std::vector<std::pair<std::int64_t, SetCounts>> WriteState::take_changed_counts() {
    std::vector<std::pair<std::int64_t, SetCounts>> changed;
    changed.reserve(changed_.size());
    for (const std::int64_t set : changed_) {
        changed.emplace_back(set, counts_.at(set));
    }
    changed_.clear();
    return changed;
}

}  // namespace hako::sqlite
