// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "delivery/apns/answers.hpp"
#include "delivery/apns/token_cache.hpp"
#include "delivery/http2/client.hpp"
#include "domain/push/credentials.hpp"
#include "domain/push/push_gateway.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hako::apns {

struct Options {
    std::string production_url = "https://api.push.apple.com";
    std::string development_url = "https://api.sandbox.push.apple.com";
    http2::ClientOptions client{};
    /// How long a credential that Apple refused rests before it is tried again unchanged.
    std::chrono::seconds refused_pause{60 * 60};
    /// The same after TooManyProviderTokenUpdates.
    std::chrono::seconds updates_pause{5 * 60};
};

/// Sends to Apple. One connection for each backend and environment, which is replaced when its
/// credential changes. A credential that Apple refuses rests: its messages are answered
/// `credential_paused` without being sent.
///
/// Lives on the loop; only send() is for every thread. Destroyed after Loop::stop(); dispatches
/// that are under way then are never answered.
class ApnsGateway final : public push::PushGateway {
public:
    /// All outlive it.
    struct Ports {
        const push::CredentialSource& credentials;
        push::ProviderTokens& tokens;
        const Clock& clock;
        Log& log;
    };

    /// A Bug when an address in `options` is no https URL: settings are checked before.
    ApnsGateway(http2::Loop& loop, const Ports& ports, Options options);
    ~ApnsGateway() override;

    ApnsGateway(const ApnsGateway&) = delete;
    ApnsGateway& operator=(const ApnsGateway&) = delete;

    void send(push::Dispatch dispatch, push::OutcomeSink& sink) override;

    /// On the loop: connections opened so far to the backend's present environment, for tests.
    [[nodiscard]] std::size_t
    connections_opened(const BackendId& backend, push::ApnsEnvironment environment) const;

private:
    struct Pending {
        push::Dispatch dispatch;
        push::OutcomeSink* sink = nullptr;
    };

    struct Lane;
    using LaneKey = std::pair<BackendId, push::ApnsEnvironment>;

    void take_inbox();
    void take(Pending pending);
    std::shared_ptr<Lane> lane_for(const Pending& pending);
    std::shared_ptr<Lane> open_lane(const LaneKey& key, const push::ApnsCredential& credential);
    void retire(const LaneKey& key);
    void sweep_retired();
    void need_token(const std::shared_ptr<Lane>& lane, Pending pending);
    void
    dispatch(const std::shared_ptr<Lane>& lane, const Pending& pending, TokenCache::Token token);
    push::Outcome judge(Lane& lane, const TokenCache::Token& token, const http2::Reply& reply);
    push::Outcome answered(Lane& lane, const TokenCache::Token& token, const http2::Reply& reply);
    push::Outcome not_answered(Lane& lane, const http2::Reply& reply);
    void follow(Lane& lane, const Answer& answer, push::Outcome& outcome);
    void renew_token(Lane& lane, const TokenCache::Token& token, push::Outcome& outcome);
    void pause(Lane& lane, const push::Outcome& outcome, std::chrono::seconds time);

    http2::Loop& loop_;
    const Ports ports_;
    const Options options_;
    TokenCache tokens_;
    std::map<LaneKey, std::shared_ptr<Lane>> lanes_;
    std::vector<std::shared_ptr<Lane>> retired_;  ///< what was under way when they were replaced
    std::mutex inbox_mutex_;
    std::vector<Pending> inbox_;  ///< guarded by inbox_mutex_
};

}  // namespace hako::apns
