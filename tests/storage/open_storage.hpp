// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.hpp"
#include "storage/sqlite/storage.hpp"
#include "storage/sqlite/test_folder.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace hako::sqlite {

/// The engine over a folder, with one backend open.
class OpenStorage {
public:
    explicit OpenStorage(std::string folder) : folder_(std::move(folder)) {
        auto opened = Storage::open(
            {folder_, std::chrono::seconds(30), std::chrono::seconds(30), 2, 64},
            clock_,
            random_,
            log_,
            metrics_
        );
        check(opened.has_value(), "open a storage");
        storage_ = *std::move(opened);
        auto data = storage_->open_backend(backend());
        check(data.has_value(), "open a backend");
        data_ = *std::move(data);
    }

    static BackendId backend() {
        return *BackendId::parse("0123456789abcdef01234567");
    }

    static std::string file(const std::string& folder) {
        return folder + "/backends/" + backend().text() + ".db";
    }

    BackendStorage& data() {
        return *data_;
    }

    Storage& operator*() {
        return *storage_;
    }

    Storage* operator->() {
        return storage_.get();
    }

    [[nodiscard]] std::string file() const {
        return file(folder_);
    }

    TestLog& log() {
        return log_;
    }

    Metrics& metrics() {
        return metrics_;
    }

private:
    std::string folder_;
    SystemClock clock_;
    SystemRandom random_;
    TestLog log_;
    Metrics metrics_;
    std::unique_ptr<Storage> storage_;
    std::shared_ptr<BackendStorage> data_;
};

}  // namespace hako::sqlite
