// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace hako::sqlite {
namespace {

Error cannot(const std::string& what, int code) {
    return Error::unavailable(PrivateDetail(what + ": " + std::generic_category().message(code)));
}

/// So that a new file's name, not only its content, survives a power cut.
Result<void> sync_folder(const std::string& path) {
    const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return cannot("open the folder " + path, errno);
    }
    const int failed = ::fsync(folder) == 0 ? 0 : errno;
    ::close(folder);
    if (failed != 0) {
        return cannot("sync the folder " + path, failed);
    }
    return {};
}

Result<void> make_folder(const std::string& path) {
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed) {
        return cannot("make the folder " + path, failed.value());
    }
    if (::chmod(path.c_str(), S_IRWXU) != 0) {
        return cannot("make the folder " + path + " private", errno);
    }
    const auto parent = std::filesystem::absolute(path).parent_path();
    return sync_folder(parent.string());
}

}  // namespace

Result<DataFolder> DataFolder::open(const std::string& path) {
    HAKO_TRY(make_folder(path));
    HAKO_TRY(make_folder(path + "/backends"));
    const std::string lock_file = path + "/hako.lock";
    const int lock = ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (lock < 0) {
        return cannot("open " + lock_file, errno);
    }
    DataFolder folder(path, lock);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        return cannot("the data folder " + path + " is in use by another hako", errno);
    }
    return folder;
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
    if (lock_ >= 0) {
        ::close(lock_);
    }
}

std::string DataFolder::system_file() const {
    return path_ + "/hako.db";
}

std::string DataFolder::backend_file(const std::string& backend_id) const {
    return path_ + "/backends/" + backend_id + ".db";
}

}  // namespace hako::sqlite
