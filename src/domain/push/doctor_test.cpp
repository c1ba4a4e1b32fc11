// SPDX-License-Identifier: Apache-2.0
#include "domain/push/doctor.hpp"

#include "domain/push/test_credentials.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hako::push {
namespace {

/// Answers everything with one outcome.
class Gateway final : public PushGateway {
public:
    void send(Dispatch dispatch, OutcomeSink& sink) override {
        const std::uint64_t ticket = dispatch.ticket;
        dispatches.push_back(std::move(dispatch));
        sink.finished(ticket, outcome);
    }

    Outcome outcome;
    std::vector<Dispatch> dispatches;
};

class DoctorTest : public CredentialWorld {
protected:
    std::vector<Diagnosis> examine(const std::string& token = {}) {
        const auto found = run_blocking(doctor.examine(caller, backend, token));
        EXPECT_TRUE(found);
        return *found;
    }

    std::vector<Diagnosis> examine_answer(Verdict verdict, int status, std::string reason) {
        gateway.outcome = {verdict, status, std::move(reason), {}, {}};
        return examine();
    }

    static bool
    has(const std::vector<Diagnosis>& found, Diagnosis::Weight weight, std::string_view text) {
        return std::any_of(found.begin(), found.end(), [&](const Diagnosis& diagnosis) {
            return diagnosis.weight == weight && diagnosis.text.find(text) != std::string::npos;
        });
    }

    using Weight = Diagnosis::Weight;

    Gateway gateway;
    Doctor doctor{{
        .storage = folder,
        .sealer = sealer,
        .gateway = gateway,
        .clock = clock,
        .random = random,
    }};
};

TEST_F(DoctorTest, says_that_nothing_is_configured) {
    EXPECT_TRUE(has(examine(), Weight::wrong, "hako push configure"));
    EXPECT_TRUE(gateway.dispatches.empty());
}

TEST_F(DoctorTest, knows_no_other_backend) {
    EXPECT_FALSE(run_blocking(doctor.examine(caller, unknown, {})));
}

TEST_F(DoctorTest, takes_a_refused_device_for_a_good_credential) {
    ASSERT_TRUE(configure(apns_key()));
    const auto found = examine_answer(Verdict::wrong_environment, 400, "BadDeviceToken");
    EXPECT_EQ(found.size(), 2U);
    EXPECT_TRUE(has(found, Weight::good, "accepts"));
    EXPECT_EQ(gateway.dispatches.size(), 2U);
}

TEST_F(DoctorTest, says_what_the_provider_refuses) {
    ASSERT_TRUE(configure(apns_key()));
    EXPECT_TRUE(
        has(examine_answer(Verdict::credential_paused, 403, "InvalidProviderToken"),
            Weight::wrong,
            "InvalidProviderToken")
    );
    EXPECT_TRUE(has(
        examine_answer(Verdict::refused, 400, "TopicDisallowed"), Weight::wrong, "TopicDisallowed"
    ));
}

TEST_F(DoctorTest, says_that_the_provider_cannot_be_reached) {
    ASSERT_TRUE(configure(apns_key()));
    EXPECT_TRUE(
        has(examine_answer(Verdict::retry_later, 0, "NotConnected"), Weight::wrong, "reached")
    );
    EXPECT_TRUE(has(
        examine_answer(Verdict::retry_later, 503, "ServiceUnavailable"), Weight::warning, "busy"
    ));
}

TEST_F(DoctorTest, says_which_environment_a_token_is_not_of) {
    ASSERT_TRUE(configure(apns_key()));
    gateway.outcome = {Verdict::wrong_environment, 400, "BadDeviceToken", {}, {}};
    EXPECT_TRUE(has(examine("abcd"), Weight::warning, "not of production"));
    EXPECT_EQ(gateway.dispatches.size(), 4U);
    for (const Dispatch& dispatch : gateway.dispatches) {
        EXPECT_EQ(dispatch.payload->json, R"({"aps":{"content-available":1}})") << "shows nothing";
    }
}

TEST_F(DoctorTest, warns_of_two_keys_of_one_team) {
    ASSERT_TRUE(configure(apns_key()));
    folder.rows.backends.push_back({unknown, "other", "key2", "project2", {}, 0});
    ASSERT_TRUE(run_blocking(
        service.configure(caller, unknown, apns_key("ZZZZZZZZZZ"), {ApnsEnvironment::production})
    ));
    EXPECT_TRUE(
        has(examine_answer(Verdict::wrong_environment, 400, "BadDeviceToken"),
            Weight::warning,
            "TEAM567890")
    );
}

TEST_F(DoctorTest, says_that_the_key_file_is_another) {
    ASSERT_TRUE(configure(apns_key()));
    for (auto& row : folder.rows.push_credentials) {
        row.box.back() = static_cast<char>(row.box.back() ^ 1);
    }
    EXPECT_TRUE(has(examine(), Weight::wrong, "secrets.key"));
    EXPECT_TRUE(gateway.dispatches.empty());
}

}  // namespace
}  // namespace hako::push
