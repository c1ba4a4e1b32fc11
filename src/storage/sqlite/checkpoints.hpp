// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/sqlite/background.hpp"
#include "storage/sqlite/connection.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace hako::sqlite {

/// Moves what was committed from the write-ahead log into the database file, beside the writer.
///
/// The bulk is copied by the background thread while the writer goes on. A log that never stands
/// still could then never start again from its beginning, so the writer copies the little that came
/// meanwhile itself, right after a commit.
class Checkpoints {
public:
    /// `leave_snapshots` has idle readers leave the states they keep; from both threads.
    Checkpoints(std::string path, Background& background, std::function<void()> leave_snapshots);

    /// Has SQLite tell how long the log is after each commit of the writer's connection.
    void watch(Connection& connection);

    /// From the writer's thread, outside a transaction.
    void after_commit(Connection& connection);

    /// From the background thread.
    void advance();

private:
    std::string path_;
    Background& background_;
    std::function<void()> leave_snapshots_;
    std::unique_ptr<Connection> connection_;  ///< the background thread's
    std::atomic<int> log_pages_{0};
    std::atomic<bool> bulk_is_copied_{false};
};

}  // namespace hako::sqlite
