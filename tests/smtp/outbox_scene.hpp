// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/run_blocking.hpp"
#include "crypto/sha256.hpp"
#include "domain/mail/outbox.hpp"
#include "domain/mail/transport.hpp"
#include "domain/testing/fake_folder.hpp"
#include "tests/contract/steps.hpp"
#include "tests/storage/open_storage.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// An outbox over a real database, with a clock and a mail server that a test sets.
namespace hako::mail::testing {

using hako::testing::FakeClock;

inline constexpr UnixMillis kMinute = 60'000;

class Servers final : public SmtpServerSource {
public:
    [[nodiscard]] std::shared_ptr<const SmtpServer> find(const BackendId&) const override {
        return server;
    }

    std::shared_ptr<const SmtpServer> server = std::make_shared<const SmtpServer>(SmtpServer{
        .host = {},
        .username = {},
        .ca_pem = {},
        .from = *Mailbox::parse("hako@example.com"),
    });
};

/// The token in the text of a mail: 24 letters and digits on a line of their own.
inline std::string token_in(const Message& message) {
    const std::size_t at = message.body.find("\n    ");
    return message.body.substr(at + 5, 24);
}

class OutboxScene : public ::testing::Test {
protected:
    OutboxScene() {
        clock_.millis = 1'700'000'000'000;
        entry_.storage = open_->open_backend(sqlite::OpenStorage::backend()).value();
    }

    BackendStorage& data() {
        return *entry_.storage;
    }

    void add_user(const std::string& username, const std::string& properties = "{}") {
        ASSERT_TRUE(steps::insert_user(data(), username, properties));
    }

    void ask(
        const std::string& username,
        const std::string& property = "_username",
        const std::string& of = std::string(kResetTemplateName)
    ) {
        const ResetRequest request{username, of, property, clock_.now()};
        ASSERT_TRUE(steps::write_now<bool>(data(), [&](BackendTransaction& tx) {
            return tx.mail().add_request(request, 100);
        }));
    }

    std::vector<OutgoingMail> claim() {
        return run_blocking(outbox_.claim(entry_, std::chrono::seconds(60), 10)).value();
    }

    void record(const OutgoingMail& mail, std::optional<UnixMillis> next) {
        const std::vector<MailRecord> records{{mail.number, mail.attempt, next}};
        ASSERT_TRUE(run_blocking(outbox_.record(entry_, records)));
    }

    std::int64_t waiting() {
        return run_blocking(data().mail().waiting()).value();
    }

    /// Whether this token would reset the user's password now.
    bool holds(const std::string& username, const std::string& token) {
        const UnixMillis made_after = clock_.now() - 15 * kMinute;
        return run_blocking(data().sessions().has_reset_token(
                                users::UsernameKey::of(username), crypto::sha256(token), made_after
                            ))
            .value();
    }

    FakeClock clock_;
    SystemRandom random_;
    sqlite::TestFolder folder_;
    sqlite::OpenStorage open_{folder_.path()};
    Servers servers_;
    MailLimiter limiter_{clock_, {.mails_max = 100, .resets_max = 3}};
    const crypto::Sealer sealer_ =
        *crypto::Sealer::open_or_create(folder_.file("secrets.key"), random_);
    Outbox outbox_{{
        .servers = servers_,
        .sealer = sealer_,
        .limiter = limiter_,
        .clock = clock_,
        .random = random_,
    }};
    backends::Entry entry_{
        .backend =
            {.id = sqlite::OpenStorage::backend(),
             .name = "Test",
             .app_key = {},
             .push_project_id = {},
             .settings = {},
             .created_at = 0},
        .storage = nullptr,
    };
};

}  // namespace hako::mail::testing
