// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/fcm/fcm_gateway.hpp"
#include "domain/push/credential_checks.hpp"
#include "scene.hpp"
#include "simulator.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hako::testing {

inline const std::string kRobot = "device:APA91bExampleExampleExample";

/// A gateway and the simulator it speaks to. One simulator for all tests of a program; each test
/// begins with it as new.
class FcmScene : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        simulator_ = std::make_unique<Simulator>("fcm.py");
    }

    static void TearDownTestSuite() {
        simulator_.reset();
    }

    FcmScene() {
        sim().post("/forget", "{}");
        sim().post("/configure", R"({"projects":["hako-test"]})");
        give_account(backend_);
        start(options());
    }

    ~FcmScene() override {
        stop();
        EXPECT_EQ(outcomes_.twice(), 0);
    }

    static const Simulator& sim() {
        return *simulator_;
    }

    static fcm::Options options() {
        fcm::Options options;
        options.url = "https://127.0.0.1:" + sim().fact("port");
        options.oauth_url = options.url + "/token";
        options.client.ca_file = sim().fact("ca");
        options.client.pause_min = std::chrono::milliseconds(20);
        return options;
    }

    void start(const fcm::Options& with) {
        loop_ = std::make_unique<http2::Loop>(log_);
        gateway_ = std::make_unique<fcm::FcmGateway>(
            *loop_, fcm::FcmGateway::Ports{credentials_, clock_, log_}, with
        );
    }

    void stop() {
        if (loop_) {
            loop_->stop();
        }
        gateway_.reset();
        loop_.reset();
    }

    void restart(const fcm::Options& with) {
        stop();
        start(with);
    }

    /// Gives the backend the simulator's service account, as a new credential.
    void give_account(const BackendId& backend) {
        auto file = push::read_service_account(crypto::Secret(sim().file("service_account")));
        ASSERT_TRUE(file.credential);
        file.credential->version = ++version_;
        auto credentials = std::make_shared<push::Credentials>();
        credentials->fcm.emplace(std::move(*file.credential));
        credentials_.set(backend, std::move(credentials));
    }

    [[nodiscard]] push::Dispatch dispatch(
        const std::string& token = kRobot,
        std::string json = R"({"data":{"title":"こんにちは"},"android":{"priority":"high"}})"
    ) const {
        return {
            .ticket = 0,
            .backend = backend_,
            .platform = push::Platform::android,
            .environment = push::ApnsEnvironment::production,
            .token = token,
            .message_id = {},
            .payload = std::make_shared<const push::Payload>(
                push::Payload{.json = std::move(json), .apns_headers = {}, .expires_at = {}}
            ),
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

    static void fault(const std::string& json) {
        sim().post("/faults", "[" + json + "]");
    }

    /// Lets time pass here and at the simulator.
    void pass(std::chrono::seconds time) {
        clock_.pass(time);
        sim().post("/clock", R"({"seconds":)" + std::to_string(time.count()) + "}");
    }

    BackendId backend_ = backend_of('a');
    NullLog log_;
    ShiftedClock clock_;
    TestCredentials credentials_;
    Outcomes outcomes_;
    std::unique_ptr<http2::Loop> loop_;
    std::unique_ptr<fcm::FcmGateway> gateway_;
    std::uint64_t ticket_ = 0;
    std::int64_t version_ = 0;

private:
    static inline std::unique_ptr<Simulator> simulator_;
};

}  // namespace hako::testing
