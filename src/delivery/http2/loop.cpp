// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/loop.hpp"

#include "base/check.hpp"
#include "base/this_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <utility>
#include <vector>

namespace hako::http2 {

namespace asio = boost::asio;

Loop::Loop(Log& log)
    : log_(log), context_(std::make_unique<asio::io_context>(1)), thread_([this] { run(); }) {}

Loop::~Loop() {
    stop();
}

void Loop::run() {
    set_up_this_thread("push delivery", Share::delivery);
    const Executor::Scope scope(*this);
    const auto guard = asio::make_work_guard(*context_);
    while (!context_->stopped()) {
        try {
            context_->run();
        } catch (const Bug& bug) {
            log_.write(LogLevel::error, "bug in push delivery", {{"what", bug.what()}});
        }
    }
}

void Loop::post(std::function<void()> work) {
    asio::post(*context_, std::move(work));
}

void Loop::run_after(std::chrono::milliseconds delay, std::function<void()> work) {
    auto timer = std::make_shared<asio::steady_timer>(*context_, delay);
    timer->async_wait([timer, work = std::move(work)](boost::system::error_code error) {
        if (!error) {
            work();
        }
    });
}

void Loop::stop() {
    context_->stop();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Loop::resume_all(std::span<const std::coroutine_handle<>> ready) {
    asio::post(*context_, [handles = std::vector(ready.begin(), ready.end())] {
        for (const auto& handle : handles) {
            handle.resume();
        }
    });
}

}  // namespace hako::http2
