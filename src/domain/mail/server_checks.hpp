// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/mail/operator_service.hpp"

namespace hako::mail {

/// What was given, as settings that can be used. Fails with invalid_params under the names of the
/// fields, all at once.
Result<SmtpServer> checked(GivenServer given);

}  // namespace hako::mail
