// SPDX-License-Identifier: Apache-2.0
#include "server/logging.hpp"

#include "server/log_escape.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <mutex>
#include <string>
#include <utility>

namespace hako::server {
namespace {

constexpr std::size_t kBufferBytesMax = 64UL * 1024;

std::string_view level_name(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

/// RFC 3339, UTC, with milliseconds.
std::string time_text(UnixMillis now) {
    const std::chrono::sys_time<std::chrono::milliseconds> moment{std::chrono::milliseconds(now)};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(moment - day);
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count(),
        time.subseconds().count()
    );
}

/// Makes lines. Has no state that changes, so every thread may use it.
class LineWriter {
public:
    LineWriter(const LogOptions& options, const Clock& clock) : options_(options), clock_(clock) {}

    [[nodiscard]] std::string
    line(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const {
        std::string out;
        if (options_.format == LogFormat::json) {
            out = fmt::format(
                R"({{"time":"{}","level":"{}","event":)", time_text(clock_.now()), level_name(level)
            );
            append_quoted(out, event);
        } else {
            out = fmt::format("{} {} ", time_text(clock_.now()), level_name(level));
            append_log_escaped(out, event);
        }
        for (const LogField& field : fields) {
            append_field(out, field);
        }
        out += options_.format == LogFormat::json ? "}\n" : "\n";
        return out;
    }

private:
    void append_field(std::string& out, const LogField& field) const {
        if (options_.format == LogFormat::json) {
            out += ',';
            append_quoted(out, field.name);
            out += ':';
        } else {
            out += ' ';
            append_log_escaped(out, field.name);
            out += '=';
        }
        std::visit([&](const auto& value) { append_value(out, value); }, field.value);
    }

    void append_value(std::string& out, std::int64_t value) const {
        fmt::format_to(std::back_inserter(out), "{}", value);
    }

    void append_value(std::string& out, double value) const {
        if (std::isfinite(value)) {
            fmt::format_to(std::back_inserter(out), "{}", value);
        } else {
            out += "null";
        }
    }

    void append_value(std::string& out, std::string_view value) const {
        constexpr std::string_view kPlain =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/@+,";
        const bool is_plain =
            !value.empty() && value.find_first_not_of(kPlain) == std::string_view::npos;
        if (options_.format == LogFormat::text && is_plain &&
            value.size() <= options_.value_bytes_max) {
            out += value;
        } else {
            append_quoted(out, value);
        }
    }

    void append_quoted(std::string& out, std::string_view text) const {
        const std::string_view kept = text.substr(0, options_.value_bytes_max);
        out += '"';
        append_log_escaped(out, kept);
        if (kept.size() < text.size()) {
            fmt::format_to(
                std::back_inserter(out), "... ({} bytes more)", text.size() - kept.size()
            );
        }
        out += '"';
    }

    LogOptions options_;
    const Clock& clock_;
};

/// Writes lines to a file descriptor, on the log's thread only: many at a time while more are
/// waiting, at once when none is.
class DescriptorSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    DescriptorSink(
        int file_descriptor,
        const LineWriter& writer,
        spdlog::details::thread_pool& pool
    )
        : file_descriptor_(file_descriptor), writer_(writer), pool_(pool) {}

    /// The last word, once the pool is gone; it dropped so many lines in all.
    void finish(std::size_t dropped) {
        write_out(dropped);
    }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        buffer_.append(message.payload.data(), message.payload.size());
        const bool is_last = pool_.queue_size() == 0;
        if (is_last || buffer_.size() >= kBufferBytesMax) {
            write_out(pool_.overrun_counter());
        }
    }

    void flush_() override {
        write_out(pool_.overrun_counter());
    }

private:
    void report_dropped(std::size_t dropped) {
        if (dropped != reported_) {
            buffer_ += writer_.line(
                LogLevel::warning,
                "log lines dropped",
                {{"count", static_cast<std::int64_t>(dropped - reported_)}}
            );
            reported_ = dropped;
        }
    }

    void write_out(std::size_t dropped) {
        // Once for each write, not for each line: lines are dropped because writing is slow.
        report_dropped(dropped);
        std::string_view rest = buffer_;
        while (!rest.empty()) {
            const ssize_t written = ::write(file_descriptor_, rest.data(), rest.size());
            if (written >= 0) {
                rest.remove_prefix(static_cast<std::size_t>(written));
            } else if (errno == EAGAIN) {
                pollfd ready{file_descriptor_, POLLOUT, 0};
                ::poll(&ready, 1, -1);
            } else if (errno != EINTR) {
                break;  // Nobody can be told that the log cannot be written.
            }
        }
        buffer_.clear();
    }

    int file_descriptor_;
    const LineWriter& writer_;
    spdlog::details::thread_pool& pool_;
    std::string buffer_;
    std::size_t reported_ = 0;
};

class SpdlogLog final : public AsyncLog {
public:
    SpdlogLog(const LogOptions& options, const Clock& clock)
        : level_(options.level),
          writer_(options, clock),
          pool_(std::make_shared<spdlog::details::thread_pool>(options.queue_lines_max, 1)),
          sink_(std::make_shared<DescriptorSink>(options.file_descriptor, writer_, *pool_)),
          logger_(std::make_shared<spdlog::async_logger>(
              "hako",
              sink_,
              pool_,
              spdlog::async_overflow_policy::overrun_oldest
          )) {
        logger_->set_level(spdlog::level::trace);
    }

    ~SpdlogLog() override {
        // The queue keeps the logger alive, and lets it go while it holds its lock: what has to be
        // written last is not left to a destructor in there.
        const std::size_t dropped = pool_->overrun_counter();
        logger_.reset();
        pool_.reset();  // joins its thread
        sink_->finish(dropped);
    }

    SpdlogLog(const SpdlogLog&) = delete;
    SpdlogLog& operator=(const SpdlogLog&) = delete;

    [[nodiscard]] bool is_on(LogLevel level) const override {
        return level >= level_;
    }

    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields)
        override {
        if (is_on(level)) {
            const std::string line = writer_.line(level, event, fields);
            logger_->log(spdlog::level::info, spdlog::string_view_t(line));
        }
    }

    [[nodiscard]] std::uint64_t dropped_line_count() const override {
        return pool_->overrun_counter();
    }

private:
    LogLevel level_;
    LineWriter writer_;
    std::shared_ptr<spdlog::details::thread_pool> pool_;
    std::shared_ptr<DescriptorSink> sink_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

}  // namespace

std::unique_ptr<AsyncLog> make_log(const LogOptions& options, const Clock& clock) {
    return std::make_unique<SpdlogLog>(options, clock);
}

}  // namespace hako::server
