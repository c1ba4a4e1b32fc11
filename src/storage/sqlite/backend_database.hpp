// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/backend_storage.hpp"
#include "storage/sqlite/backend_transaction.hpp"
#include "storage/sqlite/checkpoints.hpp"
#include "storage/sqlite/environment.hpp"
#include "storage/sqlite/push_queue.hpp"
#include "storage/sqlite/push_reader.hpp"
#include "storage/sqlite/read_side.hpp"
#include "storage/sqlite/upkeep.hpp"
#include "storage/sqlite/writer.hpp"

#include <memory>
#include <optional>
#include <string>

namespace hako::sqlite {

/// One backend's database file: its readers, its one writer, and what is done in the background.
class BackendDatabase final : public BackendStorage,
                              private GroupWork<hako::BackendTransaction>,
                              private BackgroundWork {
public:
    /// Opens the file, making it when it does not exist, and brings its schema up to date. Blocks.
    static Result<std::shared_ptr<BackendDatabase>>
    open(const std::string& path, const Environment& environment);

    ~BackendDatabase() override;

    collections::CollectionReader& collections() override {
        return collection_reader_;
    }

    items::ItemReader& items() override {
        return item_reader_;
    }

    users::UserReader& users() override {
        return user_reader_;
    }

    devices::DeviceReader& devices() override {
        return device_reader_;
    }

    push::PushReader& pushes() override {
        return push_reader_;
    }

    push::PushQueue& push_queue() override {
        return *push_queue_;
    }

    WriteQueue<hako::BackendTransaction>& writes() override {
        return *writer_;
    }

    /// Commits what is queued and ends the writer.
    void stop() {
        writer_->stop();
    }

    /// Whether the last commit succeeded.
    [[nodiscard]] bool is_healthy() const {
        return writer_->is_healthy();
    }

    [[nodiscard]] const std::string& path() const {
        return path_;
    }

private:
    BackendDatabase(const std::string& path, const Environment& environment);

    // GroupWork: the writer's thread.
    Result<void> open() override;
    Connection& connection() override;
    hako::BackendTransaction& transaction() override;
    void mark() override;
    void go_back() override;
    Result<void> before_commit() override;
    void after_commit() override;

    // BackgroundWork: the background thread.
    Progress advance() override;

    const std::string path_;
    const Environment environment_;
    Checkpoints checkpoints_;
    std::unique_ptr<Upkeep> upkeep_;
    ReadSide reads_;
    CollectionReader collection_reader_{reads_};
    ItemReader item_reader_{reads_};
    UserReader user_reader_{reads_};
    DeviceReader device_reader_{reads_};
    PushReader push_reader_{reads_};

    // The writer's thread only.
    std::unique_ptr<Connection> write_connection_;
    WriteState state_;
    std::optional<BackendTransaction> transaction_;

    std::unique_ptr<Writer<hako::BackendTransaction>> writer_;
    std::optional<PushQueue> push_queue_;
};

}  // namespace hako::sqlite
