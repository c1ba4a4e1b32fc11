// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "domain/mail/transport.hpp"

#include <cstddef>
#include <memory>

namespace hako::smtp {

/// Sends mails over SMTP, each on a thread while it is on its way: libcurl waits for some answers
/// of a mail server where it is, also under its interface for many transfers. Threads are made when
/// they are needed and then stay. Each order is answered exactly once. Safe to use from every
/// thread.
class SmtpSender final : public mail::Transport {
public:
    struct Options {
        std::size_t threads_max = 32;
        std::size_t at_once_of_backend_max = 8;  ///< so that a server that stalls holds up its own
        std::size_t waiting_max = 1'000;         ///< beyond, an order is answered `not_sent`
    };

    /// `clock` outlives it.
    SmtpSender(const Clock& clock, const Options& options);

    explicit SmtpSender(const Clock& clock) : SmtpSender(clock, Options()) {}

    /// As stop().
    ~SmtpSender() override;
    SmtpSender(const SmtpSender&) = delete;
    SmtpSender& operator=(const SmtpSender&) = delete;

    Task<mail::SendReport> send(mail::SendOrder order) override;

    /// Gives up what is under way, and answers it: `no_answer` for mails that were handed over
    /// whole. Orders that come later are `not_sent`. The executors of those who wait must still
    /// live. Blocks, about a second.
    void stop();

private:
    class Job;
    class Pool;
    struct Enqueued;

    std::unique_ptr<Pool> pool_;
};

}  // namespace hako::smtp
