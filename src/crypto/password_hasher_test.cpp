// SPDX-License-Identifier: Apache-2.0
#include "crypto/password_hasher.hpp"

#include "base/executor.hpp"
#include "base/run_blocking.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <coroutine>
#include <memory>
#include <span>
#include <thread>
#include <utility>

namespace hako::crypto {
namespace {

using Verdict = PasswordHasher::Verdict;

/// The least libsodium takes: tests of behaviour, not of strength.
constexpr PasswordCost kCheap{.memory_bytes = 8UL * 1024, .passes = 1};

PasswordHasher::Options cheap(std::size_t threads = 1) {
    return {.cost = kCheap, .threads = threads};
}

std::string hash(PasswordHasher& hasher, std::string password) {
    auto result = run_blocking(hasher.hash(Secret(std::move(password))));
    return std::move(result).value();
}

Verdict verify(PasswordHasher& hasher, std::string password, std::string phc) {
    return run_blocking(hasher.verify(Secret(std::move(password)), std::move(phc))).value();
}

TEST(PasswordHasher, writes_a_phc_string_of_the_cost_that_owasp_asks_for) {
    PasswordHasher hasher({});
    const std::string phc = hash(hasher, "correct horse");
    EXPECT_EQ(phc.substr(0, 31), "$argon2id$v=19$m=19456,t=2,p=1$");
    EXPECT_FALSE(hasher.needs_rehash(phc));
    EXPECT_EQ(verify(hasher, "correct horse", phc), Verdict::right);
    EXPECT_EQ(verify(hasher, "correct hors", phc), Verdict::wrong);
}

TEST(PasswordHasher, salts_every_hash) {
    PasswordHasher hasher(cheap());
    EXPECT_NE(hash(hasher, "same"), hash(hasher, "same"));
}

TEST(PasswordHasher, reads_every_byte_of_a_password) {
    PasswordHasher hasher(cheap());
    const std::string password("a\0b\xE3\x81\x82", 6);
    const std::string phc = hash(hasher, password);
    EXPECT_EQ(verify(hasher, password, phc), Verdict::right);
    EXPECT_EQ(verify(hasher, std::string("a\0c\xE3\x81\x82", 6), phc), Verdict::wrong);
    EXPECT_EQ(verify(hasher, "a", phc), Verdict::wrong);
    EXPECT_EQ(verify(hasher, std::string(320, 'x'), phc), Verdict::wrong);
    EXPECT_EQ(verify(hasher, "", phc), Verdict::wrong);
}

TEST(PasswordHasher, takes_what_is_no_hash_for_wrong) {
    PasswordHasher hasher(cheap());
    for (const auto* phc :
         {"", "x", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA", "$2b$10$abcdefghijklmnop"
         }) {
        EXPECT_EQ(verify(hasher, "", phc), Verdict::wrong) << phc;
        EXPECT_TRUE(hasher.needs_rehash(phc)) << phc;
    }
}

TEST(PasswordHasher, wants_hashes_of_another_cost_made_again) {
    PasswordHasher old_hasher(cheap());
    const PasswordHasher hasher({.cost = {.memory_bytes = 16UL * 1024, .passes = 2}});
    const std::string phc = hash(old_hasher, "password");
    EXPECT_FALSE(old_hasher.needs_rehash(phc));
    EXPECT_TRUE(hasher.needs_rehash(phc));
}

TEST(PasswordHasher, still_verifies_hashes_of_another_cost) {
    PasswordHasher old_hasher(cheap());
    PasswordHasher hasher({.cost = {.memory_bytes = 16UL * 1024, .passes = 2}});
    EXPECT_EQ(verify(hasher, "password", hash(old_hasher, "password")), Verdict::right);
}

TEST(PasswordHasher, comes_back_to_the_thread_that_asked) {
    PasswordHasher hasher(cheap(2));
    const auto home = std::this_thread::get_id();
    const auto task = [&]() -> Task<bool> {
        static_cast<void>(co_await hasher.hash(Secret("password")));
        co_return std::this_thread::get_id() == home;
    };
    EXPECT_TRUE(run_blocking(task()));
}

TEST(PasswordHasher, refuses_a_cost_that_cannot_be_had_without_ending) {
    PasswordHasher hasher({.cost = {.memory_bytes = 1, .passes = 1}});
    const auto result = run_blocking(hasher.hash(Secret("password")));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code(), ErrorCode::unavailable);
}

TEST(PasswordHasher, without_threads_is_a_bug) {
    EXPECT_THROW(PasswordHasher({.threads = 0}), Bug);
}

/// Holds the answers of several passwords that are hashed at once. Give all to one executor, whose
/// thread is the test's.
class Crowd {
public:
    void ask(PasswordHasher& hasher) {
        const Executor::Scope scope(executor_);
        ++asked_;
        start(wait_for(hasher), [](const std::exception_ptr& bug) { EXPECT_FALSE(bug); });
    }

    void wait() {
        if (answered() < asked_) {
            executor_.run_until(all_answered_);
        }
    }

    [[nodiscard]] int answered() const {
        return hashed + refused;
    }

    int hashed = 0;
    int refused = 0;
    std::string last_message;

private:
    Task<void> wait_for(PasswordHasher& hasher) {
        const auto result = co_await hasher.hash(Secret("password"));
        if (result) {
            ++hashed;
        } else {
            const bool is_busy = !result.error().params().empty();
            EXPECT_EQ(result.error().code(), is_busy ? ErrorCode::busy : ErrorCode::unavailable);
            last_message =
                result.error().params().empty() ? "" : result.error().params()[0].text.text();
            ++refused;
        }
        all_answered_ = answered() == asked_;
    }

    BlockingExecutor executor_;
    int asked_ = 0;
    bool all_answered_ = false;
};

TEST(PasswordHasher, answers_busy_at_once_when_its_queue_is_full) {
    constexpr std::size_t kQueueMax = 2;
    PasswordHasher hasher({.queue_max = kQueueMax});
    Crowd crowd;
    for (int i = 0; i < 20; ++i) {
        crowd.ask(hasher);
    }
    // Refused on this thread, before anything was hashed: one is at work, two wait. A loaded
    // machine may have let the first one start late.
    EXPECT_GE(crowd.refused, 16);
    EXPECT_EQ(crowd.hashed, 0);
    EXPECT_EQ(crowd.last_message, "Busy with other passwords; try again in a moment.");
    EXPECT_LE(hasher.waiting(), kQueueMax);
    crowd.wait();
    EXPECT_EQ(crowd.answered(), 20);
    EXPECT_GE(crowd.hashed, 2);
}

TEST(PasswordHasher, takes_more_again_once_the_queue_has_room) {
    PasswordHasher hasher({.cost = kCheap, .queue_max = 1});
    for (int round = 0; round < 20; ++round) {
        EXPECT_EQ(hash(hasher, "password").substr(0, 10), "$argon2id$");
    }
    EXPECT_EQ(hasher.waiting(), 0U);
}

TEST(PasswordHasher, hashes_a_crowd_on_several_threads) {
    PasswordHasher hasher({.cost = kCheap, .threads = 4, .queue_max = 1'000});
    Crowd crowd;
    for (int i = 0; i < 300; ++i) {
        crowd.ask(hasher);
    }
    crowd.wait();
    EXPECT_EQ(crowd.hashed, 300);
}

TEST(PasswordHasher, answers_those_who_wait_when_it_ends) {
    auto hasher = std::make_unique<PasswordHasher>(PasswordHasher::Options{.queue_max = 50});
    Crowd crowd;
    for (int i = 0; i < 20; ++i) {
        crowd.ask(*hasher);
    }
    hasher.reset();
    crowd.wait();
    EXPECT_EQ(crowd.answered(), 20);
    EXPECT_GE(crowd.refused, 1);
    EXPECT_EQ(crowd.last_message, "");
}

TEST(PasswordHasher, answers_busy_to_who_verifies_too) {
    PasswordHasher hasher({.queue_max = 0});
    const auto result = run_blocking(hasher.verify(Secret("password"), "$argon2id$"));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code(), ErrorCode::busy);
}

/// Resumes at once, on whichever thread asks.
class InlineExecutor final : public Executor {
public:
    void resume_all(std::span<const std::coroutine_handle<>> ready) override {
        const Scope scope(*this);
        for (const auto& handle : ready) {
            handle.resume();
        }
    }
};

TEST(PasswordHasher, refuses_those_who_ask_again_while_it_ends) {
    InlineExecutor executor;
    const Executor::Scope scope(executor);
    auto hasher = std::make_unique<PasswordHasher>(PasswordHasher::Options{});
    std::atomic<int> refused_again{0};
    const auto ask_twice = [](PasswordHasher& pool, std::atomic<int>& again) -> Task<void> {
        const auto first = co_await pool.hash(Secret("password"));
        if (!first) {
            const auto second = co_await pool.hash(Secret("password"));
            again += second ? 0 : 1;
        }
    };
    for (int i = 0; i < 5; ++i) {
        start(ask_twice(*hasher, refused_again), [](const std::exception_ptr& bug) {
            EXPECT_FALSE(bug);
        });
    }
    hasher.reset();
    EXPECT_GE(refused_again, 3);
}

}  // namespace
}  // namespace hako::crypto
