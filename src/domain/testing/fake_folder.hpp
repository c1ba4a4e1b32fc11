// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/backend_storage.hpp"
#include "domain/system_storage.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A data folder in memory, for tests of what is above the storage: backends and keys as the real
/// one keeps them, backends' data that nothing may touch. Every write runs at once, on the calling
/// thread.
namespace hako::testing {

/// A clock that stands still until it is told.
class FakeClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override {
        return millis;
    }

    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return std::chrono::steady_clock::time_point(std::chrono::milliseconds(millis));
    }

    UnixMillis millis = 1'000'000;
};

/// Random bytes that are not: each call counts one further.
class CountingRandom final : public Random {
public:
    void fill(std::span<std::byte> bytes) override {
        ++calls_;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<std::byte>(i < sizeof calls_ ? calls_ >> (8 * i) : 0);
        }
    }

private:
    std::uint64_t calls_ = 0;
};

/// Stands for a backend's data where none is needed.
class NoBackendData final : public BackendStorage {
public:
    collections::CollectionReader& collections() override {
        throw Bug("a backend without data was read", std::source_location::current());
    }

    items::ItemReader& items() override {
        throw Bug("a backend without data was read", std::source_location::current());
    }

    users::UserReader& users() override {
        throw Bug("a backend without data was read", std::source_location::current());
    }

    WriteQueue<BackendTransaction>& writes() override {
        throw Bug("a backend without data was written", std::source_location::current());
    }
};

/// What the folder's own database holds.
struct FolderRows {
    std::vector<backends::Backend> backends;
    std::vector<keys::ManagementKey> keys;
};

class FakeBackendStore final : public BackendStore {
public:
    explicit FakeBackendStore(FolderRows& rows) : rows_(rows) {}

    Task<Result<std::vector<backends::Backend>>> list() override {
        return Task<Result<std::vector<backends::Backend>>>::ready(rows_.backends);
    }

    Task<Result<void>> insert(const backends::Backend& backend) override {
        rows_.backends.push_back(backend);
        return done();
    }

    Task<Result<void>> update(const backends::Backend& backend) override {
        for (auto& row : rows_.backends) {
            if (row.id == backend.id) {
                row = backend;
            }
        }
        return done();
    }

    Task<Result<void>> erase(const BackendId& id) override {
        std::erase_if(rows_.backends, [&](const auto& row) { return row.id == id; });
        std::erase_if(rows_.keys, [&](const auto& row) { return row.backend == id; });
        return done();
    }

private:
    static Task<Result<void>> done() {
        return Task<Result<void>>::ready(Result<void>());
    }

    FolderRows& rows_;
};

class FakeKeyStore final : public KeyStore {
public:
    explicit FakeKeyStore(FolderRows& rows) : rows_(rows) {}

    Task<Result<std::vector<keys::ManagementKey>>> list() override {
        return Task<Result<std::vector<keys::ManagementKey>>>::ready(rows_.keys);
    }

    Task<Result<void>> insert(const keys::ManagementKey& key) override {
        rows_.keys.push_back(key);
        return done();
    }

    Task<Result<void>> revoke(const keys::KeyId& id, UnixMillis now) override {
        for (auto& row : rows_.keys) {
            if (row.id == id) {
                row.revoked_at = now;
            }
        }
        return done();
    }

    Task<Result<void>> set_last_used(const std::vector<std::pair<keys::KeyId, UnixMillis>>& uses
    ) override {
        for (const auto& [id, at] : uses) {
            for (auto& row : rows_.keys) {
                if (row.id == id) {
                    row.last_used_at = at;
                }
            }
        }
        return done();
    }

private:
    static Task<Result<void>> done() {
        return Task<Result<void>>::ready(Result<void>());
    }

    FolderRows& rows_;
};

class FakeFolder final : public Storage, private WriteQueue<SystemTransaction> {
public:
    WriteQueue<SystemTransaction>& writes() override {
        return *this;
    }

    Result<std::shared_ptr<BackendStorage>> open_backend(const BackendId& id) override {
        if (cannot_open && *cannot_open == id) {
            return Error::unavailable(PrivateDetail("the test says so"));
        }
        ++opened[id.text()];
        return data;
    }

    void remove_erased() override {
        ++removals;
    }

    FolderRows rows;

    /// What every backend's data is.
    std::shared_ptr<BackendStorage> data = std::make_shared<NoBackendData>();
    std::optional<BackendId> cannot_open;  ///< a backend whose data cannot be opened
    std::optional<Error> next_failure;     ///< what the next write fails with, nothing done
    std::map<std::string, int> opened;     ///< how often each backend's data was opened
    int removals = 0;

private:
    class Transaction final : public SystemTransaction {
    public:
        explicit Transaction(FolderRows& rows) : backends_(rows), keys_(rows) {}

        BackendStore& backends() override {
            return backends_;
        }

        KeyStore& keys() override {
            return keys_;
        }

    private:
        FakeBackendStore backends_;
        FakeKeyStore keys_;
    };

    bool enqueue(WriteJob<SystemTransaction>& job) override {
        if (next_failure) {
            job.fail(*std::exchange(next_failure, std::nullopt));
            return false;
        }
        FolderRows working = rows;
        Transaction transaction(working);
        if (job.run(transaction).run_now() == WriteJob<SystemTransaction>::Verdict::keep) {
            rows = std::move(working);
        }
        return false;  // It is done: the coroutine goes on by itself.
    }
};

}  // namespace hako::testing
