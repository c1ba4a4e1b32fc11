// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/storage.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

namespace hako::sqlite {
namespace {

constexpr std::array<std::string_view, 3> kFileEndings{"", "-wal", "-shm"};

std::int64_t file_bytes(const std::string& path) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(path, missing);
    return missing ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

Result<std::unique_ptr<Storage>> Storage::open(
    const StorageOptions& options,
    Clock& clock,
    Random& random,
    Log& log,
    Metrics& metrics
) {
    HAKO_TRY_ASSIGN(auto folder, DataFolder::open(options.folder));
    std::unique_ptr<Storage> storage(
        new Storage(std::move(folder), options, clock, random, log, metrics)
    );
    HAKO_TRY_ASSIGN(
        storage->system_,
        SystemDatabase::open(storage->folder_.system_file(), storage->environment_)
    );
    storage->remove_erased();
    return storage;
}

Storage::Storage(
    DataFolder folder,
    const StorageOptions& options,
    Clock& clock,
    Random& random,
    Log& log,
    Metrics& metrics
)
    : folder_(std::move(folder)),
      scans_(options.scan_threads, options.scan_queue_max, metrics),
      environment_{
          clock,
          random,
          log,
          metrics,
          scans_,
          background_,
          options.scan_time_max,
          options.slow_query_time
      } {}

Storage::~Storage() = default;

void Storage::stop() {
    background_.stop();
    scans_.stop();
    const std::lock_guard lock(mutex_);
    for (const auto& [id, database] : backends_) {
        database->stop();
    }
    system_->stop();
}

Result<std::shared_ptr<BackendStorage>> Storage::open_backend(const BackendId& id) {
    const std::lock_guard lock(mutex_);
    const auto found = backends_.find(id);
    if (found != backends_.end()) {
        return std::shared_ptr<BackendStorage>(found->second);
    }
    HAKO_TRY_ASSIGN(
        auto database, BackendDatabase::open(folder_.backend_file(id.text()), environment_)
    );
    backends_.emplace(id, database);
    return std::shared_ptr<BackendStorage>(std::move(database));
}

void Storage::remove_erased() {
    const auto erased = system_->erased_backends();
    if (!erased) {
        environment_.log.write(
            LogLevel::warning,
            "files of deleted backends stay for now",
            {{"detail", erased.error().detail()}}
        );
        return;
    }
    for (const BackendId& id : *erased) {
        {
            const std::lock_guard lock(mutex_);
            backends_.erase(id);
        }
        const std::string path = folder_.backend_file(id.text());
        std::error_code failed;
        for (const std::string_view ending : kFileEndings) {
            std::error_code this_failed;
            std::filesystem::remove(path + std::string(ending), this_failed);
            failed = this_failed ? this_failed : failed;
        }
        const auto forgotten =
            failed ? Result<void>(Error::unavailable(PrivateDetail(failed.message())))
                   : system_->forget_erased(id);
        if (!forgotten) {
            environment_.log.write(
                LogLevel::warning,
                "files of a deleted backend stay for now",
                {{"backend", std::string_view(id.text())}, {"detail", forgotten.error().detail()}}
            );
        }
    }
}

bool Storage::is_healthy() {
    const std::lock_guard lock(mutex_);
    return system_->is_healthy() &&
           std::all_of(backends_.begin(), backends_.end(), [](const auto& entry) {
               return entry.second->is_healthy();
           });
}

std::int64_t Storage::size_bytes() {
    const std::lock_guard lock(mutex_);
    std::int64_t bytes = 0;
    for (const std::string_view ending : kFileEndings) {
        bytes += file_bytes(folder_.system_file() + std::string(ending));
        for (const auto& [id, database] : backends_) {
            bytes += file_bytes(database->path() + std::string(ending));
        }
    }
    return bytes;
}

}  // namespace hako::sqlite
