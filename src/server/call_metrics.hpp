// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/metrics.hpp"
#include "domain/backends/directory.hpp"
#include "rpc/observer.hpp"
#include "rpc/registry.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace hako::server {

/// Counts the calls of one front by method and outcome, and measures how long they take. Counting
/// takes no lock; a counter is made when it first counts.
class CallMetrics {
public:
    CallMetrics(Metrics& metrics, const rpc::MethodTable& methods, std::string front);

    void count(const rpc::CallReport& report);

private:
    struct Row {
        std::string method;
        Histogram* seconds = nullptr;
        std::vector<std::atomic<Counter*>> by_outcome;
    };

    Counter& counter_of(Row& row, std::size_t outcome);

    Metrics& metrics_;
    std::string front_;
    /// One for each method of the table, and a last one for calls of none.
    std::vector<std::unique_ptr<Row>> rows_;
};

/// Counts refused keys by reason: the callers are all told the same.
class KeyRefusalMetrics {
public:
    explicit KeyRefusalMetrics(Metrics& metrics) : metrics_(metrics) {}

    void count(backends::KeyRefusal reason);

private:
    Metrics& metrics_;
};

}  // namespace hako::server
