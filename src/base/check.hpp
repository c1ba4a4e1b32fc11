// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <source_location>
#include <stdexcept>
#include <string_view>

namespace hako {

/// A bug: something that must not happen did. Caught at three boundaries only (request, job, main):
/// the caller sees -32603 with an incident id, the log has the story.
class Bug : public std::logic_error {
public:
    Bug(std::string_view what, const std::source_location& where);
};

/// Throws Bug unless `holds`. Always on, in release builds too.
inline void check(
    bool holds,
    std::string_view what,
    const std::source_location& where = std::source_location::current()
) {
    if (!holds) [[unlikely]] {
        throw Bug(what, where);
    }
}

}  // namespace hako
