// SPDX-License-Identifier: Apache-2.0
#include "domain/push/credential_service.hpp"

#include "crypto/certificate.hpp"

#include <algorithm>
#include <utility>

namespace hako::push {
namespace {

constexpr unsigned kVersionBits = 63;

CredentialSlot slot_of(ApnsEnvironment environment) {
    return environment == ApnsEnvironment::development ? CredentialSlot::apns_development
                                                       : CredentialSlot::apns_production;
}

/// A credential that was looked at, and where it goes.
struct Checked {
    AnyCredential credential;
    std::vector<CredentialSlot> slots;
    std::vector<Finding> findings;
    std::string_view parameter;
};

void append(std::vector<Finding>& findings, std::vector<Finding> more) {
    findings.insert(
        findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())
    );
}

/// Looks at the shape of what was given.
struct Check {
    const std::vector<ApnsEnvironment>& environments;
    UnixMillis now;

    [[nodiscard]] std::vector<CredentialSlot> slots() const {
        std::vector<CredentialSlot> all;
        std::transform(environments.begin(), environments.end(), std::back_inserter(all), &slot_of);
        return all;
    }

    Checked operator()(ApnsKeyCredential&& key) const {
        auto findings = check_shape(key);
        return {std::move(key), slots(), std::move(findings), "apnsKey"};
    }

    Checked operator()(ApnsCertificateCredential&& certificate) const {
        std::vector<Finding> findings;
        for (const auto environment : environments) {
            append(findings, check_shape(certificate, environment, now));
        }
        return {std::move(certificate), slots(), std::move(findings), "apnsCertificate"};
    }

    Checked operator()(ServiceAccountText&& given) const {
        auto file = read_service_account(given.text);
        auto findings = std::move(file.findings);
        if (!file.credential) {
            return {
                ApnsCertificateCredential{crypto::Secret(""), ""},
                {},
                std::move(findings),
                "serviceAccount"
            };
        }
        append(findings, check_shape(*file.credential));
        return {
            *std::move(file.credential),
            {CredentialSlot::fcm},
            std::move(findings),
            "serviceAccount"
        };
    }
};

std::vector<std::string> texts_of(const std::vector<Finding>& findings, Finding::Weight weight) {
    std::vector<std::string> texts;
    for (const Finding& finding : findings) {
        if (finding.weight == weight &&
            std::find(texts.begin(), texts.end(), finding.text) == texts.end()) {
            texts.push_back(finding.text);
        }
    }
    return texts;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) {
        all += (all.empty() ? "" : " ") + text;
    }
    return all;
}

struct Facts {
    CredentialSummary& summary;

    void operator()(const ApnsKeyCredential& key) const {
        summary.facts = {
            {"kind", "APNs key"},
            {"keyId", key.key_id},
            {"teamId", key.team_id},
            {"topic", key.topic},
        };
    }

    void operator()(const ApnsCertificateCredential& certificate) const {
        summary.facts = {{"kind", "APNs certificate"}, {"topic", certificate.topic}};
        if (const auto facts = crypto::read_certificate(certificate.pem)) {
            summary.expires_at = facts->not_after;
        }
    }

    void operator()(const FcmCredential& fcm) const {
        summary.facts = {
            {"kind", "service account"},
            {"projectId", fcm.project_id},
            {"clientEmail", fcm.client_email},
            {"keyId", fcm.private_key_id},
        };
    }
};

}  // namespace

CredentialSummary CredentialService::summary_of(const SealedCredential& row) const {
    CredentialSummary summary{row.slot, row.configured_at, {}, std::nullopt};
    if (const auto credential = open(ports_.sealer, row)) {
        std::visit(Facts{summary}, *credential);
    }
    return summary;
}

Task<Result<Configured>> CredentialService::configure(
    const OperatorCaller&,
    BackendId backend,
    GivenCredential given,
    std::vector<ApnsEnvironment> environments
) const {
    const UnixMillis now = ports_.clock.now();
    const Checked checked = std::visit(Check{environments, now}, std::move(given));
    if (has_wrong(checked.findings)) {
        co_return Error::invalid_param(
            checked.parameter, joined(texts_of(checked.findings, Finding::Weight::wrong))
        );
    }
    std::vector<SealedCredential> rows;
    rows.reserve(checked.slots.size());
    for (const CredentialSlot slot : checked.slots) {
        rows.push_back({
            .backend = backend,
            .slot = slot,
            .version = static_cast<std::int64_t>(ports_.random.next_u64() >> (64 - kVersionBits)),
            .box = seal(ports_.sealer, checked.credential, backend, slot, ports_.random),
            .configured_at = now,
        });
    }
    auto work = [&](SystemTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY(co_await require_backend(tx, backend));
        for (const SealedCredential& row : rows) {
            HAKO_CO_TRY(co_await tx.push_credentials().put(row));
        }
        co_return Result<void>();
    };
    auto making = ports_.changes.make<void>(std::move(work));
    HAKO_CO_TRY(co_await std::move(making));
    Configured configured{{}, texts_of(checked.findings, Finding::Weight::warning)};
    for (const SealedCredential& row : rows) {
        configured.credentials.push_back(summary_of(row));
    }
    co_return configured;
}

Task<Result<std::vector<CredentialSummary>>>
CredentialService::show(const OperatorCaller&, BackendId backend) const {
    auto work = [&](SystemTransaction& tx) -> Task<Result<std::vector<SealedCredential>>> {
        HAKO_CO_TRY(co_await require_backend(tx, backend));
        co_return co_await tx.push_credentials().list();
    };
    auto reading = write<std::vector<SealedCredential>>(ports_.storage.writes(), std::move(work));
    HAKO_CO_TRY_ASSIGN(const auto rows, co_await std::move(reading));
    std::vector<CredentialSummary> summaries;
    for (const SealedCredential& row : rows) {
        if (row.backend == backend) {
            summaries.push_back(summary_of(row));
        }
    }
    co_return summaries;
}

Task<Result<void>> CredentialService::remove(
    const OperatorCaller&,
    BackendId backend,
    std::vector<CredentialSlot> slots
) const {
    auto work = [&](SystemTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY(co_await require_backend(tx, backend));
        std::size_t removed = 0;
        for (const CredentialSlot slot : slots) {
            HAKO_CO_TRY_ASSIGN(
                const bool was_there, co_await tx.push_credentials().erase(backend, slot)
            );
            removed += was_there ? 1 : 0;
        }
        if (removed == 0) {
            co_return Error::invalid_param("credentials", "There is no such credential.");
        }
        co_return Result<void>();
    };
    auto making = ports_.changes.make<void>(std::move(work));
    co_return co_await std::move(making);
}

}  // namespace hako::push
