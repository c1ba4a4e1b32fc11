// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "domain/push/credentials.hpp"
#include "domain/push/provider_tokens.hpp"
#include "domain/push/push_gateway.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hako::testing {

/// The system's clock and what a test added to it.
class ShiftedClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override {
        return system_.now() + shift_.load();
    }

    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return system_.steady_now() + std::chrono::milliseconds(shift_.load());
    }

    void pass(std::chrono::milliseconds time) {
        shift_ += time.count();
    }

private:
    SystemClock system_;
    std::atomic<UnixMillis> shift_{0};
};

/// Keeps outcomes until a test asks for them.
class Outcomes final : public push::OutcomeSink {
public:
    void finished(std::uint64_t ticket, push::Outcome outcome) override {
        const std::scoped_lock lock(mutex_);
        twice_ += outcomes_.contains(ticket) ? 1 : 0;
        outcomes_[ticket] = std::move(outcome);
        changed_.notify_all();
    }

    /// The outcome of a ticket; empty when none comes in 20 seconds.
    std::optional<push::Outcome> wait(std::uint64_t ticket) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::seconds(20), [&] {
            return outcomes_.contains(ticket);
        });
        const auto found = outcomes_.find(ticket);
        return found == outcomes_.end() ? std::nullopt : std::optional(found->second);
    }

    /// How many outcomes came for a ticket that had one.
    [[nodiscard]] int twice() {
        const std::scoped_lock lock(mutex_);
        return twice_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, push::Outcome> outcomes_;
    int twice_ = 0;
};

/// Credentials that a test sets.
class TestCredentials final : public push::CredentialSource {
public:
    void set(const BackendId& backend, std::shared_ptr<const push::Credentials> credentials) {
        const std::scoped_lock lock(mutex_);
        credentials_[backend] = std::move(credentials);
    }

    [[nodiscard]] std::shared_ptr<const push::Credentials> find(const BackendId& backend
    ) const override {
        const std::scoped_lock lock(mutex_);
        const auto found = credentials_.find(backend);
        return found == credentials_.end() ? nullptr : found->second;
    }

private:
    mutable std::mutex mutex_;
    std::map<BackendId, std::shared_ptr<const push::Credentials>> credentials_;
};

/// Keeps provider tokens in memory, as the database does beyond a gateway's life.
class TestTokens final : public push::ProviderTokens {
public:
    Task<Result<std::optional<push::ProviderToken>>> load(const push::ProviderTokenKey& key
    ) override {
        const std::scoped_lock lock(mutex_);
        const auto found = kept_.find(key);
        if (found == kept_.end()) {
            co_return std::optional<push::ProviderToken>();
        }
        co_return std::optional(
            push::ProviderToken{crypto::Secret(found->second.first), found->second.second}
        );
    }

    Task<Result<std::optional<UnixMillis>>> newest_of_team(std::string_view team_id) override {
        const std::scoped_lock lock(mutex_);
        std::optional<UnixMillis> newest;
        for (const auto& [key, token] : kept_) {
            if (key.team_id == team_id && (!newest || *newest < token.second)) {
                newest = token.second;
            }
        }
        co_return newest;
    }

    Task<Result<void>> keep(const push::ProviderTokenKey& key, const push::ProviderToken& token)
        override {
        const std::scoped_lock lock(mutex_);
        kept_[key] = {std::string(token.text.reveal()), token.issued_at};
        ++made_;
        co_return Result<void>();
    }

    [[nodiscard]] int made() const {
        return made_;
    }

private:
    std::mutex mutex_;
    std::map<push::ProviderTokenKey, std::pair<std::string, UnixMillis>> kept_;
    std::atomic<int> made_{0};
};

/// A backend's id by one digit.
inline BackendId backend_of(char digit) {
    return *BackendId::parse(std::string(24, digit));
}

}  // namespace hako::testing
