// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "crypto/sealed_box.hpp"
#include "delivery/apns/apns_gateway.hpp"
#include "delivery/fcm/fcm_gateway.hpp"
#include "delivery/http2/loop.hpp"
#include "domain/push/credential_vault.hpp"
#include "domain/push/kept_tokens.hpp"
#include "domain/push/platform_gateway.hpp"
#include "domain/system_storage.hpp"
#include "server/settings.hpp"

namespace hako::server {

/// The way to the providers: credentials, provider tokens, gateways and the thread that they live
/// on. A server has one, and a command line that asks the providers.
class PushSide {
public:
    /// All references outlive it.
    PushSide(
        const Settings& settings,
        Storage& storage,
        const crypto::Sealer& sealer,
        const Clock& clock,
        Random& random,
        Log& log
    );

    /// As stop().
    ~PushSide();
    PushSide(const PushSide&) = delete;
    PushSide& operator=(const PushSide&) = delete;

    /// Ends the thread: what is under way is never answered. Before the storage stops.
    void stop() {
        loop_.stop();
    }

    /// It has to watch the folder.
    push::CredentialVault& vault() {
        return vault_;
    }

    push::PushGateway& gateway() {
        return gateway_;
    }

private:
    push::CredentialVault vault_;
    push::KeptTokens tokens_;
    http2::Loop loop_;
    apns::ApnsGateway apns_;
    fcm::FcmGateway fcm_;
    push::PlatformGateway gateway_{apns_, fcm_};
};

}  // namespace hako::server
