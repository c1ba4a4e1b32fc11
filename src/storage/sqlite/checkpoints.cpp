// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/checkpoints.hpp"

#include <sqlite3.h>

#include <utility>

namespace hako::sqlite {
namespace {

/// Of 4 KiB. A page that is written often is copied once for all its versions, so a longer log
/// means less copying; a restart after a crash reads it whole (some 100 MB/s at worst).
constexpr int kLogPagesToCopy = 4'000;

constexpr std::int64_t kCacheBytes = 256LL * 1024;

int on_commit(void* pages, sqlite3*, const char*, int log_pages) {
    static_cast<std::atomic<int>*>(pages)->store(log_pages, std::memory_order_relaxed);
    return SQLITE_OK;
}

/// A checkpoint that fails is tried again after the next commit; the log keeps what was
/// acknowledged.
void copy_log(sqlite3* connection) {
    sqlite3_wal_checkpoint_v2(connection, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

}  // namespace

Checkpoints::Checkpoints(std::string path, Background& background)
    : path_(std::move(path)), background_(background) {}

void Checkpoints::watch(Connection& connection) {
    sqlite3_wal_hook(connection.handle(), on_commit, &log_pages_);
}

void Checkpoints::after_commit(Connection& connection) {
    if (log_pages_.load(std::memory_order_relaxed) < kLogPagesToCopy) {
        return;
    }
    if (bulk_is_copied_.exchange(false)) {
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
    copy_log(connection_->handle());
    bulk_is_copied_.store(true);
}

}  // namespace hako::sqlite
