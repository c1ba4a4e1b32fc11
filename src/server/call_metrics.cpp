// SPDX-License-Identifier: Apache-2.0
#include "server/call_metrics.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hako::server {
namespace {

/// The wire's error codes (spec management-api.md); what is none of them is counted under the last.
constexpr std::array kOutcomes =
    {0, -32700, -32600, -32601, -32602, 4, 10, 11, 12, 13, 14, 9999, -32603};

std::size_t outcome_of(int code) {
    const auto* const found = std::find(kOutcomes.begin(), kOutcomes.end(), code);
    return found == kOutcomes.end() ? kOutcomes.size() - 1
                                    : static_cast<std::size_t>(found - kOutcomes.begin());
}

std::string outcome_name(std::size_t outcome) {
    return outcome == 0 ? "ok" : std::to_string(kOutcomes[outcome]);
}

constexpr double kNanosecondsInSecond = 1e9;

}  // namespace

CallMetrics::CallMetrics(Metrics& metrics, const rpc::MethodTable& methods, std::string front)
    : metrics_(metrics), front_(std::move(front)) {
    const auto add_row = [&](std::string method) {
        auto row = std::make_unique<Row>();
        row->seconds = &metrics_.histogram(
            "hako_call_seconds",
            "How long calls took, from the begin of the method to its result.",
            latency_buckets(),
            kNanosecondsInSecond,
            {{"front", front_}, {"method", method}}
        );
        row->method = std::move(method);
        row->by_outcome = std::vector<std::atomic<Counter*>>(kOutcomes.size());
        rows_.push_back(std::move(row));
    };
    for (const auto& method : methods.methods()) {
        add_row(std::string(method.name));
    }
    add_row("none");
}

void CallMetrics::count(const rpc::CallReport& report) {
    Row& row = *rows_[report.method.value_or(rows_.size() - 1)];
    counter_of(row, outcome_of(report.code)).add();
    row.seconds->observe(static_cast<std::uint64_t>(report.duration.count()));
}

Counter& CallMetrics::counter_of(Row& row, std::size_t outcome) {
    auto& cell = row.by_outcome[outcome];
    if (Counter* known = cell.load(std::memory_order_acquire)) {
        return *known;
    }
    Counter& made = metrics_.counter(
        "hako_calls",
        "Calls by method and outcome: ok, or the error's code.",
        {{"front", front_}, {"method", row.method}, {"outcome", outcome_name(outcome)}}
    );
    cell.store(&made, std::memory_order_release);
    return made;
}

void KeyRefusalMetrics::count(backends::KeyRefusal reason) {
    metrics_
        .counter(
            "hako_key_refusals",
            "Requests whose management key was refused, by reason.",
            {{"reason", std::string(backends::to_string(reason))}}
        )
        .add();
}

}  // namespace hako::server
