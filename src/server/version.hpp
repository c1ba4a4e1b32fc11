// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace hako::server {

/// The release, such as `0.1.0`, as CMakeLists.txt names it.
std::string_view version();

}  // namespace hako::server
