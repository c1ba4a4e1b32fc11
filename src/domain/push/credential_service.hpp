// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/callers.hpp"
#include "domain/folder_changes.hpp"
#include "domain/push/credential_checks.hpp"
#include "domain/push/credential_codec.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hako::push {

/// A service account's file, as it was given.
struct ServiceAccountText {
    crypto::Secret text;
};

/// What an operator gives.
using GivenCredential =
    std::variant<ApnsKeyCredential, ApnsCertificateCredential, ServiceAccountText>;

/// What may be shown of a credential: nothing secret.
struct CredentialSummary {
    CredentialSlot slot = CredentialSlot::fcm;
    UnixMillis configured_at = 0;
    /// Wire names and values: `kind`, `keyId`, `teamId`, `topic`, `projectId`, `clientEmail`.
    /// Empty: it does not open with this key file.
    std::vector<std::pair<std::string, std::string>> facts;
    std::optional<UnixMillis> expires_at;  ///< certificates
};

/// What configuring did.
struct Configured {
    std::vector<CredentialSummary> credentials;
    std::vector<std::string> warnings;
};

/// The use cases of push credentials, for the operator. Each change is one transaction, on disk and
/// obeyed by a running server before its task is done. Safe on every thread.
///
/// A backend that does not exist is invalid_params under `backendId`.
class CredentialService {
public:
    struct Ports {
        Storage& storage;
        FolderChanges& changes;
        const crypto::Sealer& sealer;
        const Clock& clock;
        Random& random;
    };

    explicit CredentialService(const Ports& ports) : ports_(ports) {}

    /// Keeps the credential sealed, in the place of what was there. For APNs `environments` says
    /// where it is for. Fails with invalid_params (`apnsKey`, `apnsCertificate`, `serviceAccount`)
    /// that say everything that is wrong with its shape; nobody is asked over the network.
    Task<Result<Configured>> configure(
        const OperatorCaller& caller,
        BackendId backend,
        GivenCredential given,
        std::vector<ApnsEnvironment> environments
    ) const;

    Task<Result<std::vector<CredentialSummary>>>
    show(const OperatorCaller& caller, BackendId backend) const;

    /// Fails with invalid_params (`credentials`) when none of the slots has a credential.
    Task<Result<void>> remove(
        const OperatorCaller& caller,
        BackendId backend,
        std::vector<CredentialSlot> slots
    ) const;

private:
    [[nodiscard]] CredentialSummary summary_of(const SealedCredential& row) const;

    const Ports ports_;
};

}  // namespace hako::push
