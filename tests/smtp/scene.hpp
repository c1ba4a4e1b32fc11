// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/run_blocking.hpp"
#include "delivery/smtp/smtp_sender.hpp"
#include "json/document.hpp"
#include "tests/delivery/simulator.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A sender and a mail server for its tests.
namespace hako::smtp::testing {

using hako::testing::Simulator;
using mail::SendReport;
using mail::SendResult;
using mail::SmtpSecurity;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline mail::Message message(std::string subject, std::string body) {
    return {
        .from = *mail::Mailbox::parse("箱 Hako <hako@example.com>"),
        .to = *mail::Address::parse("taro@example.jp"),
        .bcc = {},
        .subject = std::move(subject),
        .body = std::move(body),
        .id = *Uuid::parse("00000000-0000-4000-8000-000000000001"),
        .date = 1'700'000'000'000,
    };
}

inline BackendId backend_of(char digit) {
    return *BackendId::parse(std::string(24, digit));
}

/// How the simulator's port is reached, with its login where it wants one.
inline mail::SmtpServer
server_at(const Simulator& simulator, const std::string& port, SmtpSecurity security) {
    mail::SmtpServer server{
        .host = "127.0.0.1",
        .port = static_cast<std::uint16_t>(std::stoi(simulator.fact(port))),
        .security = security,
        .username = {},
        .ca_pem = simulator.file("ca"),
        .from = *mail::Mailbox::parse("hako@example.com"),
    };
    if (security != SmtpSecurity::none) {
        server.username = "user";
        server.password = crypto::Secret("pass word");
    }
    return server;
}

class SmtpScene : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        simulator_ = std::make_unique<Simulator>("smtp.py");
    }

    static void TearDownTestSuite() {
        simulator_.reset();
    }

    SmtpScene() {
        sim().post("/forget", "{}");
    }

    static const Simulator& sim() {
        return *simulator_;
    }

    static mail::SmtpServer starttls() {
        return server_at(sim(), "starttls", SmtpSecurity::starttls);
    }

    static mail::SmtpServer plain() {
        return server_at(sim(), "plain", SmtpSecurity::none);
    }

    mail::SendOrder order(mail::SmtpServer server, mail::Message what, milliseconds time) {
        return {
            .backend = backend_of('1'),
            .server = std::make_shared<const mail::SmtpServer>(std::move(server)),
            .message = std::move(what),
            .deadline = clock_.steady_now() + time,
        };
    }

    SendReport send(
        mail::SmtpServer server,
        mail::Message what = message("Hello", "Body"),
        milliseconds time = seconds(20)
    ) {
        return run_blocking(sender_.send(order(std::move(server), std::move(what), time)));
    }

    /// Of the newest mail that the server has: a member of its journal entry, as JSON or a string's
    /// text.
    static std::string received(const std::string& name) {
        const std::string text = sim().get("/journal");
        json::Document document;
        EXPECT_FALSE(document.parse(text).has_value());
        std::optional<json::Value> newest;
        for (const json::Value entry : document.root().find("entries")->elements()) {
            newest = entry;
        }
        const auto value = newest ? newest->find(name) : std::nullopt;
        if (!value) {
            return "no mail";
        }
        return value->is(json::Kind::string) ? value->string() : std::string(value->text());
    }

    static std::int64_t mails() {
        return sim().stat("mails");
    }

    SystemClock clock_;
    SmtpSender sender_{clock_};

private:
    static inline std::unique_ptr<Simulator> simulator_;
};

}  // namespace hako::smtp::testing
