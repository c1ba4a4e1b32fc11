// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/transport.hpp"

#include <array>

namespace hako::mail {

std::string_view to_string(SendResult result) {
    static constexpr std::array<std::string_view, 4> kWords{
        "accepted", "refused", "not_sent", "no_answer"
    };
    return kWords.at(static_cast<std::size_t>(result));
}

}  // namespace hako::mail
