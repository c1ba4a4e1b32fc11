// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "delivery/fcm/answers.hpp"
#include "delivery/http2/client.hpp"
#include "domain/push/credentials.hpp"
#include "domain/push/push_gateway.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hako::fcm {

struct Options {
    std::string url = "https://fcm.googleapis.com";
    /// Where access tokens are asked for. Empty: where the service account says (`token_uri`), if
    /// that is one of Google's hosts.
    std::optional<std::string> oauth_url{};
    http2::ClientOptions client{};
    /// How long a credential that Google refused rests before it is tried again unchanged.
    std::chrono::seconds refused_pause{60 * 60};
    /// The pause after a token server that failed.
    std::chrono::seconds token_retry{10};
};

/// Sends to Google (FCM HTTP v1). One connection and one access token for each backend, both
/// replaced when its credential changes.
///
/// Lives on the loop; only send() is for every thread. Destroyed after Loop::stop(); dispatches
/// that are under way then are never answered.
class FcmGateway final : public push::PushGateway {
public:
    /// All outlive it.
    struct Ports {
        const push::CredentialSource& credentials;
        const Clock& clock;
        Log& log;
    };

    /// A Bug when an address in `options` is no https URL: settings are checked before.
    FcmGateway(http2::Loop& loop, const Ports& ports, Options options);
    ~FcmGateway() override;

    FcmGateway(const FcmGateway&) = delete;
    FcmGateway& operator=(const FcmGateway&) = delete;

    void send(push::Dispatch dispatch, push::OutcomeSink& sink) override;

private:
    struct Pending {
        push::Dispatch dispatch;
        push::OutcomeSink* sink = nullptr;
    };

    struct Lane;
    using Token = std::shared_ptr<const crypto::Secret>;

    void take_inbox();
    void take(Pending pending);
    std::shared_ptr<Lane> lane_for(const BackendId& backend);
    std::shared_ptr<Lane>
    open_lane(const BackendId& backend, std::shared_ptr<const push::Credentials> credentials);
    void retire(const BackendId& backend);
    void sweep_retired();
    void ask_for_token(const std::shared_ptr<Lane>& lane);
    void got_token(Lane& lane, const http2::Reply& reply);
    void no_token(Lane& lane, const http2::Reply& reply, const std::string& error);
    void dispatch(Lane& lane, const Pending& pending);
    push::Outcome judge(Lane& lane, const Token& token, const http2::Reply& reply);
    push::Outcome answered(Lane& lane, const Token& token, const http2::Reply& reply);
    void follow(Lane& lane, const Token& token, Step step, push::Outcome& outcome);
    void rest(Lane& lane, const push::Outcome& outcome, std::chrono::seconds time);
    http2::Client* token_client(const http2::Url& url);

    http2::Loop& loop_;
    const Ports ports_;
    const Options options_;
    std::map<BackendId, std::shared_ptr<Lane>> lanes_;
    std::vector<std::shared_ptr<Lane>> retired_;  ///< what was under way when they were replaced
    std::map<std::string, std::unique_ptr<http2::Client>> token_clients_;  ///< by authority
    std::mutex inbox_mutex_;
    std::vector<Pending> inbox_;  ///< guarded by inbox_mutex_
};

}  // namespace hako::fcm
