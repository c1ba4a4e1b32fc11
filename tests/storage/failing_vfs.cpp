// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/failing_vfs.hpp"

#include "tests/monaql/choice.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <new>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

namespace hako::failing_vfs {
namespace {

/// One change of a file: bytes put at a place, or its size.
struct Change {
    std::size_t offset;
    std::optional<std::string> bytes;  ///< empty: cut off at `offset`
};

void apply(std::string& image, const Change& change) {
    if (!change.bytes) {
        image.resize(change.offset);
        return;
    }
    image.resize(std::max(image.size(), change.offset + change.bytes->size()));
    image.replace(change.offset, change.bytes->size(), *change.bytes);
}

struct Watched {
    std::string flushed;
    std::vector<Change> since;
};

struct State {
    std::mutex mutex;
    sqlite3_vfs* real = nullptr;
    sqlite3_vfs vfs{};
    Fault fault = Fault::io_error;
    Lasts lasts = Lasts::once;
    std::int64_t calls_left = 0;  ///< until the fault; 0: none is to come
    bool has_failed = false;
    bool fails_now = false;
    bool watches = false;
    std::map<std::string, Watched> files;
};

State& state() {
    static State the_state;
    return the_state;
}

struct File {
    sqlite3_file base;
    const char* path;  ///< SQLite keeps it while the file is open; null for temporary files
    sqlite3_file* real;
};

sqlite3_file* real_of(sqlite3_file* file) {
    return reinterpret_cast<File*>(file)->real;
}

enum class Call : std::uint8_t { read, write, flush, truncate };

bool can_hit(Fault fault, Call call) {
    switch (fault) {
        case Fault::disk_full:
            return call == Call::write;
        case Fault::io_error:
            return call != Call::read;
        case Fault::read_error:
            return call == Call::read;
    }
    return false;
}

bool fails(Call call) {
    State& s = state();
    if (!can_hit(s.fault, call)) {
        return false;
    }
    if (s.fails_now) {
        return true;
    }
    if (s.calls_left == 0 || --s.calls_left > 0) {
        return false;
    }
    s.has_failed = true;
    s.fails_now = s.lasts == Lasts::until_healed;
    return true;
}

void note(sqlite3_file* file, Change change) {
    const char* path = reinterpret_cast<File*>(file)->path;
    if (state().watches && path != nullptr) {
        state().files[path].since.push_back(std::move(change));
    }
}

int put(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    const std::string_view text(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    note(file, {static_cast<std::size_t>(offset), std::string(text)});
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, size, offset);
}

int x_close(sqlite3_file* file) {
    return real_of(file)->pMethods->xClose(real_of(file));
}

int x_read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
    {
        const std::lock_guard lock(state().mutex);
        if (fails(Call::read)) {
            return SQLITE_IOERR_READ;
        }
    }
    return real_of(file)->pMethods->xRead(real_of(file), bytes, size, offset);
}

int x_write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    const std::lock_guard lock(state().mutex);
    if (!fails(Call::write)) {
        return put(file, bytes, size, offset);
    }
    if (state().fault == Fault::disk_full) {
        put(file, bytes, size / 2, offset);
        return SQLITE_FULL;
    }
    return SQLITE_IOERR_WRITE;
}

int x_truncate(sqlite3_file* file, sqlite3_int64 size) {
    const std::lock_guard lock(state().mutex);
    if (fails(Call::truncate)) {
        return SQLITE_IOERR_TRUNCATE;
    }
    note(file, {static_cast<std::size_t>(size), std::nullopt});
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

int x_sync(sqlite3_file* file, int flags) {
    const std::lock_guard lock(state().mutex);
    if (fails(Call::flush)) {
        return SQLITE_IOERR_FSYNC;
    }
    const char* path = reinterpret_cast<File*>(file)->path;
    if (state().watches && path != nullptr) {
        Watched& watched = state().files[path];
        for (const Change& change : watched.since) {
            apply(watched.flushed, change);
        }
        watched.since.clear();
        return SQLITE_OK;
    }
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

int x_file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

int x_lock(sqlite3_file* file, int level) {
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

int x_unlock(sqlite3_file* file, int level) {
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

int x_check_reserved_lock(sqlite3_file* file, int* held) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), held);
}

int x_file_control(sqlite3_file* file, int what, void* argument) {
    return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

int x_sector_size(sqlite3_file* file) {
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

int x_device_characteristics(sqlite3_file* file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

int x_shm_map(sqlite3_file* file, int region, int size, int extend, volatile void** out) {
    return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, out);
}

int x_shm_lock(sqlite3_file* file, int offset, int n, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

void x_shm_barrier(sqlite3_file* file) {
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

int x_shm_unmap(sqlite3_file* file, int remove) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

const sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_file_size,
    .xLock = x_lock,
    .xUnlock = x_unlock,
    .xCheckReservedLock = x_check_reserved_lock,
    .xFileControl = x_file_control,
    .xSectorSize = x_sector_size,
    .xDeviceCharacteristics = x_device_characteristics,
    .xShmMap = x_shm_map,
    .xShmLock = x_shm_lock,
    .xShmBarrier = x_shm_barrier,
    .xShmUnmap = x_shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

std::string content_of(const char* path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return std::move(content).str();
}

int x_open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    auto* ours = new (file) File{};
    ours->path = path;
    ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
    State& s = state();
    const int code = s.real->xOpen(s.real, path, ours->real, flags, out_flags);
    if (ours->real->pMethods != nullptr) {
        ours->base.pMethods = &kMethods;
    }
    const std::lock_guard lock(s.mutex);
    if (code == SQLITE_OK && s.watches && path != nullptr && !s.files.contains(path)) {
        s.files[path].flushed = content_of(path);
    }
    return code;
}

int x_delete(sqlite3_vfs*, const char* path, int sync) {
    State& s = state();
    {
        const std::lock_guard lock(s.mutex);
        s.files.erase(path);
    }
    return s.real->xDelete(s.real, path, sync);
}

}  // namespace

void install() {
    State& s = state();
    if (s.real != nullptr) {
        return;
    }
    s.real = sqlite3_vfs_find(nullptr);
    s.vfs = *s.real;
    s.vfs.zName = "failing";
    s.vfs.szOsFile = static_cast<int>(sizeof(File)) + s.real->szOsFile;
    s.vfs.xOpen = x_open;
    s.vfs.xDelete = x_delete;
    sqlite3_vfs_register(&s.vfs, 1);
}

void fail_at(std::int64_t n, Fault fault, Lasts lasts) {
    State& s = state();
    const std::lock_guard lock(s.mutex);
    s.fault = fault;
    s.lasts = lasts;
    s.calls_left = n;
    s.has_failed = false;
    s.fails_now = false;
}

bool heal() {
    State& s = state();
    const std::lock_guard lock(s.mutex);
    s.calls_left = 0;
    s.fails_now = false;
    return s.has_failed;
}

void watch_flushes() {
    const std::lock_guard lock(state().mutex);
    state().watches = true;
    state().files.clear();
}

std::map<std::string, std::string>
files_after_power_cut(std::string_view folder, std::uint64_t seed) {
    const std::lock_guard lock(state().mutex);
    monaql::corpus::Choice choice(seed);
    const std::size_t percent = choice.below(101);
    std::map<std::string, std::string> images;
    for (const auto& [path, watched] : state().files) {
        if (!path.starts_with(folder)) {
            continue;
        }
        std::string& image = images[path];
        image = watched.flushed;
        for (const Change& change : watched.since) {
            if (choice.chance(percent)) {
                apply(image, change);
            }
        }
    }
    return images;
}

}  // namespace hako::failing_vfs
