// SPDX-License-Identifier: Apache-2.0
#include "base/random.hpp"

#include "base/check.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstring>

namespace hako {
namespace {

/// A system call for every id would cost more than the id: small requests share one.
struct Pool {
    std::array<std::byte, 256> bytes{};
    std::size_t left = 0;
};

void fill_from_kernel(std::span<std::byte> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = getrandom(bytes.data() + done, bytes.size() - done, 0);
        if (got > 0) {
            done += static_cast<std::size_t>(got);
        } else {
            check(errno == EINTR, "the kernel gives no random bytes");
        }
    }
}

}  // namespace

std::uint64_t Random::next_u64() {
    std::array<std::byte, sizeof(std::uint64_t)> bytes{};
    fill(bytes);
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

void SystemRandom::fill(std::span<std::byte> bytes) {
    thread_local Pool pool;
    if (bytes.empty()) {
        return;
    }
    if (bytes.size() > pool.bytes.size() / 2) {
        fill_from_kernel(bytes);
        return;
    }
    if (pool.left < bytes.size()) {
        fill_from_kernel(pool.bytes);
        pool.left = pool.bytes.size();
    }
    pool.left -= bytes.size();
    std::memcpy(bytes.data(), pool.bytes.data() + pool.left, bytes.size());
    std::memset(pool.bytes.data() + pool.left, 0, bytes.size());
}

}  // namespace hako
