// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/system_storage.hpp"

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

namespace hako {

/// Everything the folder's own database holds after one committed change. A greater number is
/// later.
struct FolderContents {
    std::uint64_t number = 0;
    std::vector<backends::Backend> backends;
    std::vector<keys::ManagementKey> keys;
    std::vector<push::SealedCredential> push_credentials;
};

/// Is told what the folder holds after every committed change, before the change's task is done.
class FolderWatcher {
public:
    virtual ~FolderWatcher() = default;

    /// May be told out of order, from several threads: contents with a smaller number than known
    /// ones are passed over.
    virtual Result<void> changed(FolderContents contents) = 0;
};

/// Tells several, one after the other; each outlives it. Fails with what the first that failed
/// says, when all were told.
class FolderWatchers final : public FolderWatcher {
public:
    explicit FolderWatchers(std::vector<FolderWatcher*> watchers)
        : watchers_(std::move(watchers)) {}

    Result<void> changed(FolderContents contents) override;

private:
    std::vector<FolderWatcher*> watchers_;
};

/// Looks at nothing: the command line without a server.
class NoFolderWatcher final : public FolderWatcher {
public:
    Result<void> changed(FolderContents) override {
        return {};
    }
};

/// The one way to change backends and keys: each change and the reading of what is there after it
/// are one transaction, and the watcher knows of it before the one who asked. Safe on every thread.
class FolderChanges {
public:
    FolderChanges(Storage& storage, FolderWatcher& watcher)
        : storage_(storage), watcher_(watcher) {}

    /// Runs `work(transaction)`, a callable that returns Task<Result<T>>, as write() does.
    template <class T, class Work>
    Task<Result<T>> make(Work work) {
        FolderContents after;
        auto job = [this, &work, &after](SystemTransaction& tx) -> Task<Result<T>> {
            auto result = co_await work(tx);
            if (result.has_value()) {
                HAKO_CO_TRY_ASSIGN(after, co_await read(tx));
            }
            co_return result;
        };
        auto writing = write<T>(storage_.writes(), std::move(job));
        auto result = co_await std::move(writing);
        if (result.has_value()) {
            HAKO_CO_TRY(watcher_.changed(std::move(after)));
        }
        co_return result;
    }

    /// Tells the watcher what is there, without a change: at start-up.
    Task<Result<void>> announce();

private:
    Task<Result<FolderContents>> read(SystemTransaction& tx);

    Storage& storage_;
    FolderWatcher& watcher_;
    std::atomic<std::uint64_t> last_number_{0};
};

}  // namespace hako
