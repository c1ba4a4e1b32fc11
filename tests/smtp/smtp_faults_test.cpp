// SPDX-License-Identifier: Apache-2.0
// What is known of a mail when something goes wrong.

#include "scene.hpp"

namespace hako::smtp::testing {
namespace {

class SmtpFaults : public SmtpScene {
protected:
    static void fault(const std::string& stage, const std::string& more) {
        sim().post("/faults", R"([{"match":{"stage":")" + stage + R"("},)" + more + "}]");
    }

    static void reply(const std::string& stage, const std::string& text) {
        fault(stage, R"("kind":"reply","text":")" + text + "\"");
    }
};

TEST_F(SmtpFaults, a_server_without_starttls_gets_nothing) {
    auto server = plain();
    server.security = SmtpSecurity::starttls;
    server.username = "user";
    server.password = crypto::Secret("pass word");
    const SendReport report = send(std::move(server));
    EXPECT_EQ(report.result, SendResult::not_sent);
    EXPECT_NE(report.detail, "");
    EXPECT_EQ(mails(), 0);
}

TEST_F(SmtpFaults, a_certificate_of_an_unknown_authority_is_not_trusted) {
    for (const auto& [port, security] :
         {std::pair("starttls", SmtpSecurity::starttls), std::pair("tls", SmtpSecurity::tls)}) {
        auto server = server_at(sim(), port, security);
        server.ca_pem.clear();
        const SendReport report = send(std::move(server));
        EXPECT_EQ(report.result, SendResult::not_sent);
        EXPECT_NE(report.detail.find("certificate"), std::string::npos) << report.detail;
    }
    EXPECT_EQ(mails(), 0);
}

TEST_F(SmtpFaults, a_certificate_of_another_host_is_not_trusted) {
    const SendReport report = send(server_at(sim(), "stranger", SmtpSecurity::tls));
    EXPECT_EQ(report.result, SendResult::not_sent);
    EXPECT_EQ(mails(), 0);
}

TEST_F(SmtpFaults, a_wrong_password_says_nothing_of_the_mail) {
    auto server = starttls();
    server.password = crypto::Secret("wrong");
    const SendReport report = send(std::move(server));
    EXPECT_EQ(report.result, SendResult::not_sent);
    EXPECT_EQ(report.code, 535) << report.detail;
    EXPECT_EQ(report.detail.find("wrong"), std::string::npos) << report.detail;
}

TEST_F(SmtpFaults, a_refusal_of_the_recipient_or_the_mail_is_final) {
    for (const char* stage : {"mail", "rcpt", "data"}) {
        reply(stage, "550 5.1.1 nobody of that name");
        const SendReport report = send(plain());
        EXPECT_EQ(report.result, SendResult::refused) << stage << ": " << report.detail;
        EXPECT_EQ(report.code, 550) << stage;
        EXPECT_NE(report.detail.find("nobody of that name"), std::string::npos) << report.detail;
    }
    EXPECT_EQ(mails(), 0);
}

TEST_F(SmtpFaults, not_now_is_not_final) {
    for (const char* stage : {"connect", "mail", "rcpt", "data"}) {
        reply(stage, "451 4.7.1 greylisted");
        const SendReport report = send(plain());
        EXPECT_EQ(report.result, SendResult::not_sent) << stage << ": " << report.detail;
        EXPECT_EQ(report.code, 451) << stage;
    }
    EXPECT_EQ(mails(), 0);
}

TEST_F(SmtpFaults, a_server_that_serves_nobody_does_not_refuse_the_mail) {
    reply("connect", "554 5.3.2 no service today");
    EXPECT_EQ(send(plain()).result, SendResult::not_sent);
}

TEST_F(SmtpFaults, a_server_that_stalls_is_given_up_in_time) {
    for (const char* stage : {"connect", "ehlo", "mail", "rcpt"}) {
        fault(stage, R"("kind":"stall")");
        const auto began = clock_.steady_now();
        const SendReport report = send(plain(), message("s", "b"), milliseconds(300));
        EXPECT_EQ(report.result, SendResult::not_sent) << stage;
        EXPECT_GE(clock_.steady_now() - began, milliseconds(300)) << stage;
    }
}

TEST_F(SmtpFaults, a_stall_after_the_mail_leaves_it_open) {
    fault("data", R"("kind":"stall")");
    EXPECT_EQ(send(plain(), message("s", "b"), milliseconds(500)).result, SendResult::no_answer);
    EXPECT_EQ(mails(), 0);
    fault("data", R"("kind":"stall","processed":true)");
    EXPECT_EQ(send(plain(), message("s", "b"), milliseconds(500)).result, SendResult::no_answer);
    EXPECT_EQ(mails(), 1);
}

TEST_F(SmtpFaults, a_connection_that_breaks_is_no_answer_only_after_the_mail) {
    for (const char* stage : {"connect", "ehlo", "mail", "rcpt"}) {
        fault(stage, R"("kind":"drop")");
        EXPECT_EQ(send(plain()).result, SendResult::not_sent) << stage;
    }
    fault("data", R"("kind":"drop","processed":true)");
    EXPECT_EQ(send(plain()).result, SendResult::no_answer);
    // It was sent once, whatever the connection did.
    EXPECT_EQ(mails(), 1);
}

TEST_F(SmtpFaults, nobody_listening_is_not_sent) {
    auto server = plain();
    server.port = 1;
    EXPECT_EQ(send(std::move(server)).result, SendResult::not_sent);
    auto unknown = plain();
    unknown.host = "nowhere.invalid";
    EXPECT_EQ(send(std::move(unknown)).result, SendResult::not_sent);
}

TEST_F(SmtpFaults, attack_49_a_server_that_stalls_holds_up_its_own_backend_only) {
    sim().post("/faults", R"([{"match":{"stage":"rcpt","to":"stuck@example.jp"},"kind":"stall"}])");
    constexpr int kStuck = 30;
    BlockingExecutor executor;
    const Executor::Scope scope(executor);
    int left = kStuck;
    bool done = false;
    for (int i = 0; i < kStuck; ++i) {
        auto stuck = message("s", "b");
        stuck.to = *mail::Address::parse("stuck@example.jp");
        start(
            [](Task<SendReport> task, SendResult expected) -> Task<void> {
                const SendReport report = co_await std::move(task);
                EXPECT_EQ(report.result, expected);
            }(sender_.send(order(plain(), std::move(stuck), seconds(3))), SendResult::not_sent),
            [&](const std::exception_ptr&) { done = --left == 0; }
        );
    }
    auto other = order(plain(), message("s", "b"), seconds(20));
    other.backend = backend_of('2');
    EXPECT_EQ(run_blocking(sender_.send(std::move(other))).result, SendResult::accepted);
    executor.run_until(done);
    EXPECT_EQ(mails(), 1);
}

TEST_F(SmtpFaults, more_than_can_wait_are_not_sent) {
    fault("rcpt", R"("kind":"stall")");
    SmtpSender narrow(clock_, {.threads_max = 1, .at_once_of_backend_max = 1, .waiting_max = 2});
    BlockingExecutor executor;
    const Executor::Scope scope(executor);
    int left = 10;
    bool done = false;
    for (int i = 0; i < 10; ++i) {
        start(
            [](Task<SendReport> task) -> Task<void> {
                const SendReport report = co_await std::move(task);
                EXPECT_EQ(report.result, SendResult::not_sent);
            }(narrow.send(order(plain(), message("s", "b"), milliseconds(500)))),
            [&](const std::exception_ptr&) { done = --left == 0; }
        );
    }
    EXPECT_GE(left, 1);
    executor.run_until(done);
}

TEST_F(SmtpFaults, who_waits_is_answered_when_it_stops) {
    fault("rcpt", R"("kind":"stall")");
    auto sender = std::make_unique<SmtpSender>(clock_);
    BlockingExecutor executor;
    const Executor::Scope scope(executor);
    bool done = false;
    SendReport report{SendResult::accepted, 0, ""};
    start(
        [](Task<SendReport> task, SendReport& out) -> Task<void> {
            out = co_await std::move(task);
        }(sender->send(order(plain(), message("s", "b"), seconds(600))), report),
        [&](const std::exception_ptr&) { done = true; }
    );
    sender->stop();
    executor.run_until(done);
    EXPECT_EQ(report.result, SendResult::not_sent);
    EXPECT_EQ(
        run_blocking(sender->send(order(plain(), message("s", "b"), seconds(5)))).result,
        SendResult::not_sent
    );
}

}  // namespace
}  // namespace hako::smtp::testing
