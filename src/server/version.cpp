// SPDX-License-Identifier: Apache-2.0
#include "server/version.hpp"

namespace hako::server {

std::string_view version() {
    return HAKO_VERSION;
}

}  // namespace hako::server
