// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "domain/mail/outbox.hpp"
#include "domain/mail/transport.hpp"

namespace hako::jobs {

/// What becomes of a reset mail after an attempt: taken and refused ones are done with, the rest is
/// tried again, at first after 2 seconds, each time after four times as long, up to 5 minutes, give
/// or take a fifth. How long it is tried is the outbox's to say.
mail::MailRecord
decide(const mail::OutgoingMail& mail, mail::SendResult result, UnixMillis now, Random& random);

}  // namespace hako::jobs
