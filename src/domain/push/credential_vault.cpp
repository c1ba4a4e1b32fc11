// SPDX-License-Identifier: Apache-2.0
#include "domain/push/credential_vault.hpp"

#include "domain/push/credential_codec.hpp"

#include <utility>
#include <variant>

namespace hako::push {
namespace {

/// Puts an opened credential where gateways look for it.
struct Place {
    Credentials& credentials;
    const SealedCredential& row;

    void operator()(ApnsKeyCredential&& key) const {
        slot().emplace(ApnsCredential{row.version, std::move(key)});
    }

    void operator()(ApnsCertificateCredential&& certificate) const {
        slot().emplace(ApnsCredential{row.version, std::move(certificate)});
    }

    void operator()(FcmCredential&& fcm) const {
        fcm.version = row.version;
        credentials.fcm.emplace(std::move(fcm));
    }

    [[nodiscard]] std::optional<ApnsCredential>& slot() const {
        return row.slot == CredentialSlot::apns_development ? credentials.apns_development
                                                            : credentials.apns_production;
    }
};

}  // namespace

CredentialVault::CredentialVault(const crypto::Sealer& sealer, Log& log)
    : sealer_(sealer), log_(log), picture_(std::make_shared<const Picture>()) {}

std::shared_ptr<const Credentials> CredentialVault::find(const BackendId& backend) const {
    const auto picture = picture_.get();
    const auto found = picture->find(backend);
    return found == picture->end() ? nullptr : found->second;
}

Result<void> CredentialVault::changed(FolderContents contents) {
    const std::scoped_lock lock(changing_);
    if (contents.number <= last_number_) {
        return {};
    }
    last_number_ = contents.number;
    std::map<BackendId, std::shared_ptr<Credentials>> opened;
    for (const SealedCredential& row : contents.push_credentials) {
        auto credential = open(sealer_, row);
        if (!credential) {
            log_.write(
                LogLevel::error,
                "a push credential does not open: is secrets.key another file than before?",
                {{"backend", std::string_view(row.backend.text())}, {"for", to_string(row.slot)}}
            );
            continue;
        }
        auto& credentials = opened[row.backend];
        if (!credentials) {
            credentials = std::make_shared<Credentials>();
        }
        std::visit(Place{*credentials, row}, *std::move(credential));
    }
    picture_.replace(std::make_shared<const Picture>(opened.begin(), opened.end()));
    return {};
}

}  // namespace hako::push
