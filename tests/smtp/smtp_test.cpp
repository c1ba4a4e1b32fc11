// SPDX-License-Identifier: Apache-2.0
// What a mail server gets, as Python's own parser of mails reads it.

#include "scene.hpp"

namespace hako::smtp::testing {
namespace {

class Smtp : public SmtpScene {};

TEST_F(Smtp, a_mail_arrives_under_starttls_and_a_login) {
    const SendReport report = send(starttls());
    EXPECT_EQ(report.result, SendResult::accepted) << report.detail;
    EXPECT_EQ(report.detail, "250 taken");
    EXPECT_EQ(received("port"), "starttls");
    EXPECT_EQ(received("tls"), "true");
    EXPECT_EQ(received("login"), "user");
    EXPECT_EQ(received("ehlo"), "example.com");
    EXPECT_EQ(received("mail_from"), "hako@example.com");
    EXPECT_EQ(received("rcpt_tos"), R"(["taro@example.jp"])");
    EXPECT_EQ(received("subject"), "Hello");
    EXPECT_EQ(received("text"), "Body\r\n");
    EXPECT_EQ(received("auto_submitted"), "auto-generated");
    EXPECT_EQ(received("message_id"), "<00000000-0000-4000-8000-000000000001@example.com>");
    EXPECT_EQ(received("defects"), "[]");
    EXPECT_EQ(mails(), 1);
}

TEST_F(Smtp, a_mail_arrives_under_tls_from_the_first_byte) {
    EXPECT_EQ(send(server_at(sim(), "tls", SmtpSecurity::tls)).result, SendResult::accepted);
    EXPECT_EQ(received("port"), "tls");
    EXPECT_EQ(received("login"), "user");
}

TEST_F(Smtp, a_mail_arrives_without_tls_when_the_operator_wants_it_so) {
    EXPECT_EQ(send(plain()).result, SendResult::accepted);
    EXPECT_EQ(received("tls"), "false");
    EXPECT_EQ(received("login"), "null");
}

TEST_F(Smtp, japanese_arrives_as_it_was_written) {
    const std::string subject =
        "【重要】パスワード再設定のお知らせ～①髙橋﨑様、ﾊﾝｶｸ、🎲𠮷野家、波ダッシュ〜と全角チルダ～";
    std::string body = "様々な文字：①～〜髙﨑ﾊﾝｶｸ🎲𠮷\r\n.\r\n..二つの点\r\nFrom 行頭\r\n";
    for (int i = 0; i < 50; ++i) {
        body += "長い行が続きます。";
    }
    body += "\r\n";
    ASSERT_EQ(send(starttls(), message(subject, body)).result, SendResult::accepted);
    EXPECT_EQ(received("subject"), subject);
    EXPECT_EQ(received("text"), body);
    EXPECT_EQ(received("from_name"), "箱 Hako");
    EXPECT_EQ(received("is_ascii"), "true");
    EXPECT_LE(std::stoi(received("longest_line")), 76);
    EXPECT_EQ(received("defects"), "[]");
}

TEST_F(Smtp, dots_and_long_lines_of_ascii_arrive_as_they_were_written) {
    const std::string body = ".\r\n..\r\n.a\r\nFrom me\r\n=3D \r\n" + std::string(2'000, 'x') +
                             "\r\n\r\n.\r\nRCPT TO:<evil@example.com>\r\n";
    ASSERT_EQ(send(plain(), message("s", body)).result, SendResult::accepted);
    EXPECT_EQ(received("text"), body);
    EXPECT_EQ(mails(), 1);
    EXPECT_EQ(received("rcpt_tos"), R"(["taro@example.jp"])");
}

TEST_F(Smtp, attack_90_lone_line_ends_cannot_smuggle_a_second_mail) {
    const std::string body = "a\n.\nMAIL FROM:<evil@example.com>\rb\r.\r\nc";
    ASSERT_EQ(send(plain(), message("s", body)).result, SendResult::accepted);
    EXPECT_EQ(received("text"), "a\r\n.\r\nMAIL FROM:<evil@example.com>\r\nb\r\n.\r\nc\r\n");
    EXPECT_EQ(received("bare_ends"), "0");
    EXPECT_EQ(mails(), 1);
}

TEST_F(Smtp, a_blind_copy_is_sent_and_not_shown) {
    auto copied = message("s", "b");
    copied.bcc = mail::Address::parse("copy@example.com");
    ASSERT_EQ(send(plain(), std::move(copied)).result, SendResult::accepted);
    EXPECT_EQ(received("rcpt_tos"), R"(["taro@example.jp", "copy@example.com"])");
    EXPECT_EQ(received("headers").find("cc"), std::string::npos);
}

TEST_F(Smtp, an_old_address_of_a_carrier_is_quoted) {
    auto old = message("s", "b");
    old.to = *mail::Address::parse("taro..@docomo.ne.jp");
    ASSERT_EQ(send(plain(), std::move(old)).result, SendResult::accepted);
    EXPECT_EQ(received("rcpt_tos"), R"(["taro..@docomo.ne.jp"])");
    EXPECT_EQ(received("to_line"), R"(To: "taro.."@docomo.ne.jp)");
}

TEST_F(Smtp, many_mails_go_at_once) {
    constexpr int kMails = 40;
    BlockingExecutor executor;
    const Executor::Scope scope(executor);
    int accepted = 0;
    int left = kMails;
    bool done = false;
    for (int i = 0; i < kMails; ++i) {
        start(
            [](Task<SendReport> task, int& count) -> Task<void> {
                const SendReport report = co_await std::move(task);
                count += report.result == SendResult::accepted ? 1 : 0;
            }(sender_.send(order(plain(), message("mail", "b"), seconds(30))), accepted),
            [&](const std::exception_ptr&) { done = --left == 0; }
        );
    }
    executor.run_until(done);
    EXPECT_EQ(accepted, kMails);
    EXPECT_EQ(mails(), kMails);
}

TEST(SmtpOfOthers, a_mail_arrives_at_another_server_too) {
    const Simulator twisted("smtp_twisted.py");
    SystemClock clock;
    SmtpSender sender(clock);
    for (const auto& [port, security] :
         {std::pair("plain", SmtpSecurity::none), std::pair("starttls", SmtpSecurity::starttls)}) {
        auto server = server_at(twisted, port, security);
        server.username.clear();
        const std::string body = "一行目\r\n.\r\n二行目\r\n";
        const SendReport report = run_blocking(sender.send({
            .backend = backend_of('1'),
            .server = std::make_shared<const mail::SmtpServer>(std::move(server)),
            .message = message("件名：日本語の長い長い長い長い長い長い長い件名です", body),
            .deadline = clock.steady_now() + seconds(20),
        }));
        EXPECT_EQ(report.result, SendResult::accepted) << port << ": " << report.detail;
    }
    const std::string journal = twisted.get("/journal");
    EXPECT_NE(journal.find("\\u4e00\\u884c\\u76ee\\r\\n.\\r\\n"), std::string::npos) << journal;
    EXPECT_EQ(twisted.stat("mails"), 2);
}

}  // namespace
}  // namespace hako::smtp::testing
