// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/apns/apns_gateway.hpp"
#include "scene.hpp"
#include "simulator.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hako::testing {

inline const std::string kDevice(64, 'a');

/// A gateway and the simulator it speaks to. One simulator for all tests of a program; each test
/// begins with it as new.
class ApnsScene : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        simulator_ = std::make_unique<Simulator>("apns.py");
    }

    static void TearDownTestSuite() {
        simulator_.reset();
    }

    ApnsScene() {
        sim().post("/forget", "{}");
        give_key(backend_);
        start();
    }

    ~ApnsScene() override {
        stop();
        EXPECT_EQ(outcomes_.twice(), 0);
    }

    static const Simulator& sim() {
        return *simulator_;
    }

    static apns::Options options() {
        apns::Options options;
        options.production_url = "https://127.0.0.1:" + sim().fact("production");
        options.development_url = "https://localhost:" + sim().fact("development");
        options.client.ca_file = sim().fact("ca");
        options.client.pause_min = std::chrono::milliseconds(20);
        return options;
    }

    void start(const apns::Options& with = options()) {
        loop_ = std::make_unique<http2::Loop>(log_);
        gateway_ = std::make_unique<apns::ApnsGateway>(
            *loop_, apns::ApnsGateway::Ports{credentials_, tokens_, clock_, log_}, with
        );
    }

    void stop() {
        if (loop_) {
            loop_->stop();
        }
        gateway_.reset();
        loop_.reset();
    }

    void restart(const apns::Options& with = options()) {
        stop();
        start(with);
    }

    /// Gives the backend the simulator's key for both environments, as a new credential.
    void give_key(const BackendId& backend, std::string key_pem = {}, std::string topic = {}) {
        if (key_pem.empty()) {
            key_pem = sim().file("key");
        }
        if (topic.empty()) {
            topic = sim().fact("topic");
        }
        const auto make = [&] {
            return push::ApnsCredential{
                .version = ++version_,
                .what =
                    push::ApnsKeyCredential{
                        .key_pem = crypto::Secret(key_pem),
                        .key_id = sim().fact("key_id"),
                        .team_id = sim().fact("team_id"),
                        .topic = topic,
                    }
            };
        };
        auto credentials = std::make_shared<push::Credentials>();
        credentials->apns_development.emplace(make());
        credentials->apns_production.emplace(make());
        credentials_.set(backend, std::move(credentials));
    }

    void give_certificate(const BackendId& backend, const std::string& pem) {
        auto credentials = std::make_shared<push::Credentials>();
        credentials->apns_production.emplace(push::ApnsCredential{
            .version = ++version_,
            .what =
                push::ApnsCertificateCredential{
                    .pem = crypto::Secret(pem), .topic = sim().fact("topic")
                }
        });
        credentials_.set(backend, std::move(credentials));
    }

    [[nodiscard]] push::Dispatch dispatch(std::uint64_t message, const std::string& token = kDevice)
        const {
        return {
            .ticket = 0,
            .backend = backend_,
            .platform = push::Platform::ios,
            .environment = push::ApnsEnvironment::production,
            .token = token,
            .message_id = Uuid{.high = 0x0192a00000007000, .low = 0x8000000000000000 | message},
            .payload = payload_,
        };
    }

    std::uint64_t send(push::Dispatch dispatch) {
        dispatch.ticket = ++ticket_;
        gateway_->send(std::move(dispatch), outcomes_);
        return ticket_;
    }

    push::Outcome outcome_of(std::uint64_t ticket) {
        auto outcome = outcomes_.wait(ticket);
        EXPECT_TRUE(outcome) << "no outcome";
        return outcome.value_or(push::Outcome());
    }

    push::Outcome send_and_wait(push::Dispatch dispatch) {
        return outcome_of(send(std::move(dispatch)));
    }

    /// Makes the simulator refuse what comes next.
    static void fault(const std::string& json) {
        sim().post("/faults", "[" + json + "]");
    }

    BackendId backend_ = backend_of('a');
    std::shared_ptr<const push::Payload> payload_ =
        std::make_shared<const push::Payload>(push::Payload{
            .json = R"({"aps":{"alert":"こんにちは"}})",
            .apns_headers = {},
            .expires_at = {}
        });
    NullLog log_;
    ShiftedClock clock_;
    TestTokens tokens_;
    TestCredentials credentials_;
    Outcomes outcomes_;
    std::unique_ptr<http2::Loop> loop_;
    std::unique_ptr<apns::ApnsGateway> gateway_;
    std::uint64_t ticket_ = 0;
    std::int64_t version_ = 0;

private:
    static inline std::unique_ptr<Simulator> simulator_;
};

}  // namespace hako::testing
