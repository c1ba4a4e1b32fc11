// SPDX-License-Identifier: Apache-2.0
// A credential as a value of a log line.
// expect: cannot convert .*brace-enclosed initializer list.* to .*std::initializer_list<hako::LogField>
#include "base/log.hpp"
#include "crypto/secret.hpp"

void use(hako::Log& log, const hako::crypto::Secret& secret) {
#ifdef RIGHT_WAY
    log.write(hako::LogLevel::info, "key made", {{"size", std::int64_t(secret.size())}});
#else
    log.write(hako::LogLevel::info, "key made", {{"key", secret}});
#endif
}
