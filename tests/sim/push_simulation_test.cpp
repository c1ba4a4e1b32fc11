// SPDX-License-Identifier: Apache-2.0
// The push worker through years of trouble: 1,000 seeds, 1,000,000 with HAKO_TEST_LONG. A seed that
// fails is printed; HAKO_SIM_SEED=N runs that one alone, HAKO_SIM_SEEDS=N so many.

#include "tests/sim/simulation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hako::sim {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread.
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Seeds from `first` on, each in a world of its own, on all CPUs. Ends early when one fails.
class Seeds {
public:
    Seeds(std::uint64_t first, std::uint64_t count) : next_(first), end_(first + count) {}

    Report play() {
        std::vector<std::jthread> players(std::max(std::thread::hardware_concurrency(), 1U));
        for (auto& player : players) {
            player = std::jthread([this] { play_some(); });
        }
        players.clear();
        return sum_;
    }

private:
    void play_some() {
        for (std::uint64_t seed = next_++; seed < end_; seed = next_++) {
            const Report report = simulate({.seed = seed});
            const std::lock_guard lock(mutex_);
            sum_.steps += report.steps;
            sum_.sends += report.sends;
            sum_.crashes += report.crashes;
            sum_.duplicates += report.duplicates;
            if (!report.breach.empty()) {
                sum_.breach += "seed " + std::to_string(seed) + ": " + report.breach + "\n";
                next_ = end_;
            }
        }
    }

    std::atomic<std::uint64_t> next_;
    const std::uint64_t end_;
    std::mutex mutex_;
    Report sum_;  ///< guarded by mutex_
};

TEST(PushSimulation, keeps_every_promise_whatever_happens) {
    const std::uint64_t only = number_from("HAKO_SIM_SEED", 0);
    const bool is_long = number_from("HAKO_TEST_LONG", 0) > 0;
    const std::uint64_t standard = is_long ? 1'000'000 : 1'000;
    const std::uint64_t count = number_from("HAKO_SIM_SEEDS", only > 0 ? 1 : standard);
    const Report sum = Seeds(std::max<std::uint64_t>(only, 1), count).play();
    ASSERT_EQ(sum.breach, "");
    std::cout << count << " seeds: " << sum.steps << " steps, " << sum.sends << " sends, "
              << sum.crashes << " crashes, " << sum.duplicates
              << " duplicates after a lost answer\n";
    if (only == 0) {
        EXPECT_GT(sum.crashes, count / 2);
        EXPECT_GT(sum.duplicates, 0U);
    }
}

TEST(PushSimulation, does_the_same_for_the_same_seed) {
    const Report once = simulate({.seed = 7});
    const Report twice = simulate({.seed = 7});
    EXPECT_EQ(once.sends, twice.sends);
    EXPECT_EQ(once.crashes, twice.crashes);
}

// What follows shows that it can fail: each break must be noticed within so many seeds.
constexpr std::uint64_t kSeedsToNotice = 400;

std::string first_breach(const jobs::Policy& policy, StoreFlaw flaw) {
    for (std::uint64_t seed = 1; seed <= kSeedsToNotice; ++seed) {
        const Report report = simulate({.seed = seed, .policy = policy, .flaw = flaw});
        if (!report.breach.empty()) {
            return report.breach.substr(0, report.breach.find(" ("));
        }
    }
    return "nothing noticed";
}

jobs::Rule& rule(jobs::Policy& policy, push::Verdict verdict) {
    return policy.at(static_cast<std::size_t>(verdict));
}

struct BrokenPolicy {
    const char* name;
    void (*break_it)(jobs::Policy& policy);
    const char* breach;
};

using push::Verdict;
using Then = jobs::Rule::Then;
using Holds = jobs::Rule::Holds;

const std::vector<BrokenPolicy> kBroken{
    {"silence_is_taken_for_a_failure",
     [](jobs::Policy& policy) { rule(policy, Verdict::unknown).then = Then::fail; },
     "given up early: "},
    {"an_accepted_one_is_tried_again",
     [](jobs::Policy& policy) { rule(policy, Verdict::accepted).then = Then::again; },
     "an accepted one is sent again"},
    {"a_dead_token_is_kept",
     [](jobs::Policy& policy) { rule(policy, Verdict::token_dead).then = Then::fail; },
     "a dead token is used again"},
    {"a_token_of_the_other_environment_is_taken_for_dead",
     [](jobs::Policy& policy) { rule(policy, Verdict::wrong_environment).then = Then::drop_token; },
     "a token that works was taken away"},
    {"the_wrong_environment_is_tried_over_and_over",
     [](jobs::Policy& policy) {
         rule(policy, Verdict::wrong_environment).then = Then::again;
         rule(policy, Verdict::wrong_environment).pause_max = std::chrono::minutes(1);
     },
     "the environments are tried over and over"},
    {"retry_after_is_not_read",
     [](jobs::Policy& policy) { rule(policy, Verdict::retry_later).retry_after = Holds::nobody; },
     "sent before the"},
    {"retry_after_of_a_device_is_not_read",
     [](jobs::Policy& policy) {
         jobs::Rule& later = rule(policy, Verdict::retry_device_later);
         later.retry_after = Holds::nobody;
         later.first_pause = std::chrono::seconds(1);
     },
     "sent before the device's Retry-After"},
    {"a_refused_credential_is_used_on",
     [](jobs::Policy& policy) { rule(policy, Verdict::credential_paused).pauses = Holds::nobody; },
     "sent before the credential's pause is over"},
};

class BrokenPolicyIsNoticed : public ::testing::TestWithParam<BrokenPolicy> {};

TEST_P(BrokenPolicyIsNoticed, within_some_seeds) {
    jobs::Policy policy = jobs::standard_policy();
    GetParam().break_it(policy);
    const std::string breach = first_breach(policy, StoreFlaw::none);
    EXPECT_TRUE(breach.starts_with(GetParam().breach)) << breach;
}

INSTANTIATE_TEST_SUITE_P(
    PushSimulation,
    BrokenPolicyIsNoticed,
    ::testing::ValuesIn(kBroken),
    [](const auto& test) { return test.param.name; }
);

TEST(PushSimulation, notices_a_broken_store) {
    const jobs::Policy& policy = jobs::standard_policy();
    EXPECT_EQ(first_breach(policy, StoreFlaw::makes_new_ids), "another message id than before");
    EXPECT_EQ(first_breach(policy, StoreFlaw::loses_leases), "it does not come to rest");
    EXPECT_EQ(
        first_breach(policy, StoreFlaw::forgets_registrations), "a token that works was taken away"
    );
    EXPECT_NE(first_breach(policy, StoreFlaw::knows_no_stale_claims), "nothing noticed");
    EXPECT_EQ(
        first_breach(policy, StoreFlaw::forgets_provider_tokens),
        "a provider token soon after the last one"
    );
}

}  // namespace
}  // namespace hako::sim
