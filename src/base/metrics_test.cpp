// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace hako {
namespace {

constexpr std::array<std::uint64_t, 3> kBounds{50'000, 1'000'000, 2'000'000'000};

TEST(Metrics, an_empty_page_is_only_the_end_mark) {
    Metrics metrics;
    EXPECT_EQ(metrics.page(), "# EOF\n");
}

TEST(Metrics, a_counter_has_its_suffix_on_the_sample_only) {
    Metrics metrics;
    metrics.counter("hako_requests", "Requests answered.", {{"method", "User.list"}}).add(3);
    metrics.counter("hako_requests_total", "Requests answered.", {{"method", "User.get"}}).add();
    EXPECT_EQ(
        metrics.page(),
        "# TYPE hako_requests counter\n"
        "# HELP hako_requests Requests answered.\n"
        "hako_requests_total{method=\"User.list\"} 3\n"
        "hako_requests_total{method=\"User.get\"} 1\n"
        "# EOF\n"
    );
}

TEST(Metrics, a_gauge_goes_up_and_down_and_below_zero) {
    Metrics metrics;
    Gauge& gauge = metrics.gauge("hako_queue_length", "Writes that wait.");
    gauge.set(5);
    gauge.add(-7);
    EXPECT_EQ(
        metrics.page(),
        "# TYPE hako_queue_length gauge\n"
        "# HELP hako_queue_length Writes that wait.\n"
        "hako_queue_length -2\n"
        "# EOF\n"
    );
}

TEST(Metrics, a_histogram_counts_cumulatively_and_in_the_exposed_unit) {
    Metrics metrics;
    Histogram& histogram = metrics.histogram(
        "hako_request_seconds", "Time to answer.", kBounds, 1e9, {{"front", "management"}}
    );
    histogram.observe(50'000);         // on the bound: inside
    histogram.observe(50'001);         // one over: the next
    histogram.observe(3'000'000'000);  // over all
    EXPECT_EQ(
        metrics.page(),
        "# TYPE hako_request_seconds histogram\n"
        "# HELP hako_request_seconds Time to answer.\n"
        "hako_request_seconds_bucket{front=\"management\",le=\"5e-05\"} 1\n"
        "hako_request_seconds_bucket{front=\"management\",le=\"0.001\"} 2\n"
        "hako_request_seconds_bucket{front=\"management\",le=\"2.0\"} 2\n"
        "hako_request_seconds_bucket{front=\"management\",le=\"+Inf\"} 3\n"
        "hako_request_seconds_sum{front=\"management\"} 3.000100001\n"
        "hako_request_seconds_count{front=\"management\"} 3\n"
        "# EOF\n"
    );
}

TEST(Metrics, a_histogram_without_labels_has_only_le_and_zeros_at_first) {
    Metrics metrics;
    metrics.histogram("hako_commit_writes", "Writes in a commit.", group_size_buckets(), 1);
    const std::string page = metrics.page();
    EXPECT_NE(page.find("hako_commit_writes_bucket{le=\"1.0\"} 0\n"), std::string::npos);
    EXPECT_NE(page.find("hako_commit_writes_bucket{le=\"512.0\"} 0\n"), std::string::npos);
    EXPECT_NE(page.find("hako_commit_writes_sum 0.0\n"), std::string::npos);
    EXPECT_NE(page.find("hako_commit_writes_count 0\n"), std::string::npos);
}

TEST(Metrics, latency_bounds_are_shown_in_canonical_seconds) {
    Metrics metrics;
    metrics.histogram("hako_request_seconds", "Time to answer.", latency_buckets(), 1e9);
    const std::string page = metrics.page();
    for (const auto* bound : {"5e-05", "0.0001", "0.00025", "0.001", "0.25", "1.0", "10.0"}) {
        EXPECT_NE(page.find("le=\"" + std::string(bound) + "\"}"), std::string::npos) << bound;
    }
}

TEST(Metrics, large_powers_of_ten_are_shown_with_an_exponent) {
    constexpr std::array<std::uint64_t, 2> kLarge{100'000, 1'000'000};
    Metrics metrics;
    metrics.histogram("hako_size_items", "Items.", kLarge, 1);
    const std::string page = metrics.page();
    EXPECT_NE(page.find("le=\"100000.0\""), std::string::npos) << page;
    EXPECT_NE(page.find("le=\"1e+06\""), std::string::npos) << page;
}

TEST(Metrics, label_values_and_help_texts_are_escaped) {
    Metrics metrics;
    metrics.counter("hako_a", "A \"b\" \\ c\nd", {{"name", "x\"y\\z\n"}}).add();
    EXPECT_EQ(
        metrics.page(),
        "# TYPE hako_a counter\n"
        "# HELP hako_a A \\\"b\\\" \\\\ c\\nd\n"
        "hako_a_total{name=\"x\\\"y\\\\z\\n\"} 1\n"
        "# EOF\n"
    );
}

TEST(Metrics, the_same_name_and_labels_give_the_same_metric) {
    Metrics metrics;
    Counter& first = metrics.counter("hako_a", "A.", {{"x", "1"}});
    EXPECT_EQ(&first, &metrics.counter("hako_a", "A.", {{"x", "1"}}));
    EXPECT_NE(&first, &metrics.counter("hako_a", "A.", {{"x", "2"}}));
    EXPECT_NE(&first, &metrics.counter("hako_a", "A."));
}

TEST(Metrics, a_metric_stays_where_it_is_while_others_are_added) {
    Metrics metrics;
    Counter& first = metrics.counter("hako_first", "First.");
    for (int i = 0; i < 200; ++i) {
        metrics.counter("hako_many", "Many.", {{"i", std::to_string(i)}});
        metrics.gauge("hako_gauge_" + std::to_string(i), "A gauge.");
    }
    first.add(7);
    EXPECT_NE(metrics.page().find("hako_first_total 7\n"), std::string::npos);
}

TEST(Metrics, families_stay_together_whatever_the_order_of_registration) {
    Metrics metrics;
    metrics.counter("hako_a", "A.", {{"x", "1"}});
    metrics.gauge("hako_b", "B.");
    metrics.counter("hako_a", "A.", {{"x", "2"}});
    const std::string page = metrics.page();
    EXPECT_LT(page.find("hako_a_total{x=\"2\"}"), page.find("hako_b"));
}

TEST(Metrics, refreshers_run_before_each_page_and_may_make_metrics) {
    Metrics metrics;
    int calls = 0;
    metrics.before_page([&] { metrics.gauge("hako_calls", "Calls.").set(++calls); });
    EXPECT_NE(metrics.page().find("hako_calls 1\n"), std::string::npos);
    EXPECT_NE(metrics.page().find("hako_calls 2\n"), std::string::npos);
}

TEST(Metrics, counts_from_many_threads_add_up) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            Counter& counter = metrics.counter("hako_a", "A.");
            Histogram& histogram = metrics.histogram("hako_h", "H.", kBounds, 1);
            for (int n = 0; n < 1'000; ++n) {
                counter.add();
                histogram.observe(1);
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    const std::string page = metrics.page();
    EXPECT_NE(page.find("hako_a_total 4000\n"), std::string::npos);
    EXPECT_NE(page.find("hako_h_count 4000\n"), std::string::npos);
    EXPECT_NE(page.find("hako_h_sum 4000.0\n"), std::string::npos);
}

TEST(Metrics, one_name_for_two_types_is_a_bug) {
    Metrics metrics;
    metrics.counter("hako_a", "A.");
    EXPECT_THROW(metrics.gauge("hako_a", "A."), Bug);
    EXPECT_THROW(metrics.histogram("hako_a", "A.", kBounds, 1), Bug);
}

TEST(Metrics, names_that_are_not_names_are_bugs) {
    Metrics metrics;
    for (const auto* name : {"", "1a", "a-b", "a b", "a\"", "é", "a:b"}) {
        EXPECT_THROW(metrics.counter(name, "Help."), Bug) << name;
        EXPECT_THROW(metrics.counter("hako_a", "Help.", {{name, "value"}}), Bug) << name;
    }
}

TEST(Metrics, bad_bucket_bounds_are_bugs) {
    constexpr std::array<std::uint64_t, 2> kFalling{2, 1};
    constexpr std::array<std::uint64_t, Histogram::kBucketsMax + 1> kTooMany{};
    EXPECT_THROW(Histogram({}, 1), Bug);
    EXPECT_THROW(Histogram(kFalling, 1), Bug);
    EXPECT_THROW(Histogram(kTooMany, 1), Bug);
    EXPECT_THROW(Histogram(kBounds, 0), Bug);
}

}  // namespace
}  // namespace hako
