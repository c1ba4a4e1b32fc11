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

    devices::DeviceReader& devices() override {
        throw Bug("a backend without data was read", std::source_location::current());
    }

    push::PushReader& pushes() override {
        throw Bug("a backend without data was read", std::source_location::current());
    }

    push::PushQueue& push_queue() override {
        throw Bug("a backend without data was worked on", std::source_location::current());
    }

    WriteQueue<BackendTransaction>& writes() override {
        throw Bug("a backend without data was written", std::source_location::current());
    }
};

/// What the folder's own database holds.
struct FolderRows {
    std::vector<backends::Backend> backends;
    std::vector<keys::ManagementKey> keys;
    std::vector<push::SealedCredential> push_credentials;
    std::map<push::ProviderTokenKey, push::SealedToken> provider_tokens;
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
        std::erase_if(rows_.push_credentials, [&](const auto& row) { return row.backend == id; });
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

class FakeCredentialStore final : public push::CredentialStore {
public:
    explicit FakeCredentialStore(FolderRows& rows) : rows_(rows) {}

    Task<Result<std::vector<push::SealedCredential>>> list() override {
        return Task<Result<std::vector<push::SealedCredential>>>::ready(rows_.push_credentials);
    }

    Task<Result<void>> put(const push::SealedCredential& credential) override {
        take(credential.backend, credential.slot);
        rows_.push_credentials.push_back(credential);
        return Task<Result<void>>::ready(Result<void>());
    }

    Task<Result<bool>> erase(const BackendId& backend, push::CredentialSlot slot) override {
        return Task<Result<bool>>::ready(take(backend, slot));
    }

private:
    bool take(const BackendId& backend, push::CredentialSlot slot) {
        return std::erase_if(rows_.push_credentials, [&](const auto& row) {
                   return row.backend == backend && row.slot == slot;
               }) > 0;
    }

    FolderRows& rows_;
};

class FakeProviderTokenStore final : public push::ProviderTokenStore {
public:
    explicit FakeProviderTokenStore(FolderRows& rows) : rows_(rows) {}

    Task<Result<std::optional<push::SealedToken>>> find(const push::ProviderTokenKey& key
    ) override {
        const auto found = rows_.provider_tokens.find(key);
        return Task<Result<std::optional<push::SealedToken>>>::ready(
            found == rows_.provider_tokens.end() ? std::optional<push::SealedToken>()
                                                 : std::optional(found->second)
        );
    }

    Task<Result<std::optional<UnixMillis>>> newest_of_team(std::string_view team_id) override {
        std::optional<UnixMillis> newest;
        for (const auto& [key, token] : rows_.provider_tokens) {
            if (key.team_id == team_id) {
                newest = std::max(newest.value_or(token.issued_at), token.issued_at);
            }
        }
        return Task<Result<std::optional<UnixMillis>>>::ready(newest);
    }

    Task<Result<void>> put(const push::ProviderTokenKey& key, const push::SealedToken& token)
        override {
        rows_.provider_tokens[key] = token;
        return Task<Result<void>>::ready(Result<void>());
    }

private:
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
        explicit Transaction(FolderRows& rows)
            : backends_(rows), keys_(rows), push_credentials_(rows), provider_tokens_(rows) {}

        BackendStore& backends() override {
            return backends_;
        }

        KeyStore& keys() override {
            return keys_;
        }

        push::CredentialStore& push_credentials() override {
            return push_credentials_;
        }

        push::ProviderTokenStore& provider_tokens() override {
            return provider_tokens_;
        }

    private:
        FakeBackendStore backends_;
        FakeKeyStore keys_;
        FakeCredentialStore push_credentials_;
        FakeProviderTokenStore provider_tokens_;
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
