// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hako {

/// A number that only grows. Adding is one relaxed atomic add.
class Counter {
public:
    void add(std::uint64_t amount = 1) {
        value_.fetch_add(amount, std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t value() const {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// A number that goes up and down.
class Gauge {
public:
    void set(std::int64_t value) {
        value_.store(value, std::memory_order_relaxed);
    }

    void add(std::int64_t amount) {
        value_.fetch_add(amount, std::memory_order_relaxed);
    }

    [[nodiscard]] std::int64_t value() const {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::int64_t> value_{0};
};

/// How often a measured value fell into each of a fixed list of buckets.
class Histogram {
public:
    static constexpr std::size_t kBucketsMax = 20;

    /// `upper_bounds` ascending, at most kBucketsMax; it must outlive the histogram (a constant).
    /// Values are in the smallest unit (nanoseconds, items); `unit` is what one exposed unit is
    /// worth of it (1e9 for seconds, 1 for items).
    Histogram(std::span<const std::uint64_t> upper_bounds, double unit);

    void observe(std::uint64_t value);

    /// Appends the sample lines of the OpenMetrics text. `labels` as they stand between the braces.
    void append_to(std::string& out, std::string_view name, std::string_view labels) const;

private:
    std::span<const std::uint64_t> upper_bounds_;
    double unit_;
    std::array<std::atomic<std::uint64_t>, kBucketsMax + 1> buckets_{};
    std::atomic<std::uint64_t> sum_{0};
};

/// Latency buckets from 50 µs to 10 s, in nanoseconds.
std::span<const std::uint64_t> latency_buckets();

/// Bucket bounds 1, 2, 4 … 512.
std::span<const std::uint64_t> group_size_buckets();

/// Label names and values, in the order they are shown.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

/// All metrics of the process, shown as one OpenMetrics page.
///
/// A metric is made once, at start-up or first use, under a lock; it is then used through the
/// reference that was returned, which stays valid as long as the registry.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// The metric of that name and these labels; made when it is asked for the first time. The help
    /// text and buckets of the first time stay. A wrong name, or one name for two types, is a Bug.
    /// The page shows a counter with the suffix `_total`, whether or not `name` ends with it.
    Counter& counter(std::string_view name, std::string_view help, const MetricLabels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const MetricLabels& labels = {});
    Histogram& histogram(
        std::string_view name,
        std::string_view help,
        std::span<const std::uint64_t> upper_bounds,
        double unit,
        const MetricLabels& labels = {}
    );

    /// Has `refresh` called before each page, to set gauges that are cheaper to read than to keep.
    /// It runs on the thread that asks for the page, one page at a time, and must not ask for a
    /// page.
    void before_page(std::function<void()> refresh);

    /// The page, as `application/openmetrics-text; version=1.0.0` (OpenMetrics 1.0, section 3).
    [[nodiscard]] std::string page();

private:
    struct Family;

    Family& family(std::string_view name, std::string_view help, std::string_view type);

    std::mutex mutex_;  ///< guards families_
    std::vector<std::unique_ptr<Family>> families_;
    std::mutex page_mutex_;  ///< guards refreshers_, taken before mutex_
    std::vector<std::function<void()>> refreshers_;
};

}  // namespace hako
