// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"

#include <string>

namespace hako {

Bug::Bug(std::string_view what, const std::source_location& where)
    : std::logic_error(
          std::string(where.file_name()) + ":" + std::to_string(where.line()) + " " +
          where.function_name() + ": " + std::string(what)
      ) {}

}  // namespace hako
