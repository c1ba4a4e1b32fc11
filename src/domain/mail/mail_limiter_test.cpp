// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/mail_limiter.hpp"

#include "domain/testing/fake_folder.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hako::mail {
namespace {

using Role = MailLimiter::Role;
using testing::FakeClock;

const BackendId kOne = *BackendId::parse(std::string(24, '1'));
const BackendId kTwo = *BackendId::parse(std::string(24, '2'));

class MailLimiterTest : public ::testing::Test {
protected:
    bool takes(const BackendId& backend, Role role, const std::string& text) {
        const std::array party{MailLimiter::Party{role, text}};
        return !limiter_.count(backend, party).has_value();
    }

    FakeClock clock_;
    MailLimiter limiter_{clock_, {.mails_max = 3, .resets_max = 2, .keys_max = 100}};
};

TEST_F(MailLimiterTest, each_role_has_its_share_in_an_hour) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(takes(kOne, Role::sender, "u"));
    }
    EXPECT_FALSE(takes(kOne, Role::sender, "u"));
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(takes(kOne, Role::account, "u"));
    }
    EXPECT_FALSE(takes(kOne, Role::account, "u"));
    clock_.millis += 3'600'000;
    EXPECT_TRUE(takes(kOne, Role::sender, "u"));
    EXPECT_TRUE(takes(kOne, Role::account, "u"));
}

TEST_F(MailLimiterTest, backends_roles_and_names_do_not_share) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(takes(kOne, Role::recipient, "a@b.c"));
    }
    EXPECT_FALSE(takes(kOne, Role::recipient, "a@b.c"));
    EXPECT_TRUE(takes(kTwo, Role::recipient, "a@b.c"));
    EXPECT_TRUE(takes(kOne, Role::recipient, "d@b.c"));
    EXPECT_TRUE(takes(kOne, Role::account_address, "a@b.c"));
}

TEST_F(MailLimiterTest, a_mail_that_one_party_holds_back_counts_for_none) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(takes(kOne, Role::recipient, "full"));
    }
    const std::array parties{
        MailLimiter::Party{Role::sender, "u"}, MailLimiter::Party{Role::recipient, "full"}
    };
    for (int i = 0; i < 10; ++i) {
        const auto wait = limiter_.count(kOne, parties);
        ASSERT_TRUE(wait.has_value());
        EXPECT_EQ(*wait, std::chrono::hours(1));
    }
    EXPECT_TRUE(takes(kOne, Role::sender, "u"));
}

}  // namespace
}  // namespace hako::mail
