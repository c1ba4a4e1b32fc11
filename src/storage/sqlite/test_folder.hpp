// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "storage/sqlite/environment.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace hako::sqlite {

/// A folder of its own for one test; gone with it.
class TestFolder {
public:
    TestFolder() {
        std::string path = (std::filesystem::temp_directory_path() / "hako-test-XXXXXX").string();
        check(::mkdtemp(path.data()) != nullptr, "make a folder for a test");
        path_ = path;
    }

    ~TestFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    [[nodiscard]] const std::string& path() const {
        return path_;
    }

    [[nodiscard]] std::string file(std::string_view name) const {
        return path_ + "/" + std::string(name);
    }

private:
    std::string path_;
};

/// Keeps the events of all lines, for tests that look.
class TestLog final : public Log {
public:
    [[nodiscard]] bool is_on(LogLevel) const override {
        return true;
    }

    void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
        const std::lock_guard lock(mutex_);
        events_.emplace_back(event);
    }

    [[nodiscard]] std::size_t count(std::string_view start) const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(std::count_if(
            events_.begin(), events_.end(), [&](const auto& e) { return e.starts_with(start); }
        ));
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> events_;
};

/// What a database needs around it.
struct TestSurroundings {
    SystemClock clock;
    SystemRandom random;
    TestLog log;
    Metrics metrics;
    ScanPool scans{2, 64, metrics};
    Background background;

    Environment environment() {
        return {
            clock,
            random,
            log,
            metrics,
            scans,
            background,
            std::chrono::seconds(10),
            std::chrono::seconds(10)
        };
    }
};

}  // namespace hako::sqlite
