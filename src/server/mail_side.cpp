// SPDX-License-Identifier: Apache-2.0
#include "server/mail_side.hpp"

#include <cstdint>

namespace hako::server {
namespace {

/// How long answers of mail servers are waited for at the end.
constexpr std::chrono::seconds kDrain{3};

mail::MailLimiter::Options limits_of(const Settings& settings) {
    mail::MailLimiter::Options limits;
    limits.mails_max = static_cast<std::uint32_t>(settings.mails_per_hour_max);
    limits.resets_max = static_cast<std::uint32_t>(settings.reset_mails_per_hour_max);
    return limits;
}

}  // namespace

MailSide::MailSide(const Settings& settings, const Ports& ports)
    : ports_(ports),
      backends_(ports.directory),
      vault_(ports.sealer, ports.log),
      limiter_(ports.clock, limits_of(settings)),
      sender_(ports.clock),
      service_({
          .servers = vault_,
          .transport = sender_,
          .limiter = limiter_,
          .worker = inbox_,
          .clock = ports.clock,
          .random = ports.random,
      }),
      outbox_({
          .servers = vault_,
          .sealer = ports.sealer,
          .limiter = limiter_,
          .clock = ports.clock,
          .random = ports.random,
      }) {}

void MailSide::start() {
    const jobs::MailWorkerPorts worker{
        .backends = backends_,
        .outbox = outbox_,
        .transport = sender_,
        .clock = ports_.clock,
        .random = ports_.random,
        .log = ports_.log,
        .metrics = ports_.metrics,
    };
    thread_ = std::make_unique<jobs::MailThread>("mail worker", inbox_, ports_.clock, worker);
}

void MailSide::ask_to_stop() {
    if (thread_) {
        thread_->ask_to_stop(kDrain);
    }
}

void MailSide::stop() {
    // What the worker waits for has to come back to its thread before that can end.
    sender_.stop();
    thread_.reset();
}

}  // namespace hako::server
