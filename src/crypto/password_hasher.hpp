// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace hako::crypto {

/// What a hash costs (Argon2id, one lane).
struct PasswordCost {
    std::size_t memory_bytes = limits::kPasswordHashMemoryBytes;
    std::uint64_t passes = limits::kPasswordHashPasses;
};

/// Hashes and verifies passwords with Argon2id on a few threads of its own, behind a short queue: a
/// hash takes about 10 ms and 19 MiB, which no I/O thread and no unbounded crowd may spend.
///
/// Both calls leave the calling thread and go on where its Executor is. When the queue is full they
/// answer `busy` at once, before any hashing.
class PasswordHasher {
public:
    struct Options {
        PasswordCost cost{};
        std::size_t threads = 1;
        std::size_t queue_max = limits::kPasswordHashQueueMax;  ///< without those being hashed
    };

    explicit PasswordHasher(Options options);

    /// Ends what is being hashed, answers what waits with `unavailable`, joins the threads. The
    /// executors of those who wait must still live.
    ~PasswordHasher();

    PasswordHasher(const PasswordHasher&) = delete;
    PasswordHasher& operator=(const PasswordHasher&) = delete;

    /// The password's hash with a new salt, as a PHC string (`$argon2id$v=19$m=…`): what is stored.
    Task<Result<std::string>> hash(Secret password);

    enum class Verdict : std::uint8_t { wrong, right };

    /// Whether `password` is the one that `phc` was made of. A text that is no hash is `wrong`.
    Task<Result<Verdict>> verify(Secret password, std::string phc);

    /// Whether a stored hash was made at another cost than today's (or is none at all): to be made
    /// again when its owner next shows the password.
    [[nodiscard]] bool needs_rehash(const std::string& phc) const;

    /// How many wait for a thread, for the metrics.
    [[nodiscard]] std::size_t waiting() const;

private:
    class Job;
    class HashJob;
    class VerifyJob;
    struct Enqueued;

    enum class Admission : std::uint8_t { queued, full, stopped };

    Admission enqueue(Job& job);
    void work();

    const Options options_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job*> queue_;  ///< guarded by mutex_
    bool stopping_ = false;   ///< guarded by mutex_
    std::vector<std::thread> threads_;
};

}  // namespace hako::crypto
