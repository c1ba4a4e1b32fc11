// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/checkpoints.hpp"

#include <sqlite3.h>

#include <utility>

namespace hako::sqlite {
namespace {

/// Of 4 KiB. A page that is written often is copied once for all its versions, so a longer log
/// means less copying; a restart after a crash reads it whole (50 to 160 MB: some 0.4 s).
constexpr int kLogPagesToCopy = 12'000;

/// So little is left to the writer.
constexpr int kLogPagesLeft = 400;
constexpr int kPassesMax = 4;

constexpr std::int64_t kCacheBytes = 256LL * 1024;

int on_commit(void* pages, sqlite3*, const char*, int log_pages) {
    static_cast<std::atomic<int>*>(pages)->store(log_pages, std::memory_order_relaxed);
    return SQLITE_OK;
}

/// Copies what is in the log and gives how many pages that were. A checkpoint that fails is tried
/// again after the next commit; the log keeps what was acknowledged.
int copy_log(sqlite3* connection) {
    int log_pages = 0;
    sqlite3_wal_checkpoint_v2(connection, nullptr, SQLITE_CHECKPOINT_PASSIVE, &log_pages, nullptr);
    return log_pages;
}

/// SQLite flushes the database file only in the checkpoint that copies the last page of the log,
/// which is the writer's: what was copied before is flushed here, so that it finds little to flush.
/// When this fails, so does SQLite's own flush, and the log is kept.
void flush_database_file(sqlite3* connection) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file));
    file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}

}  // namespace

Checkpoints::Checkpoints(
    std::string path,
    Background& background,
    std::function<void()> leave_snapshots
)
    : path_(std::move(path)),
      background_(background),
      leave_snapshots_(std::move(leave_snapshots)) {}

void Checkpoints::watch(Connection& connection) {
    sqlite3_wal_hook(connection.handle(), on_commit, &log_pages_);
}

void Checkpoints::after_commit(Connection& connection) {
    if (log_pages_.load(std::memory_order_relaxed) < kLogPagesToCopy) {
        return;
    }
    if (bulk_is_copied_.exchange(false)) {
        leave_snapshots_();
        copy_log(connection.handle());
        log_pages_.store(0, std::memory_order_relaxed);
    } else {
        background_.wake();
    }
}

void Checkpoints::advance() {
    if (log_pages_.load(std::memory_order_relaxed) < kLogPagesToCopy ||
        bulk_is_copied_.load(std::memory_order_relaxed)) {
        return;
    }
    if (!connection_) {
        auto opened = Connection::open(path_, Access::write, kCacheBytes);
        if (!opened) {
            return;  // Tried again at the next wake.
        }
        connection_ = std::move(*opened);
    }
    // The writer goes on meanwhile: each pass copies what came during the one before.
    int copied = 0;
    for (int pass = 0; pass < kPassesMax; ++pass) {
        leave_snapshots_();
        const int pages = copy_log(connection_->handle());
        if (pages - std::exchange(copied, pages) < kLogPagesLeft) {
            break;
        }
    }
    flush_database_file(connection_->handle());
    bulk_is_copied_.store(true);
}

}  // namespace hako::sqlite
