// SPDX-License-Identifier: Apache-2.0
#include "delivery/fcm/fcm_gateway.hpp"

#include "base/check.hpp"
#include "delivery/fcm/request.hpp"
#include "delivery/http2/retry_after.hpp"
#include "domain/push/credential_checks.hpp"
#include "domain/push/explanation.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace hako::fcm {

using push::Outcome;
using push::Verdict;
using std::chrono::seconds;
using SteadyTime = std::chrono::steady_clock::time_point;

/// What one backend sends by, as long as its credential stays the same.
struct FcmGateway::Lane {
    Lane(BackendId of, std::shared_ptr<const push::Credentials> given)
        : backend(std::move(of)), credentials(std::move(given)) {}

    const BackendId backend;
    const std::shared_ptr<const push::Credentials> credentials;
    std::optional<crypto::SigningKey> key;
    std::optional<http2::Url> token_url;
    std::unique_ptr<http2::Client> client;  ///< null when the credential cannot be used
    Token token;
    SteadyTime token_until;
    /// Whether `token` was fetched because the one before was called unauthenticated, and nothing
    /// else has been heard since.
    bool is_second_try = false;
    std::deque<Pending> waiting_for_token;
    bool asks_for_token = false;
    /// While it rests: until when, and the answer that made it rest.
    SteadyTime rests_until;
    int rest_status = 0;
    std::string rest_reason;

    [[nodiscard]] const push::FcmCredential& credential() const {
        return *credentials->fcm;
    }
};

namespace {

// An access token is not used in its last minutes.
constexpr seconds kTokenReserve{5 * 60};

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

}  // namespace

FcmGateway::FcmGateway(http2::Loop& loop, const Ports& ports, Options options)
    : loop_(loop), ports_(ports), options_(std::move(options)) {
    check(
        http2::parse_url(options_.url) &&
            (!options_.oauth_url || http2::parse_url(*options_.oauth_url)),
        "an address of FCM is no https URL"
    );
}

FcmGateway::~FcmGateway() = default;

void FcmGateway::send(push::Dispatch dispatch, push::OutcomeSink& sink) {
    const std::scoped_lock lock(inbox_mutex_);
    inbox_.push_back({std::move(dispatch), &sink});
    if (inbox_.size() == 1) {
        loop_.post([this] { take_inbox(); });
    }
}

void FcmGateway::take_inbox() {
    std::vector<Pending> taken;
    {
        const std::scoped_lock lock(inbox_mutex_);
        taken.swap(inbox_);
    }
    for (auto& pending : taken) {
        take(std::move(pending));
    }
}

void FcmGateway::take(Pending pending) {
    const auto finish = [&](Outcome outcome) {
        pending.sink->finished(pending.dispatch.ticket, std::move(outcome));
    };
    const auto lane = lane_for(pending.dispatch.backend);
    if (!lane) {
        finish(make_outcome(Verdict::no_credential, 0, push::reasons::kNoCredential));
        return;
    }
    if (!lane->client) {
        finish(make_outcome(Verdict::credential_paused, 0, push::reasons::kBadCredential));
        return;
    }
    const SteadyTime now = ports_.clock.steady_now();
    if (lane->rests_until > now) {
        const auto left = std::chrono::ceil<seconds>(lane->rests_until - now);
        finish(make_outcome(Verdict::credential_paused, lane->rest_status, lane->rest_reason, left)
        );
        return;
    }
    if (lane->token && now < lane->token_until) {
        dispatch(*lane, pending);
        return;
    }
    lane->waiting_for_token.push_back(std::move(pending));
    ask_for_token(lane);
}

std::shared_ptr<FcmGateway::Lane> FcmGateway::lane_for(const BackendId& backend) {
    auto given = ports_.credentials.find(backend);
    const auto found = lanes_.find(backend);
    if (!given || !given->fcm) {
        if (found != lanes_.end()) {
            retire(backend);
        }
        return nullptr;
    }
    if (found != lanes_.end()) {
        if (found->second->credential().version == given->fcm->version) {
            return found->second;
        }
        retire(backend);
    }
    return lanes_.emplace(backend, open_lane(backend, std::move(given))).first->second;
}

std::shared_ptr<FcmGateway::Lane> FcmGateway::open_lane(
    const BackendId& backend,
    std::shared_ptr<const push::Credentials> credentials
) {
    auto lane = std::make_shared<Lane>(backend, std::move(credentials));
    const push::FcmCredential& credential = lane->credential();
    lane->key = crypto::SigningKey::from_pem(credential.private_key_pem);
    // A signed request can be exchanged for a token: nobody but Google gets one.
    if (options_.oauth_url) {
        lane->token_url = http2::parse_url(*options_.oauth_url);
    } else if (push::is_google_token_uri(credential.token_uri)) {
        lane->token_url = http2::parse_url(credential.token_uri);
    }
    const bool is_usable = lane->key && lane->key->kind() == crypto::SigningKey::Kind::rs256 &&
                           lane->token_url && push::is_project_id(credential.project_id);
    std::string why = "its key, its project or its token_uri is not what it must be";
    if (is_usable) {
        auto made =
            http2::Client::make(loop_, *http2::parse_url(options_.url), options_.client, nullptr);
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
            {{"backend", backend.text()}, {"why", why}}
        );
    }
    return lane;
}

void FcmGateway::retire(const BackendId& backend) {
    retired_.push_back(std::move(lanes_.extract(backend).mapped()));
    loop_.post([this] { sweep_retired(); });
}

// Never from inside a client's own call.
void FcmGateway::sweep_retired() {
    std::erase_if(retired_, [](const auto& lane) {
        return lane->waiting_for_token.empty() && !lane->asks_for_token &&
               (!lane->client || lane->client->under_way() == 0);
    });
}

http2::Client* FcmGateway::token_client(const http2::Url& url) {
    auto& client = token_clients_[url.authority()];
    if (!client) {
        auto made = http2::Client::make(loop_, url, options_.client, nullptr);
        if (made) {
            client = std::move(made).value();
        }
    }
    return client.get();
}

void FcmGateway::ask_for_token(const std::shared_ptr<Lane>& lane) {
    if (lane->asks_for_token) {
        return;
    }
    lane->asks_for_token = true;
    const http2::Url& url = *lane->token_url;
    auto request = make_token_request(
        lane->credential(),
        *lane->key,
        url.path,
        "https://" + url.authority() + url.path,
        ports_.clock.now()
    );
    http2::Client* client = token_client(url);
    check(client != nullptr, "a client was made with these options before");
    client->send(std::move(request), [this, lane](const http2::Reply& reply) {
        lane->asks_for_token = false;
        got_token(*lane, reply);
        if (!retired_.empty()) {
            loop_.post([this] { sweep_retired(); });
        }
    });
}

void FcmGateway::got_token(Lane& lane, const http2::Reply& reply) {
    TokenAnswer answer = parse_token_answer(reply.body);
    if (reply.ending != http2::Ending::answered || reply.status != 200 || !answer.access_token) {
        no_token(lane, reply, answer.error);
        return;
    }
    lane.token = std::make_shared<const crypto::Secret>(std::move(*answer.access_token));
    lane.token_until = ports_.clock.steady_now() +
                       std::max(answer.expires_in - kTokenReserve, answer.expires_in / 2);
    for (const auto& waiting : std::exchange(lane.waiting_for_token, {})) {
        dispatch(lane, waiting);
    }
}

void FcmGateway::no_token(Lane& lane, const http2::Reply& reply, const std::string& error) {
    const bool was_answered = reply.ending == http2::Ending::answered;
    const bool is_refusal = was_answered && reply.status >= 400 && reply.status < 500 &&
                            reply.status != 408 && reply.status != 429;
    Outcome outcome = make_outcome(
        is_refusal ? Verdict::credential_paused : Verdict::retry_later,
        reply.status,
        was_answered ? std::string_view(error) : push::reasons::kNotConnected
    );
    seconds pause = is_refusal ? options_.refused_pause : options_.token_retry;
    pause = std::max(pause, std::chrono::ceil<seconds>(reply.wait));
    if (const auto wish = http2::find_header(reply, "retry-after"); wish && !is_refusal) {
        pause = http2::parse_retry_after(*wish, ports_.clock.now()).value_or(pause);
    }
    outcome.retry_after = pause;
    rest(lane, outcome, pause);
    for (auto& waiting : std::exchange(lane.waiting_for_token, {})) {
        waiting.sink->finished(waiting.dispatch.ticket, outcome);
    }
}

void FcmGateway::dispatch(Lane& lane, const Pending& pending) {
    auto request = make_request(
        pending.dispatch, lane.credential().project_id, *lane.token, ports_.clock.now()
    );
    // The lane lives until its client has answered everything: here, or among the retired.
    lane.client->send(
        std::move(request),
        [this,
         owner = &lane,
         ticket = pending.dispatch.ticket,
         sink = pending.sink,
         token = lane.token](const http2::Reply& reply) {
            Outcome outcome = judge(*owner, token, reply);
            if (!retired_.empty()) {
                loop_.post([this] { sweep_retired(); });
            }
            sink->finished(ticket, std::move(outcome));
        }
    );
}

Outcome FcmGateway::judge(Lane& lane, const Token& token, const http2::Reply& reply) {
    switch (reply.ending) {
        case http2::Ending::answered:
            return answered(lane, token, reply);
        case http2::Ending::not_processed:
            return make_outcome(Verdict::retry_now, 0, push::reasons::kNotProcessed);
        case http2::Ending::not_sent: {
            Outcome outcome = make_outcome(Verdict::retry_later, 0, push::reasons::kNotConnected);
            if (reply.wait > reply.wait.zero()) {
                outcome.retry_after = std::chrono::ceil<seconds>(reply.wait);
            }
            return outcome;
        }
        case http2::Ending::lost:
            break;
    }
    ports_.log.write(
        LogLevel::info,
        "push not answered",
        {{"backend", lane.backend.text()}, {"why", reply.detail}}
    );
    return make_outcome(Verdict::unknown, 0, push::reasons::kNoAnswer);
}

Outcome FcmGateway::answered(Lane& lane, const Token& token, const http2::Reply& reply) {
    const std::string code = reply.status == 200 ? std::string() : parse_code(reply.body);
    const Answer answer = find_answer(reply.status, code);
    Outcome outcome = make_outcome(answer.verdict, reply.status, code);
    if (const auto wish = http2::find_header(reply, "retry-after")) {
        outcome.retry_after = http2::parse_retry_after(*wish, ports_.clock.now());
    }
    const bool has_wish = outcome.retry_after.has_value();
    if (!has_wish && answer.pause > seconds(0)) {
        outcome.retry_after = answer.pause;
    }
    if (answer.step != Step::new_token) {
        lane.is_second_try = false;
    }
    // What Google asks of one message of a project, it asks of all.
    const bool is_wish_for_all = has_wish && answer.verdict == Verdict::retry_later;
    follow(lane, token, is_wish_for_all ? Step::back_off : answer.step, outcome);
    return outcome;
}

void FcmGateway::follow(Lane& lane, const Token& token, Step step, Outcome& outcome) {
    switch (step) {
        case Step::none:
            break;
        case Step::new_token:
            if (token != lane.token) {
                return;  // another one is in use already
            }
            lane.token = nullptr;
            if (!std::exchange(lane.is_second_try, true)) {
                return;
            }
            lane.is_second_try = false;
            outcome.verdict = Verdict::credential_paused;
            outcome.retry_after = options_.refused_pause;
            rest(lane, outcome, options_.refused_pause);
            break;
        case Step::back_off:
            rest(lane, outcome, outcome.retry_after.value_or(seconds(0)));
            break;
        case Step::pause:
            outcome.retry_after = options_.refused_pause;
            rest(lane, outcome, options_.refused_pause);
            break;
    }
}

void FcmGateway::rest(Lane& lane, const Outcome& outcome, seconds time) {
    const SteadyTime now = ports_.clock.steady_now();
    if (lane.rests_until <= now) {
        ports_.log.write(
            LogLevel::warning,
            "push paused",
            {{"backend", lane.backend.text()},
             {"status", std::int64_t{outcome.status}},
             {"reason", outcome.reason},
             {"seconds", std::int64_t{time.count()}}}
        );
    }
    lane.rests_until = std::max(lane.rests_until, now + time);
    lane.rest_status = outcome.status;
    lane.rest_reason = outcome.reason;
}

}  // namespace hako::fcm
