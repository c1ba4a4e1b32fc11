// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ip_address.hpp"
#include "base/limits.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace hako::sessions {

/// Slows down who guesses: after a few wrong tries for an account, or from an address
/// (IpAddress::limit_group), each next one has to wait twice as long as the one before, up to a
/// bound. A right try makes good what was wrong for its account.
///
/// Memory is bounded: beyond `tracked_max` who failed longest ago is forgotten. It does not outlive
/// the process. Safe to call from every thread; one short lock.
class AttemptLimiter {
public:
    struct Options {
        std::uint32_t account_failures_free = limits::kAccountFailuresFree;
        std::uint32_t address_failures_free = limits::kAddressFailuresFree;
        std::chrono::seconds account_wait_max = limits::kAccountWaitSecondsMax;
        std::chrono::seconds address_wait_max = limits::kAddressWaitSecondsMax;
        std::size_t tracked_max = limits::kAttemptsTrackedMax;
    };

    /// `clock` outlives the limiter.
    AttemptLimiter(const Clock& clock, Options options) : clock_(clock), options_(options) {}

    AttemptLimiter(const AttemptLimiter&) = delete;
    AttemptLimiter& operator=(const AttemptLimiter&) = delete;

    /// One try that was let in. Without a word it counts as not made; it ends with its object.
    class Attempt {
    public:
        Attempt(Attempt&& other) noexcept;
        Attempt& operator=(Attempt&&) = delete;
        Attempt(const Attempt&) = delete;
        Attempt& operator=(const Attempt&) = delete;
        ~Attempt();

        void failed();
        void succeeded();

    private:
        friend class AttemptLimiter;

        enum class Outcome : std::uint8_t { none, failed, succeeded };

        Attempt(AttemptLimiter& limiter, std::string account, std::string address)
            : limiter_(&limiter), account_(std::move(account)), address_(std::move(address)) {}

        AttemptLimiter* limiter_;  ///< null: moved from
        std::string account_;
        std::string address_;
        Outcome outcome_ = Outcome::none;
    };

    /// Lets a try in; empty: it has to wait for `wait`. Once an account or address has failed too
    /// often, one try at a time is let in.
    std::optional<Attempt> begin(
        std::string account,
        const std::optional<IpAddress>& client,
        std::chrono::milliseconds& wait
    );

private:
    using Moment = std::chrono::steady_clock::time_point;

    struct Track {
        std::string key;
        std::uint32_t failures = 0;
        std::uint32_t under_way = 0;
        Moment last_failure{};
    };

    struct Bound {
        std::uint32_t failures_free;
        std::uint32_t under_way_max;
        std::chrono::seconds wait_max;
    };

    [[nodiscard]] std::chrono::milliseconds
    wait_of(std::string_view key, const Bound& bound, Moment now) const;
    Track& track_of(const std::string& key);
    void forget_idle();
    void end(const Attempt& attempt);
    void end_one(const std::string& key, Attempt::Outcome outcome, bool is_account, Moment now);

    const Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    std::list<Track> tracks_;  ///< who failed longest ago stands first; guarded by mutex_
    std::unordered_map<std::string_view, std::list<Track>::iterator>
        by_key_;  ///< views the tracks' keys; guarded by mutex_
};

}  // namespace hako::sessions
