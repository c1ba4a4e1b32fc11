// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

/// A disk that fails when it is told to, under every database file of this process: SQLite's
/// default file system with counters around it. Calls of all threads count together.
namespace hako::failing_vfs {

/// Makes it the default file system. Call it before any database is opened.
void install();

enum class Fault : std::uint8_t {
    disk_full,  ///< a write stores its first half only and fails; flushes succeed
    io_error,   ///< a write, flush or truncation fails
    read_error,
};

enum class Lasts : std::uint8_t { once, until_healed };

/// The n-th call from now (1: the next) that this fault can hit fails, and only it or all that
/// follow.
void fail_at(std::int64_t n, Fault fault, Lasts lasts);

/// From now on nothing fails. True when something had failed since `fail_at`.
bool heal();

/// From now on remembers what is flushed and what is not.
void watch_flushes();

/// What a power cut would leave of each file under `folder`, by its path: all that was flushed, and
/// of the writes since then some, chosen by `seed`. Only files opened since `watch_flushes`.
std::map<std::string, std::string>
files_after_power_cut(std::string_view folder, std::uint64_t seed);

}  // namespace hako::failing_vfs
