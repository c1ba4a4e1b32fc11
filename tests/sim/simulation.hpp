// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/push_policy.hpp"
#include "tests/sim/model_store.hpp"

#include <cstdint>
#include <string>

namespace hako::sim {

/// What is run: the standard policy and a sound store, or one that a test has broken.
struct Plan {
    std::uint64_t seed = 0;
    const jobs::Policy& policy = jobs::standard_policy();
    StoreFlaw flaw = StoreFlaw::none;
};

/// How a run went.
struct Report {
    std::string breach;  ///< empty: every invariant held
    std::uint64_t steps = 0;
    std::uint64_t sends = 0;
    std::uint64_t crashes = 0;
    std::uint64_t duplicates = 0;  ///< taken by a provider more than once
};

/// Days of two workers, two backends and their providers, in a world where everything that can go
/// wrong does, as the seed has it.
Report simulate(const Plan& plan);

}  // namespace hako::sim
