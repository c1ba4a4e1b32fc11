// SPDX-License-Identifier: Apache-2.0
#include "delivery/apns/apns_gateway.hpp"

#include "base/check.hpp"
#include "delivery/apns/request.hpp"
#include "delivery/http2/retry_after.hpp"
#include "domain/push/explanation.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <type_traits>
#include <variant>

namespace hako::apns {

using push::Outcome;
using push::Verdict;
using std::chrono::seconds;
using SteadyTime = std::chrono::steady_clock::time_point;

/// What one backend sends by in one environment, as long as its credential stays the same.
struct ApnsGateway::Lane {
    BackendId backend;
    push::ApnsEnvironment environment;
    std::int64_t version = 0;
    std::string topic;
    std::optional<TokenSigner> signer;      ///< empty with a client certificate
    std::unique_ptr<http2::Client> client;  ///< null when the credential cannot be used
    std::deque<Pending> waiting_for_token;
    bool asks_for_token = false;
    /// While it rests: until when, and the answer that made it rest.
    SteadyTime paused_until;
    int pause_status = 0;
    std::string pause_reason;
};

namespace {

std::string_view name_of(push::ApnsEnvironment environment) {
    return environment == push::ApnsEnvironment::development ? "development" : "production";
}

Outcome make_outcome(
    Verdict verdict,
    int status,
    std::string_view reason,
    std::optional<seconds> retry_after = {}
) {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.status = status;
    outcome.reason = reason;
    outcome.retry_after = retry_after;
    return outcome;
}

std::optional<TokenSigner> make_signer(const push::ApnsKeyCredential& credential) {
    auto key = crypto::SigningKey::from_pem(credential.key_pem);
    if (!key || key->kind() != crypto::SigningKey::Kind::es256) {
        return std::nullopt;
    }
    TokenSigner signer;
    signer.key = {credential.team_id, credential.key_id, key->fingerprint()};
    signer.signing_key = std::make_shared<const crypto::SigningKey>(std::move(*key));
    return signer;
}

}  // namespace

ApnsGateway::ApnsGateway(http2::Loop& loop, const Ports& ports, Options options)
    : loop_(loop),
      ports_(ports),
      options_(std::move(options)),
      tokens_(ports.tokens, ports.clock, ports.log) {
    check(
        http2::parse_url(options_.production_url) && http2::parse_url(options_.development_url),
        "an address of APNs is no https URL"
    );
}

ApnsGateway::~ApnsGateway() = default;

void ApnsGateway::send(push::Dispatch dispatch, push::OutcomeSink& sink) {
    const std::scoped_lock lock(inbox_mutex_);
    inbox_.push_back({std::move(dispatch), &sink});
    if (inbox_.size() == 1) {
        loop_.post([this] { take_inbox(); });
    }
}

void ApnsGateway::take_inbox() {
    std::vector<Pending> taken;
    {
        const std::scoped_lock lock(inbox_mutex_);
        taken.swap(inbox_);
    }
    for (auto& pending : taken) {
        take(std::move(pending));
    }
}

void ApnsGateway::take(Pending pending) {
    const auto finish = [&](Outcome outcome) {
        pending.sink->finished(pending.dispatch.ticket, std::move(outcome));
    };
    const auto lane = lane_for(pending);
    if (!lane) {
        finish(make_outcome(Verdict::no_credential, 0, push::reasons::kNoCredential));
        return;
    }
    if (!lane->client) {
        finish(make_outcome(Verdict::credential_paused, 0, push::reasons::kBadCredential));
        return;
    }
    const auto rest = lane->paused_until - ports_.clock.steady_now();
    if (rest > rest.zero()) {
        finish(make_outcome(
            Verdict::credential_paused,
            lane->pause_status,
            lane->pause_reason,
            std::chrono::ceil<seconds>(rest)
        ));
        return;
    }
    if (!lane->signer) {
        dispatch(lane, pending, nullptr);
    } else if (auto token = tokens_.current(lane->signer->key)) {
        dispatch(lane, pending, std::move(token));
    } else {
        need_token(lane, std::move(pending));
    }
}

std::shared_ptr<ApnsGateway::Lane> ApnsGateway::lane_for(const Pending& pending) {
    const LaneKey key(pending.dispatch.backend, pending.dispatch.environment);
    const auto given = ports_.credentials.find(key.first);
    const auto found = lanes_.find(key);
    if (!given || !given->apns(key.second)) {
        if (found != lanes_.end()) {
            retire(key);
        }
        return nullptr;
    }
    const push::ApnsCredential& credential = *given->apns(key.second);
    if (found != lanes_.end()) {
        if (found->second->version == credential.version) {
            return found->second;
        }
        retire(key);
    }
    return lanes_.emplace(key, open_lane(key, credential)).first->second;
}

std::shared_ptr<ApnsGateway::Lane>
ApnsGateway::open_lane(const LaneKey& key, const push::ApnsCredential& credential) {
    auto lane = std::make_shared<Lane>(Lane{
        .backend = key.first,
        .environment = key.second,
        .version = credential.version,
        .topic = std::visit([](const auto& what) { return what.topic; }, credential.what),
        .signer = {},
        .client = {},
        .waiting_for_token = {},
        .asks_for_token = false,
        .paused_until = {},
        .pause_status = 0,
        .pause_reason = {},
    });
    const crypto::Secret* identity = nullptr;
    if (const auto* certificate = std::get_if<push::ApnsCertificateCredential>(&credential.what)) {
        identity = &certificate->pem;
    } else {
        lane->signer = make_signer(std::get<push::ApnsKeyCredential>(credential.what));
    }
    std::string why = "the signing key is no P-256 key";
    if (identity != nullptr || lane->signer) {
        const auto& url = key.second == push::ApnsEnvironment::development
                              ? options_.development_url
                              : options_.production_url;
        auto made = http2::Client::make(loop_, *http2::parse_url(url), options_.client, identity);
        if (made) {
            lane->client = std::move(made).value();
        } else {
            why = made.error().detail();
        }
    }
    if (!lane->client) {
        ports_.log.write(
            LogLevel::warning,
            "push credential cannot be used",
            {{"backend", key.first.text()}, {"environment", name_of(key.second)}, {"why", why}}
        );
    }
    return lane;
}

void ApnsGateway::retire(const LaneKey& key) {
    const auto lane = std::move(lanes_.extract(key).mapped());
    retired_.push_back(lane);
    loop_.post([this] { sweep_retired(); });
}

// Never from inside a client's own call.
void ApnsGateway::sweep_retired() {
    std::erase_if(retired_, [](const auto& lane) {
        return lane->waiting_for_token.empty() && !lane->asks_for_token &&
               (!lane->client || lane->client->under_way() == 0);
    });
}

void ApnsGateway::need_token(const std::shared_ptr<Lane>& lane, Pending pending) {
    lane->waiting_for_token.push_back(std::move(pending));
    if (lane->asks_for_token) {
        return;
    }
    lane->asks_for_token = true;
    tokens_.ask(*lane->signer, [this, lane](const TokenCache::Given& given) {
        lane->asks_for_token = false;
        const Outcome refused =
            make_outcome(Verdict::credential_paused, 0, push::reasons::kTokenBudget, given.wait);
        if (!given.token) {
            pause(*lane, refused, given.wait);
        }
        for (auto& waiting : std::exchange(lane->waiting_for_token, {})) {
            if (given.token) {
                dispatch(lane, waiting, given.token);
            } else {
                waiting.sink->finished(waiting.dispatch.ticket, refused);
            }
        }
    });
}

void ApnsGateway::dispatch(
    const std::shared_ptr<Lane>& lane,
    const Pending& pending,
    TokenCache::Token token
) {
    auto request = make_request(pending.dispatch, lane->topic, token.get());
    // The lane lives until its client has answered everything: here, or among the retired.
    lane->client->send(
        std::move(request),
        [this,
         owner = lane.get(),
         ticket = pending.dispatch.ticket,
         sink = pending.sink,
         token = std::move(token)](const http2::Reply& reply) {
            Outcome outcome = judge(*owner, token, reply);
            if (!retired_.empty()) {
                loop_.post([this] { sweep_retired(); });
            }
            sink->finished(ticket, std::move(outcome));
        }
    );
}

Outcome ApnsGateway::judge(Lane& lane, const TokenCache::Token& token, const http2::Reply& reply) {
    return reply.ending == http2::Ending::answered ? answered(lane, token, reply)
                                                   : not_answered(lane, reply);
}

Outcome
ApnsGateway::answered(Lane& lane, const TokenCache::Token& token, const http2::Reply& reply) {
    const Refusal refusal = reply.status == 200 ? Refusal() : parse_refusal(reply.body);
    const Answer answer = find_answer(reply.status, refusal.reason);
    Outcome outcome = make_outcome(answer.verdict, reply.status, refusal.reason);
    if (outcome.verdict == Verdict::token_dead) {
        outcome.dead_since = refusal.timestamp;
    }
    if (const auto wish = http2::find_header(reply, "retry-after")) {
        outcome.retry_after = http2::parse_retry_after(*wish, ports_.clock.now());
    }
    if (answer.step == Step::new_token) {
        renew_token(lane, token, outcome);
    } else {
        follow(lane, answer, outcome);
    }
    return outcome;
}

Outcome ApnsGateway::not_answered(Lane& lane, const http2::Reply& reply) {
    Outcome outcome;
    switch (reply.ending) {
        case http2::Ending::not_sent:
            outcome.verdict = Verdict::retry_later;
            outcome.reason = push::reasons::kNotConnected;
            if (reply.wait > reply.wait.zero()) {
                outcome.retry_after = std::chrono::ceil<seconds>(reply.wait);
            }
            break;
        case http2::Ending::not_processed:
            outcome.verdict = Verdict::retry_now;
            outcome.reason = push::reasons::kNotProcessed;
            break;
        case http2::Ending::lost:
        case http2::Ending::answered:
            outcome.verdict = Verdict::unknown;
            outcome.reason = push::reasons::kNoAnswer;
            break;
    }
    const Answer farewell = find_goaway_answer(parse_refusal(reply.goaway_data).reason);
    if (farewell.step == Step::pause) {
        Outcome refused = make_outcome(farewell.verdict, farewell.status, farewell.reason);
        pause(lane, refused, options_.refused_pause);
        if (outcome.verdict == Verdict::retry_now) {
            refused.retry_after = options_.refused_pause;
            return refused;
        }
    }
    ports_.log.write(
        LogLevel::info,
        "push not answered",
        {{"backend", lane.backend.text()}, {"why", reply.detail}}
    );
    return outcome;
}

void ApnsGateway::follow(Lane& lane, const Answer& answer, Outcome& outcome) {
    switch (answer.step) {
        case Step::none:
        case Step::new_token:
            break;
        case Step::reconnect:
            lane.client->reconnect();
            if (outcome.retry_after && *outcome.retry_after > seconds(0)) {
                pause(lane, outcome, *outcome.retry_after);
            }
            break;
        case Step::stop_minting:
            if (lane.signer) {
                tokens_.stop_minting(lane.signer->key.team_id);
            }
            lane.client->reconnect();
            outcome.retry_after = outcome.retry_after.value_or(options_.updates_pause);
            pause(lane, outcome, *outcome.retry_after);
            break;
        case Step::pause:
            outcome.retry_after = options_.refused_pause;
            pause(lane, outcome, options_.refused_pause);
            break;
    }
}

// Expired by Apple's clock, though not by ours. One new token is tried as soon as the team may
// have one; if that is called expired as well, this clock is wrong and the next try is 20 minutes
// away.
void ApnsGateway::renew_token(Lane& lane, const TokenCache::Token& token, Outcome& outcome) {
    if (!lane.signer) {
        follow(lane, {0, {}, Verdict::credential_paused, Step::pause}, outcome);
        outcome.verdict = Verdict::credential_paused;
        return;
    }
    tokens_.expired(lane.signer->key, token);
    const seconds wait = tokens_.wait(lane.signer->key.team_id);
    if (tokens_.current(lane.signer->key) || wait == seconds(0)) {
        return;
    }
    outcome.verdict = Verdict::credential_paused;
    outcome.retry_after = wait;
    pause(lane, outcome, wait);
}

void ApnsGateway::pause(Lane& lane, const Outcome& outcome, seconds time) {
    const SteadyTime now = ports_.clock.steady_now();
    if (lane.paused_until <= now) {
        ports_.log.write(
            LogLevel::warning,
            "push paused",
            {{"backend", lane.backend.text()},
             {"environment", name_of(lane.environment)},
             {"status", std::int64_t{outcome.status}},
             {"reason", outcome.reason},
             {"seconds", std::int64_t{time.count()}}}
        );
    }
    lane.paused_until = std::max(lane.paused_until, now + time);
    lane.pause_status = outcome.status;
    lane.pause_reason = outcome.reason;
}

std::size_t
ApnsGateway::connections_opened(const BackendId& backend, push::ApnsEnvironment environment) const {
    const auto found = lanes_.find({backend, environment});
    return found == lanes_.end() || !found->second->client
               ? 0
               : found->second->client->connections_opened();
}

}  // namespace hako::apns
