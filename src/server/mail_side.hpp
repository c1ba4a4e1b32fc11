// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/sealed_box.hpp"
#include "delivery/smtp/smtp_sender.hpp"
#include "domain/backends/directory.hpp"
#include "domain/mail/mail_limiter.hpp"
#include "domain/mail/mail_service.hpp"
#include "domain/mail/outbox.hpp"
#include "domain/mail/smtp_server_vault.hpp"
#include "jobs/backend_source.hpp"
#include "jobs/mail_worker.hpp"
#include "server/settings.hpp"

#include <memory>
#include <vector>

namespace hako::server {

/// Everything about mail of a running server: the servers that are known, the way to them, the use
/// cases of the app API, and the worker with its thread.
class MailSide {
public:
    /// All outlive it.
    struct Ports {
        const backends::Directory& directory;
        const crypto::Sealer& sealer;
        const Clock& clock;
        Random& random;
        Log& log;
        Metrics& metrics;
    };

    MailSide(const Settings& settings, const Ports& ports);

    /// It has to watch the folder.
    mail::SmtpServerVault& vault() {
        return vault_;
    }

    mail::Transport& transport() {
        return sender_;
    }

    const mail::MailService& service() {
        return service_;
    }

    /// Begins to send what waits. Once, when the backends are open.
    void start();

    /// Begins nothing more. Does not block.
    void ask_to_stop();

    /// Gives up what is under way: it is tried again by its lease. While those who wait for an
    /// answer can still be told. Blocks.
    void stop();

private:
    class Backends final : public jobs::BackendSource {
    public:
        explicit Backends(const backends::Directory& directory) : directory_(directory) {}

        [[nodiscard]] std::vector<std::shared_ptr<const backends::Entry>> all() const override {
            return directory_.all();
        }

        [[nodiscard]] std::shared_ptr<const backends::Entry> find(const BackendId& id
        ) const override {
            return directory_.find(id.text());
        }

    private:
        const backends::Directory& directory_;
    };

    const Ports ports_;
    const Backends backends_;
    mail::SmtpServerVault vault_;
    mail::MailLimiter limiter_;
    smtp::SmtpSender sender_;
    jobs::Inbox inbox_;
    const mail::MailService service_;
    const mail::Outbox outbox_;
    std::unique_ptr<jobs::MailThread> thread_;
};

}  // namespace hako::server
