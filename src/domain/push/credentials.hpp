// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "crypto/secret.hpp"
#include "domain/push/push.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace hako::push {

/// An APNs signing key (`AuthKey_….p8`). One key speaks for all apps of its team.
struct ApnsKeyCredential {
    crypto::Secret key_pem;  ///< PKCS#8 PEM, P-256
    std::string key_id;      ///< 10 characters
    std::string team_id;     ///< 10 characters
    std::string topic;       ///< the app's bundle id
};

/// An APNs client certificate. Expires after a year.
struct ApnsCertificateCredential {
    crypto::Secret pem;  ///< the certificate, its chain if any, and its private key, unencrypted
    std::string topic;   ///< the app's bundle id
};

/// A credential for APNs in one environment.
struct ApnsCredential {
    /// Another number whenever what is configured for this backend and environment changed: it is
    /// not taken for the earlier one, its connection is opened anew and a pause is lifted.
    std::int64_t version = 0;
    std::variant<ApnsKeyCredential, ApnsCertificateCredential> what;
};

/// A Firebase service account: the fields of its JSON file that are used.
struct FcmCredential {
    std::int64_t version = 0;  ///< as ApnsCredential::version
    std::string project_id;
    std::string client_email;
    std::string private_key_id;
    crypto::Secret private_key_pem;  ///< PKCS#8 PEM, RSA
    std::string token_uri;           ///< as in the file; where it may lead is checked when used
};

/// What one backend was given. Not changed once it is handed out.
struct Credentials {
    std::optional<ApnsCredential> apns_development;
    std::optional<ApnsCredential> apns_production;
    std::optional<FcmCredential> fcm;

    [[nodiscard]] const std::optional<ApnsCredential>& apns(ApnsEnvironment environment) const {
        return environment == ApnsEnvironment::development ? apns_development : apns_production;
    }
};

/// Where the gateways find a backend's credentials.
class CredentialSource {
public:
    virtual ~CredentialSource() = default;

    /// The backend's credentials as they are now; null when it has none. Called for every dispatch,
    /// on the gateway's thread: answers from memory, does not wait.
    [[nodiscard]] virtual std::shared_ptr<const Credentials> find(const BackendId& backend
    ) const = 0;
};

}  // namespace hako::push
