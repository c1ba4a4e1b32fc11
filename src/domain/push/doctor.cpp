// SPDX-License-Identifier: Apache-2.0
#include "domain/push/doctor.hpp"

#include "base/executor.hpp"
#include "domain/push/credential_checks.hpp"
#include "domain/push/explanation.hpp"

#include <algorithm>
#include <coroutine>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <variant>

namespace hako::push {
namespace {

using Weight = Diagnosis::Weight;

/// A device that does not exist, as either platform spells one.
constexpr std::size_t kApnsTokenCharacters = 64;
constexpr std::string_view kFcmToken = "hako-push-doctor-asks-for-a-device-that-does-not-exist";

/// Gathers the answers to some dispatches.
class Answers final : public OutcomeSink {
public:
    explicit Answers(std::size_t count) : outcomes_(count), missing_(count) {}

    void finished(std::uint64_t ticket, Outcome outcome) override {
        const std::lock_guard lock(mutex_);
        outcomes_.at(static_cast<std::size_t>(ticket)) = std::move(outcome);
        if (--missing_ == 0 && waiter_) {
            home_->resume_all(std::span(&waiter_, 1));
        }
    }

    // The awaiter of all of them.
    [[nodiscard]] bool await_ready() const noexcept {
        return false;
    }

    bool await_suspend(std::coroutine_handle<> waiter) {
        const std::lock_guard lock(mutex_);
        home_ = &Executor::current();
        waiter_ = waiter;
        return missing_ > 0;
    }

    std::vector<Outcome> await_resume() {
        const std::lock_guard lock(mutex_);
        return std::move(outcomes_);
    }

private:
    std::mutex mutex_;
    std::vector<Outcome> outcomes_;
    std::size_t missing_;
    Executor* home_ = nullptr;
    std::coroutine_handle<> waiter_;
};

Platform platform_of(CredentialSlot slot) {
    return slot == CredentialSlot::fcm ? Platform::android : Platform::ios;
}

ApnsEnvironment environment_of(CredentialSlot slot) {
    return slot == CredentialSlot::apns_development ? ApnsEnvironment::development
                                                    : ApnsEnvironment::production;
}

std::vector<Finding>
findings_of(const AnyCredential& credential, CredentialSlot slot, UnixMillis now) {
    if (const auto* key = std::get_if<ApnsKeyCredential>(&credential)) {
        return check_shape(*key);
    }
    if (const auto* certificate = std::get_if<ApnsCertificateCredential>(&credential)) {
        return check_shape(*certificate, environment_of(slot), now);
    }
    return check_shape(std::get<FcmCredential>(credential));
}

/// What the provider's answer about a device that does not exist says of the credential.
Diagnosis judge(CredentialSlot slot, const Outcome& outcome) {
    const std::string word =
        outcome.reason.empty() ? std::to_string(outcome.status) : outcome.reason;
    const std::string why =
        word + ": " + std::string(explanation(platform_of(slot), outcome.status, outcome.reason));
    switch (outcome.verdict) {
        case Verdict::accepted:
        case Verdict::token_dead:
        case Verdict::wrong_environment:
            return {slot, Weight::good, "The provider accepts the credential."};
        case Verdict::credential_paused:
        case Verdict::refused:
        case Verdict::no_credential:
            return {slot, Weight::wrong, "The provider refuses: " + why};
        case Verdict::retry_later:
        case Verdict::retry_device_later:
        case Verdict::retry_now:
        case Verdict::unknown:
            break;
    }
    // Nothing came back at all, or the provider has troubles of its own.
    return {
        slot,
        outcome.status == 0 ? Weight::wrong : Weight::warning,
        (outcome.status == 0 ? "The provider cannot be reached: " : "The provider is busy: ") + why
    };
}

Diagnosis judge_token(CredentialSlot slot, const Outcome& outcome) {
    const std::string where =
        slot == CredentialSlot::apns_development ? "development" : "production";
    if (outcome.verdict == Verdict::accepted) {
        return {slot, Weight::good, "The device's token is of " + where + "."};
    }
    if (outcome.verdict == Verdict::wrong_environment) {
        return {
            slot,
            Weight::warning,
            "The device's token is not of " + where +
                ": Apple does not know it there. A build signed for development has tokens of "
                "development, all others of production."
        };
    }
    return {
        slot,
        Weight::warning,
        "The device's token in " + where + ": " +
            std::string(explanation(Platform::ios, outcome.status, outcome.reason))
    };
}

std::shared_ptr<const Payload> silent_payload(Platform platform) {
    auto payload = std::make_shared<Payload>();
    if (platform == Platform::ios) {
        payload->json = R"({"aps":{"content-available":1}})";
        payload->apns_headers = {{"apns-push-type", "background"}, {"apns-priority", "5"}};
    } else {
        payload->json = R"({"data":{"hako":"doctor"}})";
    }
    return payload;
}

/// One question to a provider.
struct Question {
    CredentialSlot slot;
    std::string token;
    bool is_about_device = false;
};

std::vector<Question>
questions_for(const std::vector<CredentialSlot>& usable, const std::string& device_token) {
    std::vector<Question> questions;
    for (const CredentialSlot slot : usable) {
        questions.push_back({
            slot,
            slot == CredentialSlot::fcm ? std::string(kFcmToken)
                                        : std::string(kApnsTokenCharacters, '0'),
        });
        if (!device_token.empty() && slot != CredentialSlot::fcm) {
            questions.push_back({slot, device_token, true});
        }
    }
    return questions;
}

/// The key ids of each of the backend's teams, over all backends.
std::vector<Diagnosis> budget_findings(
    const std::vector<SealedCredential>& rows,
    const crypto::Sealer& sealer,
    const BackendId& backend
) {
    std::map<std::string, std::set<std::string>> keys;
    std::set<std::string> own_teams;
    for (const SealedCredential& row : rows) {
        const auto credential = open(sealer, row);
        const auto* key = credential ? std::get_if<ApnsKeyCredential>(&*credential) : nullptr;
        if (key == nullptr) {
            continue;
        }
        keys[key->team_id].insert(key->key_id);
        if (row.backend == backend) {
            own_teams.insert(key->team_id);
        }
    }
    std::vector<Diagnosis> found;
    for (const std::string& team : own_teams) {
        const auto& ids = keys[team];
        if (auto finding = check_team_budget(team, {ids.begin(), ids.end()})) {
            found.push_back({std::nullopt, Weight::warning, std::move(finding->text)});
        }
    }
    return found;
}

/// What the backend's credentials show without being used, and those that are worth a question.
struct FirstLook {
    std::vector<Diagnosis> found;
    std::vector<CredentialSlot> usable;
};

void look_at(
    const SealedCredential& row,
    const crypto::Sealer& sealer,
    UnixMillis now,
    FirstLook& look
) {
    const auto credential = open(sealer, row);
    if (!credential) {
        look.found.push_back({
            row.slot,
            Weight::wrong,
            "The credential does not open: secrets.key is not the file it was stored with. "
            "Put that file back, or configure the credential again.",
        });
        return;
    }
    const auto findings = findings_of(*credential, row.slot, now);
    for (const Finding& finding : findings) {
        const bool is_wrong = finding.weight == Finding::Weight::wrong;
        look.found.push_back({row.slot, is_wrong ? Weight::wrong : Weight::warning, finding.text});
    }
    if (!has_wrong(findings)) {
        look.usable.push_back(row.slot);
    }
}

FirstLook first_look(
    const std::vector<SealedCredential>& rows,
    const crypto::Sealer& sealer,
    const BackendId& backend,
    UnixMillis now
) {
    FirstLook look;
    for (const SealedCredential& row : rows) {
        if (row.backend == backend) {
            look_at(row, sealer, now, look);
        }
    }
    for (Diagnosis& diagnosis : budget_findings(rows, sealer, backend)) {
        look.found.push_back(std::move(diagnosis));
    }
    if (look.found.empty() && look.usable.empty()) {
        look.found.push_back(
            {std::nullopt,
             Weight::wrong,
             "No push credential is configured: hako push configure --backend " + backend.text()}
        );
    }
    return look;
}

Dispatch dispatch_of(
    const Question& question,
    std::uint64_t ticket,
    const BackendId& backend,
    Random& random
) {
    return {
        .ticket = ticket,
        .backend = backend,
        .platform = platform_of(question.slot),
        .environment = environment_of(question.slot),
        .token = question.token,
        .message_id = {random.next_u64(), random.next_u64()},
        .payload = silent_payload(platform_of(question.slot)),
    };
}

}  // namespace

Task<Result<std::vector<Diagnosis>>>
Doctor::examine(const OperatorCaller&, BackendId backend, std::string device_token) const {
    auto work = [&](SystemTransaction& tx) -> Task<Result<std::vector<SealedCredential>>> {
        HAKO_CO_TRY(co_await require_backend(tx, backend));
        co_return co_await tx.push_credentials().list();
    };
    auto reading = write<std::vector<SealedCredential>>(ports_.storage.writes(), std::move(work));
    HAKO_CO_TRY_ASSIGN(const auto rows, co_await std::move(reading));
    auto [found, usable] = first_look(rows, ports_.sealer, backend, ports_.clock.now());
    const auto questions = questions_for(usable, device_token);
    Answers answers(questions.size());
    for (std::size_t i = 0; i < questions.size(); ++i) {
        ports_.gateway.send(dispatch_of(questions[i], i, backend, ports_.random), answers);
    }
    const std::vector<Outcome> outcomes = co_await answers;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const Question& question = questions[i];
        found.push_back(
            question.is_about_device ? judge_token(question.slot, outcomes[i])
                                     : judge(question.slot, outcomes[i])
        );
    }
    co_return std::move(found);
}

}  // namespace hako::push
