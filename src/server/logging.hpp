// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "server/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace hako::server {

struct LogOptions {
    LogFormat format = LogFormat::text;
    LogLevel level = LogLevel::info;
    /// Where the lines go: standard error, unless a test looks at them. Not closed.
    int file_descriptor = 2;
    /// Lines that may wait for a slow reader; the oldest are dropped when there are more.
    std::size_t queue_lines_max = 8'192;
    /// Of one value; the rest is cut off, and said so.
    std::size_t value_bytes_max = 4'096;
};

/// The log of the process. One thread of its own writes the lines, so that no caller ever waits for
/// a terminal, a pipe or a disk. Its destructor writes what is still waiting.
class AsyncLog : public Log {
public:
    /// Lines that were dropped since the start because the reader was too slow. Each time some are,
    /// the log says how many.
    [[nodiscard]] virtual std::uint64_t dropped_line_count() const = 0;
};

/// `clock` stamps the lines, in UTC, and outlives the log.
///
/// A line of text:  2026-11-24T09:30:00.125Z info request method=User.list status=200
/// A line of JSON:  {"time":"2026-11-24T09:30:00.125Z","level":"info","event":"request",...}
std::unique_ptr<AsyncLog> make_log(const LogOptions& options, const Clock& clock);

}  // namespace hako::server
