// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace hako::sqlite {

/// Something with work that can wait: checkpoints, index builds, giving back space.
class BackgroundWork {
public:
    virtual ~BackgroundWork() = default;

    enum class Progress : std::uint8_t { idle, more };

    /// Does one piece, of at most some tens of milliseconds. `more`: call again soon.
    virtual Progress advance() = 0;
};

/// The one thread that does such work for all databases of the process, a piece of each in turn.
class Background {
public:
    Background();
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Ends the thread after the piece at hand.
    void stop();

    void add(BackgroundWork& work);

    /// After it returns, `work` is not called any more.
    void remove(BackgroundWork& work);

    /// There is something to do. From any thread; never blocks for long.
    void wake();

private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<BackgroundWork*> works_;
    BackgroundWork* running_ = nullptr;
    bool woken_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace hako::sqlite
