// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/system_storage.hpp"
#include "storage/sqlite/backend_database.hpp"
#include "storage/sqlite/data_folder.hpp"
#include "storage/sqlite/environment.hpp"
#include "storage/sqlite/system_database.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace hako::sqlite {

/// What the embedded engine needs to know and whom it needs. All of it outlives the storage.
struct StorageOptions {
    std::string folder;
    std::chrono::milliseconds scan_time_max;
    std::chrono::milliseconds slow_query_time;
    std::size_t scan_threads;
    std::size_t scan_queue_max;
};

/// The embedded engine over a data folder: `hako.db`, and `backends/<id>.db` for each backend.
class Storage final : public hako::Storage {
public:
    /// Opens the folder, which must not be open elsewhere. Blocks.
    static Result<std::unique_ptr<Storage>>
    open(const StorageOptions& options, Clock& clock, Random& random, Log& log, Metrics& metrics);

    ~Storage() override;

    WriteQueue<hako::SystemTransaction>& writes() override {
        return system_->writes();
    }

    Result<std::shared_ptr<BackendStorage>> open_backend(const BackendId& id) override;
    void remove_erased() override;

    /// Commits what is queued, then ends all threads of the engine; nothing is written or scanned
    /// any more. What waits is handed to executors that may have stopped.
    void stop();

    /// Whether the last commit of every open database succeeded. From any thread.
    [[nodiscard]] bool is_healthy();

    /// Bytes on disk of all open databases, write-ahead logs included. From any thread.
    [[nodiscard]] std::int64_t size_bytes();

private:
    Storage(
        DataFolder folder,
        const StorageOptions& options,
        Clock& clock,
        Random& random,
        Log& log,
        Metrics& metrics
    );

    DataFolder folder_;
    ScanPool scans_;
    Background background_;
    Environment environment_;
    std::unique_ptr<SystemDatabase> system_;

    std::mutex mutex_;
    std::map<BackendId, std::shared_ptr<BackendDatabase>> backends_;
};

}  // namespace hako::sqlite
