// SPDX-License-Identifier: Apache-2.0
#include "domain/push/credential_codec.hpp"

#include "json/document.hpp"
#include "json/write.hpp"

#include <array>
#include <utility>

namespace hako::push {
namespace {

constexpr std::array<std::string_view, 3> kSlots{"apnsDevelopment", "apnsProduction", "fcm"};

std::string associated(const BackendId& backend, CredentialSlot slot) {
    return "push credential " + backend.text() + " " + std::string(to_string(slot));
}

struct Write {
    json::Writer& writer;

    void operator()(const ApnsKeyCredential& key) const {
        writer.name("kind").string("apnsKey").name("pem").string(key.key_pem.reveal());
        writer.name("keyId").string(key.key_id).name("teamId").string(key.team_id);
        writer.name("topic").string(key.topic);
    }

    void operator()(const ApnsCertificateCredential& certificate) const {
        writer.name("kind").string("apnsCertificate");
        writer.name("pem").string(certificate.pem.reveal());
        writer.name("topic").string(certificate.topic);
    }

    void operator()(const FcmCredential& fcm) const {
        writer.name("kind").string("fcm").name("projectId").string(fcm.project_id);
        writer.name("clientEmail").string(fcm.client_email);
        writer.name("privateKeyId").string(fcm.private_key_id);
        writer.name("pem").string(fcm.private_key_pem.reveal());
        writer.name("tokenUri").string(fcm.token_uri);
    }
};

AnyCredential read(json::Value root) {
    const auto text = [&](std::string_view name) {
        const auto value = root.find(name);
        check(value && value->is(json::Kind::string), "a sealed credential has all its fields");
        return value->string();
    };
    const std::string kind = text("kind");
    if (kind == "apnsKey") {
        return ApnsKeyCredential{
            crypto::Secret(text("pem")), text("keyId"), text("teamId"), text("topic")
        };
    }
    if (kind == "apnsCertificate") {
        return ApnsCertificateCredential{crypto::Secret(text("pem")), text("topic")};
    }
    return FcmCredential{
        .version = 0,
        .project_id = text("projectId"),
        .client_email = text("clientEmail"),
        .private_key_id = text("privateKeyId"),
        .private_key_pem = crypto::Secret(text("pem")),
        .token_uri = text("tokenUri"),
    };
}

}  // namespace

std::string_view to_string(CredentialSlot slot) {
    return kSlots.at(static_cast<std::size_t>(slot));
}

std::optional<CredentialSlot> parse_slot(std::string_view text) {
    for (std::size_t i = 0; i < kSlots.size(); ++i) {
        if (kSlots.at(i) == text) {
            return static_cast<CredentialSlot>(i);
        }
    }
    return std::nullopt;
}

std::string seal(
    const crypto::Sealer& sealer,
    const AnyCredential& credential,
    const BackendId& backend,
    CredentialSlot slot,
    Random& random
) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    std::visit(Write{writer}, credential);
    writer.end_object();
    const crypto::Secret secret(std::move(text));
    return sealer.seal(secret.reveal(), associated(backend, slot), random);
}

std::optional<AnyCredential>
open(const crypto::Sealer& sealer, const SealedCredential& credential) {
    const auto secret =
        sealer.open(credential.box, associated(credential.backend, credential.slot));
    if (!secret) {
        return std::nullopt;
    }
    json::Document document;
    check(!document.parse(secret->reveal()).has_value(), "what was sealed is JSON");
    return read(document.root());
}

}  // namespace hako::push
