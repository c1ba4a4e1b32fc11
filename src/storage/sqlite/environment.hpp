// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "storage/sqlite/background.hpp"
#include "storage/sqlite/scan_pool.hpp"

#include <chrono>

namespace hako::sqlite {

/// What all databases of a process share. Everything outlives them.
struct Environment {
    Clock& clock;
    Random& random;
    Log& log;
    Metrics& metrics;
    ScanPool& scans;
    Background& background;
    /// How long a query may scan before it is stopped.
    std::chrono::milliseconds scan_time_max;
    /// Queries that take longer are logged with their plan.
    std::chrono::milliseconds slow_query_time;
};

}  // namespace hako::sqlite
