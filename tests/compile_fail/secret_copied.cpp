// SPDX-License-Identifier: Apache-2.0
// A second copy of a credential, which nobody would wipe.
// expect: use of deleted function .*Secret::Secret.const hako::crypto::Secret&.
#include "crypto/secret.hpp"

#include <utility>

hako::crypto::Secret use(hako::crypto::Secret& secret) {
#ifdef RIGHT_WAY
    return std::move(secret);
#else
    return secret;
#endif
}
