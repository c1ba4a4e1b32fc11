// SPDX-License-Identifier: Apache-2.0
// The worker over a real outbox, with a mail server that does what a test says.

#include "jobs/mail_worker.hpp"

#include "outbox_scene.hpp"

#include <deque>
#include <thread>

namespace hako::jobs {
namespace {

using mail::SendReport;
using mail::SendResult;

/// Answers with what is next, then takes everything.
class ScriptedTransport final : public mail::Transport {
public:
    Task<SendReport> send(mail::SendOrder order) override {
        const std::lock_guard lock(mutex_);
        SendReport report{SendResult::accepted, 0, "250 OK"};
        if (!script_.empty()) {
            report.result = script_.front();
            script_.pop_front();
        }
        sent_.push_back(std::move(order.message));
        return Task<SendReport>::ready(std::move(report));
    }

    void then(std::initializer_list<SendResult> results) {
        const std::lock_guard lock(mutex_);
        script_.insert(script_.end(), results);
    }

    std::vector<mail::Message> sent() {
        const std::lock_guard lock(mutex_);
        return sent_;
    }

private:
    std::mutex mutex_;
    std::deque<SendResult> script_;
    std::vector<mail::Message> sent_;
};

class OneBackend final : public BackendSource {
public:
    explicit OneBackend(const backends::Entry& entry)
        : entry_(std::make_shared<const backends::Entry>(entry)) {}

    [[nodiscard]] std::vector<std::shared_ptr<const backends::Entry>> all() const override {
        return {entry_};
    }

    [[nodiscard]] std::shared_ptr<const backends::Entry> find(const BackendId&) const override {
        return entry_;
    }

private:
    std::shared_ptr<const backends::Entry> entry_;
};

/// Drives the worker on this thread.
class MailWorkerTest : public mail::testing::OutboxScene {
protected:
    /// Does all there is to do until `until`, jumping over the time in which there is nothing.
    void run_until(UnixMillis until) {
        const Executor::Scope scope(inbox_);
        while (true) {
            const UnixMillis next = worker().advance();
            auto post = inbox_.take(std::chrono::milliseconds(worker().can_be_left() ? 0 : 50));
            for (const auto& ready : post.ready) {
                ready.resume();
            }
            if (!post.ready.empty() || !worker().can_be_left()) {
                continue;
            }
            if (next > until) {
                clock_.millis = std::max(clock_.millis, until);
                return;
            }
            clock_.millis = std::max(clock_.millis, next);
        }
    }

    MailWorker& worker() {
        if (!worker_) {
            backends_.emplace(entry_);
            worker_.emplace(MailWorkerPorts{
                .backends = *backends_,
                .outbox = outbox_,
                .transport = transport_,
                .clock = clock_,
                .random = random_,
                .log = open_.log(),
                .metrics = open_.metrics(),
            });
        }
        return *worker_;
    }

    Inbox inbox_;
    ScriptedTransport transport_;
    std::optional<OneBackend> backends_;
    std::optional<MailWorker> worker_;
};

TEST_F(MailWorkerTest, what_is_asked_for_is_sent_once) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    ask("nobody@example.jp");
    run_until(clock_.now() + 24 * 60 * mail::testing::kMinute);
    ASSERT_EQ(transport_.sent().size(), 1U);
    EXPECT_EQ(transport_.sent()[0].to.text(), "taro@example.jp");
    EXPECT_EQ(waiting(), 0);
}

TEST_F(MailWorkerTest, what_is_not_taken_is_sent_again_until_it_is) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    transport_.then({SendResult::not_sent, SendResult::no_answer, SendResult::not_sent});
    run_until(clock_.now() + 60 * mail::testing::kMinute);
    const auto sent = transport_.sent();
    ASSERT_EQ(sent.size(), 4U);
    for (const auto& message : sent) {
        EXPECT_EQ(message.id, sent[0].id);
        EXPECT_EQ(message.body, sent[0].body);
    }
    EXPECT_EQ(waiting(), 0);
}

TEST_F(MailWorkerTest, what_is_refused_is_given_up) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    transport_.then({SendResult::refused});
    run_until(clock_.now() + 60 * mail::testing::kMinute);
    EXPECT_EQ(transport_.sent().size(), 1U);
    EXPECT_EQ(waiting(), 0);
}

TEST_F(MailWorkerTest, a_mail_server_that_is_away_for_hours_gets_a_token_that_holds) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    for (int i = 0; i < 40; ++i) {
        transport_.then({SendResult::not_sent});
    }
    run_until(clock_.now() + 12 * 60 * mail::testing::kMinute);
    const auto sent = transport_.sent();
    // More mails than an address may get in an hour; but it got none of them yet.
    ASSERT_EQ(sent.size(), 41U);
    EXPECT_NE(sent.front().id, sent.back().id);
    EXPECT_EQ(waiting(), 0);
}

TEST_F(MailWorkerTest, after_a_stop_nothing_begins) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    worker().stop();
    run_until(clock_.now() + mail::testing::kMinute);
    EXPECT_TRUE(transport_.sent().empty());
    EXPECT_EQ(waiting(), 1);
}

}  // namespace
}  // namespace hako::jobs
