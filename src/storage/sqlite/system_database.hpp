// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/system_storage.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/environment.hpp"
#include "storage/sqlite/push_credential_store.hpp"
#include "storage/sqlite/writer.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hako::sqlite {

/// See the port.
class BackendStore final : public hako::BackendStore {
public:
    explicit BackendStore(Connection& connection) : connection_(connection) {}

    Task<Result<std::vector<backends::Backend>>> list() override;
    Task<Result<void>> insert(const backends::Backend& backend) override;
    Task<Result<void>> update(const backends::Backend& backend) override;
    Task<Result<void>> erase(const BackendId& id) override;

private:
    Result<std::vector<backends::Backend>> list_now();
    Result<void> insert_now(const backends::Backend& backend);
    Result<void> update_now(const backends::Backend& backend);
    Result<void> erase_now(const BackendId& id);

    Connection& connection_;
};

/// See the port.
class KeyStore final : public hako::KeyStore {
public:
    explicit KeyStore(Connection& connection) : connection_(connection) {}

    Task<Result<std::vector<keys::ManagementKey>>> list() override;
    Task<Result<void>> insert(const keys::ManagementKey& key) override;
    Task<Result<void>> revoke(const keys::KeyId& id, UnixMillis now) override;
    Task<Result<void>> set_last_used(const std::vector<std::pair<keys::KeyId, UnixMillis>>& uses
    ) override;

private:
    Result<std::vector<keys::ManagementKey>> list_now();
    Result<void> insert_now(const keys::ManagementKey& key);
    Result<void> revoke_now(const keys::KeyId& id, UnixMillis now);
    Result<void> set_last_used_now(const std::vector<std::pair<keys::KeyId, UnixMillis>>& uses);

    Connection& connection_;
};

/// The writer's open transaction on hako.db.
class SystemTransaction final : public hako::SystemTransaction {
public:
    explicit SystemTransaction(Connection& connection)
        : backends_(connection),
          keys_(connection),
          push_credentials_(connection),
          provider_tokens_(connection) {}

    hako::BackendStore& backends() override {
        return backends_;
    }

    hako::KeyStore& keys() override {
        return keys_;
    }

    push::CredentialStore& push_credentials() override {
        return push_credentials_;
    }

    push::ProviderTokenStore& provider_tokens() override {
        return provider_tokens_;
    }

private:
    BackendStore backends_;
    KeyStore keys_;
    CredentialStore push_credentials_;
    ProviderTokenStore provider_tokens_;
};

/// hako.db: the list of backends and keys. Small, so everything is read inside write transactions,
/// and what the hot path needs of it is held in memory by others.
class SystemDatabase final : private GroupWork<hako::SystemTransaction> {
public:
    /// Opens the file, making it when it does not exist, and brings its schema up to date. Blocks.
    static Result<std::unique_ptr<SystemDatabase>>
    open(const std::string& path, const Environment& environment);

    WriteQueue<hako::SystemTransaction>& writes() {
        return *writer_;
    }

    void stop() {
        writer_->stop();
    }

    [[nodiscard]] bool is_healthy() const {
        return writer_->is_healthy();
    }

    /// The backends whose rows are gone and whose files may still be there. Blocks.
    Result<std::vector<BackendId>> erased_backends();

    /// Its files are gone, too. Blocks.
    Result<void> forget_erased(const BackendId& id);

private:
    explicit SystemDatabase(std::string path) : path_(std::move(path)) {}

    Result<void> open() override;

    Connection& connection() override {
        return *connection_;
    }

    hako::SystemTransaction& transaction() override {
        return *transaction_;
    }

    // Nothing of this database is kept in memory by the writer.
    void mark() override {}

    void go_back() override {}

    Result<void> before_commit() override {
        return {};
    }

    void after_commit() override {}

    const std::string path_;
    std::unique_ptr<Connection> connection_;
    std::optional<SystemTransaction> transaction_;
    std::unique_ptr<Writer<hako::SystemTransaction>> writer_;
};

}  // namespace hako::sqlite
