// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/executor.hpp"
#include "base/log.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace boost::asio {
class io_context;  // NOLINT(readability-identifier-naming): the name is Boost's
}

namespace hako::http2 {

/// The thread on which all connections to providers live. What waits elsewhere comes back to it.
class Loop final : public Executor {
public:
    /// Starts the thread. A Bug of what runs on it is written to `log`, and the loop goes on.
    explicit Loop(Log& log);

    /// As stop().
    ~Loop() override;

    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// From any thread: runs `work` on the loop, later.
    void post(std::function<void()> work);

    /// From the loop: runs `work` there once the time has passed.
    void run_after(std::chrono::milliseconds delay, std::function<void()> work);

    /// From any other thread: ends the loop where it is and joins the thread. What was posted and
    /// has not run never does. Connections and gateways outlive this, and die after it.
    void stop();

    void resume_all(std::span<const std::coroutine_handle<>> ready) override;

    /// For this room only.
    [[nodiscard]] boost::asio::io_context& context() {
        return *context_;
    }

private:
    void run();

    Log& log_;
    std::unique_ptr<boost::asio::io_context> context_;
    std::thread thread_;
};

}  // namespace hako::http2
