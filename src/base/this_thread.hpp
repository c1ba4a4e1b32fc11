// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace hako {

/// How a thread shares a busy core with the others.
enum class Share : std::uint8_t {
    prompt,     ///< works in short turns: let on as soon as it has something to do, not after the
                ///< turn of another (1 to 3 ms; Linux 6.12 or newer, before it is as `even`)
    even,       ///< as any thread
    long_read,  ///< stands back: a caller waits, but so do callers with shorter questions
    delivery,   ///< stands back further: nobody waits
};

/// Names the calling thread (at most 15 letters, for `top -H` and debuggers) and says how it shares
/// a busy core. What the system refuses only means that it competes on equal terms.
void set_up_this_thread(const char* name, Share share);

}  // namespace hako
