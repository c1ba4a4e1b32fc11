// SPDX-License-Identifier: Apache-2.0
// What a store of mail templates and reset requests does.

#include "tests/contract/steps.hpp"
#include "tests/contract/store_contract.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace hako::contract {
namespace {

using mail::ClaimedRequest;
using mail::KeptMail;
using mail::ResetRequest;
using mail::Template;
using mail::TemplateUse;
using std::chrono::seconds;
using steps::kNow;
using steps::write_now;

Template welcome() {
    return {
        .name = "welcome",
        .subject = "ようこそ %name%",
        .from = "Hako <hako@example.com>",
        .bcc = "copy@example.com",
        .body = "Hello\n%name%",
        .use = TemplateUse::nobody,
        .updated_at = kNow,
    };
}

class MailStore : public StoreContract {
protected:
    void put(const Template& given) {
        ASSERT_TRUE(write_now<void>(data(), [&](BackendTransaction& tx) {
            return tx.mail().put_template(given);
        }));
    }

    std::optional<Template> find(const std::string& name) {
        return run_blocking(data().mail().find_template(name)).value();
    }

    bool add(const std::string& username, UnixMillis at = kNow, std::int64_t waiting_max = 100) {
        const ResetRequest request{username, "send_password_token", "_username", at};
        return write_now<bool>(
                   data(),
                   [&](BackendTransaction& tx) {
                       return tx.mail().add_request(request, waiting_max);
                   }
        ).value();
    }

    std::vector<ClaimedRequest> claim(UnixMillis now, std::size_t limit = 100) {
        return write_now<std::vector<ClaimedRequest>>(
                   data(),
                   [&](BackendTransaction& tx) {
                       return tx.mail().claim_requests(now, seconds(60), limit);
                   }
        ).value();
    }

    void end(std::int64_t number) {
        ASSERT_TRUE(write_now<void>(data(), [&](BackendTransaction& tx) {
            return tx.mail().end_request(number);
        }));
    }

    void retry(const ClaimedRequest& claimed, UnixMillis at) {
        ASSERT_TRUE(write_now<void>(data(), [&](BackendTransaction& tx) {
            return tx.mail().retry_request(claimed.number, claimed.attempt, at);
        }));
    }

    std::optional<UnixMillis> next_due() {
        return run_blocking(data().mail().next_due()).value();
    }

    std::int64_t waiting() {
        return run_blocking(data().mail().waiting()).value();
    }
};

TEST_P(MailStore, a_template_comes_back_as_it_was_given) {
    EXPECT_FALSE(find("welcome"));
    put(welcome());
    const auto found = find("welcome");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->subject, welcome().subject);
    EXPECT_EQ(found->from, welcome().from);
    EXPECT_EQ(found->bcc, welcome().bcc);
    EXPECT_EQ(found->body, welcome().body);
    EXPECT_EQ(found->use, TemplateUse::nobody);
    EXPECT_EQ(found->updated_at, kNow);
    EXPECT_FALSE(find("Welcome"));
}

TEST_P(MailStore, a_template_takes_the_place_of_the_one_of_its_name) {
    put(welcome());
    Template other = welcome();
    other.subject = "Other";
    put(other);
    EXPECT_EQ(find("welcome")->subject, "Other");
    other.name = "a first one";
    put(other);
    const auto all = write_now<std::vector<Template>>(data(), [](BackendTransaction& tx) {
                         return tx.mail().templates();
                     }).value();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "a first one");
    EXPECT_EQ(all[1].name, "welcome");
}

TEST_P(MailStore, an_erased_template_is_gone_and_was_there_once) {
    put(welcome());
    for (const bool was_there : {true, false}) {
        EXPECT_EQ(
            write_now<bool>(
                data(), [](BackendTransaction& tx) { return tx.mail().erase_template("welcome"); }
            ).value(),
            was_there
        );
        EXPECT_FALSE(find("welcome"));
    }
}

TEST_P(MailStore, requests_are_claimed_in_the_order_in_which_they_are_due) {
    EXPECT_FALSE(next_due());
    EXPECT_TRUE(add("later", kNow + 5));
    EXPECT_TRUE(add("first"));
    EXPECT_TRUE(add("second"));
    EXPECT_EQ(next_due(), kNow);
    EXPECT_EQ(waiting(), 3);
    const auto claimed = claim(kNow);
    ASSERT_EQ(claimed.size(), 2U);
    EXPECT_EQ(claimed[0].request.username, "first");
    EXPECT_EQ(claimed[1].request.username, "second");
    EXPECT_EQ(claimed[0].request.template_name, "send_password_token");
    EXPECT_EQ(claimed[0].request.property, "_username");
    EXPECT_EQ(claimed[0].request.requested_at, kNow);
    EXPECT_EQ(claimed[0].attempt, 1);
    EXPECT_FALSE(claimed[0].mail);
    EXPECT_EQ(claim(kNow + 5, 1).at(0).request.username, "later");
}

TEST_P(MailStore, a_claim_holds_until_its_lease_runs_out_also_over_a_restart) {
    add("taro");
    ASSERT_EQ(claim(kNow).size(), 1U);
    EXPECT_TRUE(claim(kNow + 59'999).empty());
    EXPECT_EQ(next_due(), kNow + 60'000);
    engine().restart();
    EXPECT_TRUE(claim(kNow + 59'999).empty());
    const auto again = claim(kNow + 60'000);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempt, 2);
}

TEST_P(MailStore, the_mail_of_a_request_is_kept_for_the_next_attempt) {
    add("taro");
    const auto claimed = claim(kNow);
    const KeptMail mail{
        .message_id = {0xFEDC'BA98'7654'3210, 0x0123'4567'89AB'CDEF},
        .token_box = std::string("\x01\x00\xff box", 8),
        .token_made_at = kNow + 1,
    };
    ASSERT_TRUE(write_now<void>(data(), [&](BackendTransaction& tx) {
        return tx.mail().keep_mail(claimed[0].number, mail);
    }));
    const auto again = claim(kNow + 60'000);
    ASSERT_TRUE(again.at(0).mail);
    EXPECT_EQ(again[0].mail->message_id, mail.message_id);
    EXPECT_EQ(again[0].mail->token_box, mail.token_box);
    EXPECT_EQ(again[0].mail->token_made_at, mail.token_made_at);
}

TEST_P(MailStore, a_request_is_tried_again_when_its_claim_says_so) {
    add("taro");
    const auto claimed = claim(kNow);
    retry(claimed.at(0), kNow + 2'000);
    EXPECT_EQ(next_due(), kNow + 2'000);
    EXPECT_EQ(claim(kNow + 2'000).at(0).attempt, 2);
}

TEST_P(MailStore, a_claim_that_ran_out_does_not_speak_for_the_next_one) {
    add("taro");
    const auto first = claim(kNow);
    const auto second = claim(kNow + 60'000);
    retry(first.at(0), kNow + 60'001);
    EXPECT_TRUE(claim(kNow + 60'001).empty());
    retry(second.at(0), kNow + 60'002);
    EXPECT_EQ(claim(kNow + 60'002).size(), 1U);
}

TEST_P(MailStore, no_number_is_used_twice) {
    add("taro");
    const auto first = claim(kNow);
    end(first.at(0).number);
    EXPECT_EQ(waiting(), 0);
    engine().restart();
    add("hanako");
    EXPECT_NE(claim(kNow).at(0).number, first[0].number);
    end(first[0].number);
    EXPECT_EQ(waiting(), 1);
}

TEST_P(MailStore, no_more_than_so_many_requests_wait) {
    EXPECT_TRUE(add("a", kNow, 2));
    EXPECT_TRUE(add("b", kNow, 2));
    EXPECT_FALSE(add("c", kNow, 2));
    EXPECT_EQ(waiting(), 2);
    end(claim(kNow).at(0).number);
    EXPECT_TRUE(add("c", kNow, 2));
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    MailStore,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& kind) { return kind.param.name; }
);

}  // namespace
}  // namespace hako::contract
