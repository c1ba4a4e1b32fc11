// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string>

namespace hako::sqlite {

/// A data folder that this process owns, as long as this lives: no other can open it meanwhile.
class DataFolder {
public:
    /// Makes the folder when it does not exist (readable by its owner only) and locks it. Fails
    /// with `unavailable` when another process owns it.
    static Result<DataFolder> open(const std::string& path);

    DataFolder(DataFolder&& other) noexcept;
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;
    DataFolder& operator=(DataFolder&&) = delete;
    ~DataFolder();

    [[nodiscard]] std::string system_file() const;
    [[nodiscard]] std::string backend_file(const std::string& backend_id) const;

private:
    DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

    std::string path_;
    int lock_;
};

}  // namespace hako::sqlite
