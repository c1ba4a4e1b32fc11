// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/executor.hpp"
#include "base/random.hpp"
#include "http/handler.hpp"
#include "http/server.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hako::http {

/// Time that moves only when the test says so.
class ManualClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override {
        return 0;
    }

    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return std::chrono::steady_clock::time_point(std::chrono::milliseconds(millis_.load()));
    }

    void advance(std::chrono::milliseconds by) {
        millis_ += by.count();
    }

private:
    std::atomic<std::int64_t> millis_{1'000'000};
};

/// Coroutines wait here until the test lets them go on.
class Gate {
public:
    [[nodiscard]] bool await_ready() const noexcept {
        return false;
    }

    void await_suspend(std::coroutine_handle<> waiting) {
        const std::lock_guard lock(mutex_);
        waiting_.emplace_back(&Executor::current(), waiting);
        arrived_.notify_all();
    }

    void await_resume() const noexcept {}

    void wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return waiting_.size() >= count; });
    }

    void open() {
        const std::lock_guard lock(mutex_);
        for (const auto& [executor, handle] : waiting_) {
            executor->resume_all({&handle, 1});
        }
        waiting_.clear();
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::pair<Executor*, std::coroutine_handle<>>> waiting_;
};

/// What a test keeps of one `finished`.
struct Finished {
    bool has_head;
    std::string path;
    int status;
    std::string error;
    std::string request_id;
    std::size_t bytes_in;
    std::size_t bytes_out;
    bool has_bug;
};

/// Answers by path:
/// `/echo` the body; `/wait` as `/echo` after the gate; `/big` as many bytes as the query says;
/// `/empty` 204; `/close` closes; `/peer` the peer; `/refuse` 401 by the head; `/bug`, `/bug-late`
/// and `/bug-admit` throw.
class TestHandler final : public Handler {
public:
    std::unique_ptr<Admission> admit(const RequestHead& head, Response& refusal) override;
    void describe_error(const RequestHead*, HttpError error, Response& response) override;
    void finished(const RequestHead* head, const Response& response, const Outcome& outcome)
        override;

    Gate& gate() {
        return gate_;
    }

    /// Waits until so many requests have ended; all of them.
    std::vector<Finished> wait_for_finished(std::size_t count);

    std::size_t finished_count();

private:
    Gate gate_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Finished> finished_;
};

/// A running server with one listener on port 0.
struct TestServer {
    explicit TestServer(
        HttpLimits limits = {},
        std::string host = "127.0.0.1",
        std::vector<IpRange> trusted_proxies = {},
        unsigned io_threads = 1
    );

    [[nodiscard]] std::uint16_t port() const {
        return server.ports().front();
    }

    /// Moves the clock on, a second at a time, until `holds`. False when it never does.
    bool advance_until(const std::function<bool()>& holds);

    ManualClock clock;
    SystemRandom random;
    TestHandler handler;
    Server server;
};

}  // namespace hako::http
