// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <variant>

namespace hako {
namespace {

constexpr std::string_view kCounterSuffix = "_total";

constexpr std::array<std::uint64_t, 17> kLatencyNanos{
    50'000,
    100'000,
    250'000,
    500'000,
    1'000'000,
    2'500'000,
    5'000'000,
    10'000'000,
    25'000'000,
    50'000'000,
    100'000'000,
    250'000'000,
    500'000'000,
    1'000'000'000,
    2'500'000'000,
    5'000'000'000,
    10'000'000'000,
};

constexpr std::array<std::uint64_t, 10> kGroupSizes{1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

template <class Integer>
void append_integer(std::string& out, Integer value) {
    std::array<char, 24> text{};
    const char* end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), static_cast<std::size_t>(end - text.data()));
}

/// The canonical form of a float (OpenMetrics 1.0, "Considerations: Canonical Numbers"): what Go's
/// %g gives, with ".0" where neither a point nor an exponent shows that it is a float.
void append_float(std::string& out, double value) {
    std::array<char, 40> text{};
    const char* end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general)
            .ptr;
    const std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
    out += digits;
    if (digits.find_first_of(".e") == std::string_view::npos) {
        out += ".0";
    }
}

/// `escaped-string` of the OpenMetrics ABNF, which label values and HELP texts share.
void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '\\':
                out += "\\\\";
                break;
            case '"':
                out += "\\\"";
                break;
            case '\n':
                out += "\\n";
                break;
            default:
                out += c;
        }
    }
}

bool is_name(std::string_view name) {
    const auto is_start = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !name.empty() && is_start(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) {
               return is_start(c) || (c >= '0' && c <= '9');
           });
}

std::string labels_text(const MetricLabels& labels) {
    std::string out;
    for (const auto& [name, value] : labels) {
        check(is_name(name), "label name of a metric");
        if (!out.empty()) {
            out += ',';
        }
        out += name;
        out += "=\"";
        append_escaped(out, value);
        out += '"';
    }
    return out;
}

/// `name{labels} `, to be followed by the value.
void append_sample_start(
    std::string& out,
    std::string_view name,
    std::string_view suffix,
    std::string_view labels
) {
    out += name;
    out += suffix;
    if (!labels.empty()) {
        out += '{';
        out += labels;
        out += '}';
    }
    out += ' ';
}

void append_metric(
    std::string& out,
    std::string_view name,
    std::string_view labels,
    const Counter& counter
) {
    append_sample_start(out, name, kCounterSuffix, labels);
    append_integer(out, counter.value());
    out += '\n';
}

void append_metric(
    std::string& out,
    std::string_view name,
    std::string_view labels,
    const Gauge& gauge
) {
    append_sample_start(out, name, "", labels);
    append_integer(out, gauge.value());
    out += '\n';
}

void append_metric(
    std::string& out,
    std::string_view name,
    std::string_view labels,
    const Histogram& histogram
) {
    histogram.append_to(out, name, labels);
}

}  // namespace

Histogram::Histogram(std::span<const std::uint64_t> upper_bounds, double unit)
    : upper_bounds_(upper_bounds), unit_(unit) {
    check(!upper_bounds.empty() && upper_bounds.size() <= kBucketsMax, "buckets of a histogram");
    check(std::is_sorted(upper_bounds.begin(), upper_bounds.end()), "bucket bounds ascend");
    check(unit > 0, "unit of a histogram");
}

void Histogram::observe(std::uint64_t value) {
    const auto bound = std::lower_bound(upper_bounds_.begin(), upper_bounds_.end(), value);
    const auto bucket = static_cast<std::size_t>(bound - upper_bounds_.begin());
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

void Histogram::append_to(std::string& out, std::string_view name, std::string_view labels) const {
    std::uint64_t count = 0;
    std::string bucket_labels;
    for (std::size_t i = 0; i <= upper_bounds_.size(); ++i) {
        count += buckets_[i].load(std::memory_order_relaxed);
        bucket_labels.assign(labels);
        bucket_labels += labels.empty() ? "le=\"" : ",le=\"";
        if (i < upper_bounds_.size()) {
            append_float(bucket_labels, static_cast<double>(upper_bounds_[i]) / unit_);
        } else {
            bucket_labels += "+Inf";
        }
        bucket_labels += '"';
        append_sample_start(out, name, "_bucket", bucket_labels);
        append_integer(out, count);
        out += '\n';
    }
    append_sample_start(out, name, "_sum", labels);
    append_float(out, static_cast<double>(sum_.load(std::memory_order_relaxed)) / unit_);
    out += '\n';
    // The sum of the buckets, not a counter of its own: it must equal the +Inf bucket.
    append_sample_start(out, name, "_count", labels);
    append_integer(out, count);
    out += '\n';
}

std::span<const std::uint64_t> latency_buckets() {
    return kLatencyNanos;
}

std::span<const std::uint64_t> group_size_buckets() {
    return kGroupSizes;
}

struct Metrics::Family {
    using Metric =
        std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>>;

    struct Entry {
        std::string labels;
        Metric metric;
    };

    std::string name;
    std::string help;
    std::string type;
    std::vector<Entry> entries;

    /// The metric with these labels, made with `args` when it is the first time.
    template <class T, class... Args>
    T& get(const MetricLabels& metric_labels, Args&&... args) {
        std::string labels = labels_text(metric_labels);
        const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
            return entry.labels == labels;
        });
        if (found != entries.end()) {
            return *std::get<std::unique_ptr<T>>(found->metric);
        }
        auto made = std::make_unique<T>(std::forward<Args>(args)...);
        T& metric = *made;
        entries.push_back({std::move(labels), std::move(made)});
        return metric;
    }
};

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

Metrics::Family&
Metrics::family(std::string_view name, std::string_view help, std::string_view type) {
    check(is_name(name), "name of a metric");
    const auto found = std::find_if(families_.begin(), families_.end(), [&](const auto& family) {
        return family->name == name;
    });
    if (found != families_.end()) {
        check((*found)->type == type, "one type for each metric name");
        return **found;
    }
    families_.push_back(std::make_unique<Family>(
        Family{std::string(name), std::string(help), std::string(type), {}}
    ));
    return *families_.back();
}

Counter&
Metrics::counter(std::string_view name, std::string_view help, const MetricLabels& labels) {
    if (name.ends_with(kCounterSuffix)) {
        name.remove_suffix(kCounterSuffix.size());
    }
    const std::lock_guard lock(mutex_);
    return family(name, help, "counter").get<Counter>(labels);
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const MetricLabels& labels) {
    const std::lock_guard lock(mutex_);
    return family(name, help, "gauge").get<Gauge>(labels);
}

Histogram& Metrics::histogram(
    std::string_view name,
    std::string_view help,
    std::span<const std::uint64_t> upper_bounds,
    double unit,
    const MetricLabels& labels
) {
    const std::lock_guard lock(mutex_);
    return family(name, help, "histogram").get<Histogram>(labels, upper_bounds, unit);
}

void Metrics::before_page(std::function<void()> refresh) {
    const std::lock_guard lock(page_mutex_);
    refreshers_.push_back(std::move(refresh));
}

std::string Metrics::page() {
    const std::lock_guard page_lock(page_mutex_);
    // Outside of mutex_: a refresher may ask for a metric.
    for (const auto& refresh : refreshers_) {
        refresh();
    }
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& family : families_) {
        out += "# TYPE " + family->name + ' ' + family->type + "\n# HELP " + family->name + ' ';
        append_escaped(out, family->help);
        out += '\n';
        for (const auto& entry : family->entries) {
            std::visit(
                [&](const auto& metric) {
                    append_metric(out, family->name, entry.labels, *metric);
                },
                entry.metric
            );
        }
    }
    out += "# EOF\n";
    return out;
}

}  // namespace hako
