// SPDX-License-Identifier: Apache-2.0
#include "jobs/credential_pauses.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace hako::jobs {
namespace {

using namespace std::chrono_literals;
using push::ApnsEnvironment;
using push::Platform;
using push::Verdict;

push::Outcome answer(Verdict verdict, std::optional<std::chrono::seconds> retry_after = {}) {
    push::Outcome outcome;
    outcome.verdict = verdict;
    outcome.retry_after = retry_after;
    return outcome;
}

TEST(CredentialPauses, hold_until_retry_after_and_then_let_one_go_first) {
    CredentialPauses pauses(standard_policy());
    EXPECT_FALSE(pauses.held_until("a", 1, 0));
    EXPECT_TRUE(pauses.answered("a", 1, answer(Verdict::retry_later, 60s), 0));
    EXPECT_EQ(pauses.held_until("a", 2, 59'999), 60'000);
    EXPECT_FALSE(pauses.held_until("b", 3, 0)) << "another credential";
    EXPECT_EQ(pauses.room("a", 59'999), 0U);
    EXPECT_EQ(pauses.room("a", 60'000), 1U);
    EXPECT_FALSE(pauses.held_until("a", 4, 60'000));
    EXPECT_TRUE(pauses.held_until("a", 5, 60'000)) << "behind the first";
    EXPECT_FALSE(pauses.answered("a", 4, answer(Verdict::accepted), 60'100));
    EXPECT_FALSE(pauses.held_until("a", 5, 60'100));
    EXPECT_FALSE(pauses.room("a", 60'100));
}

TEST(CredentialPauses, grow_when_the_first_is_refused_again) {
    CredentialPauses pauses(standard_policy());
    pauses.answered("a", 1, answer(Verdict::credential_paused), 0);
    // In flight at the same time: no further strike.
    pauses.answered("a", 2, answer(Verdict::credential_paused), 10);
    EXPECT_EQ(pauses.would_hold_until("a", 100), 60'010);
    EXPECT_FALSE(pauses.held_until("a", 3, 70'000));
    pauses.answered("a", 3, answer(Verdict::credential_paused), 70'000);
    EXPECT_EQ(pauses.would_hold_until("a", 70'000), 190'000);
}

TEST(CredentialPauses, silence_is_no_word_of_the_provider) {
    CredentialPauses pauses(standard_policy());
    pauses.answered("a", 1, answer(Verdict::credential_paused), 0);
    EXPECT_FALSE(pauses.held_until("a", 2, 60'000));
    pauses.answered("a", 2, answer(Verdict::unknown), 61'000);
    EXPECT_EQ(pauses.room("a", 61'000), 1U) << "one more is asked alone";
    EXPECT_FALSE(pauses.held_until("a", 3, 61'000));
    pauses.lost("a", 3, 62'000);
    EXPECT_EQ(pauses.room("a", 62'000), 1U);
}

TEST(CredentialPauses, are_not_made_by_what_one_device_has_too_much_of) {
    CredentialPauses pauses(standard_policy());
    EXPECT_FALSE(pauses.answered("a", 1, answer(Verdict::retry_device_later, 60s), 0));
    EXPECT_FALSE(pauses.answered("a", 2, answer(Verdict::refused), 0));
    EXPECT_FALSE(pauses.answered("", 3, answer(Verdict::credential_paused), 0));
    EXPECT_FALSE(pauses.held_until("a", 4, 0));
}

class Given final : public push::CredentialSource {
public:
    [[nodiscard]] std::shared_ptr<const push::Credentials> find(const BackendId& id
    ) const override {
        return id == empty ? nullptr : credentials;
    }

    const BackendId empty = *BackendId::parse("00000000000000000000000e");
    std::shared_ptr<push::Credentials> credentials = std::make_shared<push::Credentials>();
};

TEST(CredentialNames, are_shared_by_backends_with_one_key_and_change_with_it) {
    const auto first = *BackendId::parse("000000000000000000000001");
    const auto second = *BackendId::parse("000000000000000000000002");
    Given given;
    const auto apns = [](std::int64_t version, std::string key) {
        return push::ApnsCredential{
            version, push::ApnsKeyCredential{crypto::Secret(std::move(key)), "K", "T", "app"}
        };
    };
    given.credentials->apns_production.emplace(apns(1, "key"));
    CredentialNames names(given);
    const auto name = [&](const BackendId& id) {
        return names.name(id, Platform::ios, ApnsEnvironment::production);
    };
    const std::string before = name(first);
    EXPECT_FALSE(before.empty());
    EXPECT_EQ(name(second), before);
    EXPECT_EQ(name(given.empty), "");
    EXPECT_EQ(names.name(first, Platform::ios, ApnsEnvironment::development), "");
    EXPECT_EQ(names.name(first, Platform::android, ApnsEnvironment::production), "");
    given.credentials->apns_production.emplace(apns(2, "other"));
    EXPECT_NE(name(first), before);
}

}  // namespace
}  // namespace hako::jobs
