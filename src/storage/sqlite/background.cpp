// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/background.hpp"

#include "base/this_thread.hpp"

#include <algorithm>
#include <chrono>

namespace hako::sqlite {
namespace {

/// Between two pieces, so that whoever waits for the writer comes first.
constexpr std::chrono::milliseconds kPauseMillis{2};

/// Without being woken; then each work looks whether there is something after all.
constexpr std::chrono::seconds kRestSeconds{1};

}  // namespace

Background::Background() : thread_([this] { run(); }) {}

Background::~Background() {
    stop();
}

void Background::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Background::add(BackgroundWork& work) {
    const std::lock_guard lock(mutex_);
    works_.push_back(&work);
    woken_ = true;
    changed_.notify_all();
}

void Background::remove(BackgroundWork& work) {
    std::unique_lock lock(mutex_);
    std::erase(works_, &work);
    changed_.wait(lock, [&] { return running_ != &work; });
}

void Background::wake() {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_all();
}

void Background::run() {
    set_up_this_thread("upkeep", Share::even);
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        woken_ = false;
        bool more = false;
        for (BackgroundWork* work : std::vector(works_)) {
            if (std::find(works_.begin(), works_.end(), work) == works_.end()) {
                continue;  // Removed meanwhile.
            }
            running_ = work;
            lock.unlock();
            more = work->advance() == BackgroundWork::Progress::more || more;
            lock.lock();
            running_ = nullptr;
            changed_.notify_all();
        }
        const auto rest = more ? kPauseMillis : std::chrono::milliseconds(kRestSeconds);
        changed_.wait_for(lock, rest, [&] { return stopping_ || (woken_ && !more); });
    }
}

}  // namespace hako::sqlite
