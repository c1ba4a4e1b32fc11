// SPDX-License-Identifier: Apache-2.0
#include "jobs/push_thread.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace hako::jobs {
namespace {

using namespace std::chrono_literals;

/// A queue of deliveries that are due at once, whose transactions end on another thread.
class CountingQueue final : public push::PushQueue {
public:
    Task<Result<std::optional<UnixMillis>>> next_due() override {
        co_return std::optional<UnixMillis>();
    }

    Task<Result<bool>> prepare(UnixMillis, std::int64_t) override {
        co_await Elsewhere{};
        co_return false;
    }

    Task<Result<std::vector<push::ClaimedDelivery>>>
    claim(UnixMillis now, std::chrono::seconds, std::size_t limit) override {
        co_await Elsewhere{};
        std::vector<push::ClaimedDelivery> claimed;
        const std::lock_guard lock(mutex);
        while (claimed.size() < limit && to_send > 0) {
            push::ClaimedDelivery delivery;
            delivery.key = {1, to_send--};
            delivery.claimed_at = now;
            delivery.give_up_at = now + 3'600'000;
            delivery.attempts = 1;
            claimed.push_back(std::move(delivery));
        }
        co_return claimed;
    }

    Task<Result<void>> record(std::span<const push::DeliveryRecord> records, UnixMillis) override {
        co_await Elsewhere{};
        const std::lock_guard lock(mutex);
        recorded += records.size();
        changed.notify_all();
        co_return Result<void>();
    }

    Task<Result<std::int64_t>> unfinished() override {
        co_return std::int64_t{0};
    }

    void wait_for(std::size_t count) {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, 30s, [&] { return recorded >= count; }));
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::int64_t to_send = 0;
    std::size_t recorded = 0;

private:
    /// Goes on from a thread that is not the worker's.
    struct Elsewhere {
        [[nodiscard]] bool await_ready() const noexcept {
            return false;
        }

        void await_suspend(std::coroutine_handle<> waiter) const {
            std::thread([&home = Executor::current(), waiter] {
                home.resume_all(std::span(&waiter, 1));
            }).detach();
        }

        void await_resume() const noexcept {}
    };
};

/// Takes everything at once, or leaves everything unanswered.
class Gateway final : public push::PushGateway {
public:
    void send(push::Dispatch dispatch, push::OutcomeSink& sink) override {
        ++sent;
        if (!is_silent) {
            push::Outcome outcome;
            outcome.verdict = push::Verdict::accepted;
            sink.finished(dispatch.ticket, std::move(outcome));
        }
    }

    std::atomic<std::size_t> sent = 0;
    std::atomic<bool> is_silent = false;
};

class PushThreadTest : public ::testing::Test, public QueueSource, public push::CredentialSource {
protected:
    [[nodiscard]] Queues queues() const override {
        return {{backend, queue}};
    }

    [[nodiscard]] std::shared_ptr<const push::Credentials> find(const BackendId&) const override {
        return nullptr;
    }

    PushWorkerPorts ports() {
        return {*this, gateway, *this, inbox, clock, random, log, metrics};
    }

    const BackendId backend = *BackendId::parse("000000000000000000000001");
    std::shared_ptr<CountingQueue> queue = std::make_shared<CountingQueue>();
    SystemClock clock;
    SystemRandom random;
    NullLog log;
    Metrics metrics;
    PushInbox inbox;
    Gateway gateway;
};

TEST_F(PushThreadTest, sends_what_is_there_and_what_it_is_rung_for) {
    queue->to_send = 3'000;
    PushThread thread(inbox, ports());
    queue->wait_for(3'000);
    {
        const std::lock_guard lock(queue->mutex);
        queue->to_send = 10;
    }
    inbox.ring(backend);
    queue->wait_for(3'010);
    thread.stop(10s);
    EXPECT_EQ(gateway.sent, 3'010U);
}

TEST_F(PushThreadTest, leaves_what_is_unanswered_to_the_lease_when_its_time_is_over) {
    gateway.is_silent = true;
    queue->to_send = 5;
    PushThread thread(inbox, ports());
    while (gateway.sent < 5) {
        std::this_thread::yield();
    }
    const auto from = clock.steady_now();
    thread.stop(100ms);
    EXPECT_GE(clock.steady_now() - from, 100ms);
    EXPECT_LT(clock.steady_now() - from, 20s);
    EXPECT_EQ(queue->recorded, 0U);
}

}  // namespace
}  // namespace hako::jobs
