// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "domain/push/credentials.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::push {

/// One thing that is, or will be, wrong with a credential, as a sentence for its operator.
struct Finding {
    /// `wrong`: it cannot work, and is refused when given. `warning`: it works today.
    enum class Weight : std::uint8_t { warning, wrong };
    Weight weight = Weight::wrong;
    std::string text;
};

/// Whether any of them keeps the credential from working.
bool has_wrong(const std::vector<Finding>& findings);

/// A certificate is warned about this long before it expires.
inline constexpr UnixMillis kCertificateWarningMillis = 30LL * 24 * 60 * 60 * 1000;

/// What is wrong with an APNs key: no P-256 key in PEM (PKCS#8), ids that are not 10 capital
/// letters and digits, a topic that is no bundle id. Shape only: Apple is not asked.
std::vector<Finding> check_shape(const ApnsKeyCredential& credential);

/// What is wrong with a client certificate for `environment` at `now`.
std::vector<Finding> check_shape(
    const ApnsCertificateCredential& credential,
    ApnsEnvironment environment,
    UnixMillis now
);

/// What is wrong with a service account's fields. Where its `token_uri` leads is checked, too:
/// only hosts of Google's may be given the signed request.
std::vector<Finding> check_shape(const FcmCredential& credential);

/// Whether a token may be asked for there: https and one of Google's hosts for it.
bool is_google_token_uri(std::string_view token_uri);

/// Whether it can be the id of a Google project, and so a part of a path.
bool is_project_id(std::string_view text);

/// What reading a service account's file gave: the credential (its version 0), or why not.
struct ServiceAccountFile {
    std::optional<FcmCredential> credential;
    std::vector<Finding> findings;
};

/// Reads the JSON file of a service account. Other files that people take for it are named for
/// what they are: google-services.json, an OAuth client, a server key of the ended legacy API.
ServiceAccountFile read_service_account(const crypto::Secret& file);

/// The keys that share one team's 20-minute budget for new provider tokens: a warning when there
/// are more than one. `key_ids` are of one team, of all backends.
std::optional<Finding>
check_team_budget(std::string_view team_id, const std::vector<std::string>& key_ids);

}  // namespace hako::push
