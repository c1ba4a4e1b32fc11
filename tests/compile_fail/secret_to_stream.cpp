// SPDX-License-Identifier: Apache-2.0
// A credential written where it can be read later.
// expect: no match for .*operator<<.*Secret
#include "crypto/secret.hpp"

#include <ostream>

void use(std::ostream& out, const hako::crypto::Secret& secret) {
#ifdef RIGHT_WAY
    out << secret.size();
#else
    out << secret;
#endif
}
