// SPDX-License-Identifier: Apache-2.0
// What becomes of a request for a reset mail.

#include "outbox_scene.hpp"

namespace hako::mail::testing {
namespace {

class OutboxTest : public OutboxScene {};

TEST_F(OutboxTest, a_request_becomes_a_mail_with_a_token_that_holds) {
    add_user("taro@example.jp");
    ask("TARO@example.jp");
    const auto mails = claim();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0].message.to.text(), "taro@example.jp");
    EXPECT_EQ(mails[0].message.from.text(), "hako@example.com");
    EXPECT_TRUE(holds("taro@example.jp", token_in(mails[0].message)));
    record(mails[0], std::nullopt);
    EXPECT_EQ(waiting(), 0);
    EXPECT_FALSE(run_blocking(outbox_.next_due(entry_)).value());
}

TEST_F(OutboxTest, requests_for_nobody_end) {
    add_user("no-address");
    add_user("taro@example.jp", R"({"email":"two@example.jp, addresses@example.jp","n":1})");
    ask("nobody@example.jp");
    ask("no-address");
    ask("taro@example.jp", "email");
    ask("taro@example.jp", "n");
    ask("taro@example.jp", "phone");
    ask("taro@example.jp", "_username", "unknown");
    ask("");
    EXPECT_EQ(waiting(), 7);
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(waiting(), 0);
}

TEST_F(OutboxTest, a_template_that_is_not_for_resets_sends_nothing) {
    add_user("taro@example.jp");
    Template welcome{.name = "welcome", .subject = "s", .from = {}, .bcc = {}, .body = "b"};
    ASSERT_TRUE(steps::write_now<void>(data(), [&](BackendTransaction& tx) {
        return tx.mail().put_template(welcome);
    }));
    ask("taro@example.jp", "_username", "welcome");
    EXPECT_TRUE(claim().empty());
}

TEST_F(OutboxTest, only_properties_that_the_operator_named_get_mail) {
    add_user("taro", R"({"email":"taro@example.jp","other":"other@example.jp"})");
    ask("taro", "other");
    EXPECT_TRUE(claim().empty());
    entry_.backend.settings.email_properties = {"other"};
    ask("taro", "other");
    ASSERT_EQ(claim().size(), 1U);
}

TEST_F(OutboxTest, each_attempt_sends_the_same_mail) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    const auto first = claim();
    record(first.at(0), clock_.now() + 2'000);
    clock_.millis += 2'000;
    const auto second = claim();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].attempt, 2);
    EXPECT_EQ(second[0].message.id, first[0].message.id);
    EXPECT_EQ(second[0].message.body, first[0].message.body);
    EXPECT_TRUE(holds("taro@example.jp", token_in(second[0].message)));
}

TEST_F(OutboxTest, a_worker_that_died_leaves_the_mail_to_the_next_one) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    const auto first = claim();
    EXPECT_TRUE(claim().empty());
    clock_.millis += 60'000;
    const auto second = claim();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].message.id, first.at(0).message.id);
}

TEST_F(OutboxTest, a_token_that_is_half_over_is_made_anew_in_another_mail) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    const auto first = claim();
    record(first.at(0), clock_.now() + 8 * kMinute);
    clock_.millis += 8 * kMinute;
    const auto second = claim();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_NE(second[0].message.id, first[0].message.id);
    EXPECT_FALSE(holds("taro@example.jp", token_in(first[0].message)));
    EXPECT_TRUE(holds("taro@example.jp", token_in(second[0].message)));
}

TEST_F(OutboxTest, a_later_attempt_does_not_bring_a_replaced_token_back) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    const auto old = claim();
    record(old.at(0), clock_.now() + 1'000);
    ask("taro@example.jp");
    const auto newer = claim();
    clock_.millis += 1'000;
    ASSERT_EQ(claim().size(), 1U);
    EXPECT_FALSE(holds("taro@example.jp", token_in(old[0].message)));
    EXPECT_TRUE(holds("taro@example.jp", token_in(newer.at(0).message)));
}

TEST_F(OutboxTest, without_a_mail_server_requests_wait_for_a_day) {
    add_user("taro@example.jp");
    const auto server = std::exchange(servers_.server, nullptr);
    ask("taro@example.jp");
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(waiting(), 1);
    clock_.millis += kMinute;
    servers_.server = server;
    EXPECT_EQ(claim().size(), 1U);
    servers_.server = nullptr;
    clock_.millis += 24 * 60 * kMinute;
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(waiting(), 0);
}

TEST_F(OutboxTest, an_address_gets_no_more_than_its_share) {
    for (int i = 0; i < 5; ++i) {
        const std::string name = "user" + std::to_string(i);
        add_user(name, R"({"email":"Same@example.jp"})");
        ask(name, "email");
    }
    EXPECT_EQ(claim().size(), 3U);
    EXPECT_EQ(waiting(), 3);
}

TEST_F(OutboxTest, a_user_of_the_same_name_gets_a_token_of_its_own) {
    add_user("taro@example.jp");
    ask("taro@example.jp");
    const auto first = claim();
    record(first.at(0), clock_.now() + 1'000);
    ASSERT_TRUE(steps::write_now<void>(data(), [&](BackendTransaction& tx) -> Task<Result<void>> {
        const auto name = steps::username_of("taro@example.jp");
        HAKO_CO_TRY_ASSIGN(const auto id, co_await tx.users().find_by_username(name));
        const std::vector<UserId> ids{*id};
        co_return co_await tx.users().erase(ids);
    }));
    add_user("taro@example.jp");
    clock_.millis += 1'000;
    const auto second = claim();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_NE(token_in(second[0].message), token_in(first[0].message));
    EXPECT_TRUE(holds("taro@example.jp", token_in(second[0].message)));
}

}  // namespace
}  // namespace hako::mail::testing
