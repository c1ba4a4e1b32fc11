// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/push/credential_store.hpp"
#include "domain/push/credentials.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace hako::push {

/// A credential for one slot.
using AnyCredential = std::variant<ApnsKeyCredential, ApnsCertificateCredential, FcmCredential>;

/// The slot's word on the wire and in our texts: `apnsDevelopment`, `apnsProduction`, `fcm`.
std::string_view to_string(CredentialSlot slot);
std::optional<CredentialSlot> parse_slot(std::string_view text);

/// The credential as a box that opens for this backend and slot only.
std::string seal(
    const crypto::Sealer& sealer,
    const AnyCredential& credential,
    const BackendId& backend,
    CredentialSlot slot,
    Random& random
);

/// What was sealed. Empty when the box does not open: it was made with another key file, or for
/// another place.
std::optional<AnyCredential> open(const crypto::Sealer& sealer, const SealedCredential& credential);

}  // namespace hako::push
