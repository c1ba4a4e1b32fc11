// SPDX-License-Identifier: Apache-2.0
// What a PushQueue must do with what is said of devices, and with what devices do meanwhile.

#include "tests/contract/push_steps.hpp"
#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace hako::contract {
namespace {

using push::ApnsEnvironment;
using push::BuildType;
using push::DeliveryState;
using push::PushState;
using steps::ended;
using steps::everyone;
using steps::ios_device;
using steps::kNow;
using steps::new_push;
using ::testing::SizeIs;

constexpr UnixMillis kLease = 60'000;

class PushDeviceContract : public StoreContract {
protected:
    /// A push to these many devices that is under way.
    push::PushId begun(int devices) {
        steps::put_many(data(), devices);
        const auto id = steps::send(data(), new_push(), everyone());
        steps::prepare_all(data(), kNow);
        return id;
    }

    push::ClaimedDelivery claim_one(UnixMillis now) {
        const auto claimed = steps::claim(data(), now);
        check(claimed.size() == 1, "one delivery of the test is due");
        return claimed.front();
    }

    /// APNs knows the token in development only, which is to be tried at once.
    void turn_to_development(const push::ClaimedDelivery& delivery, UnixMillis now) {
        auto record = ended(delivery, DeliveryState::waiting, "BadDeviceToken");
        record.next_attempt_at = now;
        record.environment = ApnsEnvironment::development;
        record.tried_other_environment = true;
        steps::record(data(), {record}, now);
    }

    devices::Device device(const std::string& id) {
        return run_blocking(data().devices().find(id)).value().value();
    }

    std::optional<std::string> token_of(const std::string& id) {
        return device(id).token;
    }
};

TEST_P(PushDeviceContract, an_accepted_push_tells_the_devices_environment) {
    begun(1);
    auto record = ended(steps::claim(data(), kNow)[0], DeliveryState::accepted);
    record.environment = ApnsEnvironment::development;
    steps::record(data(), {record}, kNow);
    steps::send(data(), new_push(), everyone());
    steps::prepare_all(data(), kNow);
    const auto next = steps::claim(data(), kNow);
    EXPECT_EQ(next[0].environment, ApnsEnvironment::development);
    EXPECT_TRUE(next[0].environment_is_known);
    // The same token again is the same; another one is not known.
    steps::put(data(), ios_device("d0", "aa0"));
    EXPECT_TRUE(device("d0").known_environment.has_value());
    steps::put(data(), ios_device("d0", "bb0"));
    EXPECT_FALSE(device("d0").known_environment.has_value());
}

TEST_P(PushDeviceContract, a_dead_token_goes_unless_the_device_registered_later) {
    begun(2);
    const auto claimed = steps::claim(data(), kNow);
    steps::put(data(), ios_device("d1", "aa1"), kNow + 10);
    for (const auto& delivery : claimed) {
        auto record = ended(delivery, DeliveryState::failed, "Unregistered");
        record.token_dead_since = kNow + 9;
        steps::record(data(), {record}, kNow + 20);
    }
    EXPECT_EQ(token_of("d0"), std::nullopt);
    EXPECT_EQ(token_of("d1"), "aa1");
}

TEST_P(PushDeviceContract, a_dead_token_takes_no_other_token_along) {
    begun(1);
    auto record = ended(steps::claim(data(), kNow)[0], DeliveryState::failed, "Unregistered");
    record.token_dead_since = kNow + 100;
    steps::put(data(), ios_device("d0", "bb"), kNow + 1);
    steps::record(data(), {record}, kNow + 20);
    EXPECT_EQ(token_of("d0"), "bb");
}

TEST_P(PushDeviceContract, a_device_that_cannot_be_reached_any_more_fails_unsent) {
    const auto id = begun(3);
    steps::forget(data(), {push::Platform::ios, "aa0"});
    auto debug = ios_device("d1", "aa1");
    debug.build_type = BuildType::debug;
    steps::put(data(), debug);
    const auto claimed = steps::claim(data(), kNow);
    ASSERT_THAT(claimed, SizeIs(1));
    EXPECT_EQ(claimed[0].token, "aa2");
    const auto entries = steps::ledger(data(), id);
    EXPECT_EQ(entries[0].reason, "TokenGone");
    EXPECT_EQ(entries[1].reason, "DeviceChanged");
    EXPECT_EQ(entries[0].attempts, 0);
    EXPECT_EQ(steps::find_push(data(), id).failed, 2);
    steps::record(data(), {ended(claimed[0], DeliveryState::accepted)}, kNow);
    EXPECT_EQ(steps::find_push(data(), id).state, PushState::finish);
}

TEST_P(PushDeviceContract, what_was_accepted_says_nothing_of_a_token_that_came_later) {
    begun(1);
    auto record = ended(claim_one(kNow), DeliveryState::accepted);
    record.environment = ApnsEnvironment::development;
    steps::put(data(), ios_device("d0", "bb0"), kNow + 1);
    steps::record(data(), {record}, kNow + 2);
    EXPECT_FALSE(device("d0").known_environment.has_value());
}

TEST_P(PushDeviceContract, what_was_tried_is_kept_for_the_same_token) {
    begun(1);
    turn_to_development(claim_one(kNow), kNow + 1);
    const auto again = claim_one(kNow + 2);
    EXPECT_EQ(again.environment, ApnsEnvironment::development);
    EXPECT_TRUE(again.tried_other_environment);
}

TEST_P(PushDeviceContract, what_was_tried_is_forgotten_when_the_device_registers_again) {
    begun(1);
    turn_to_development(claim_one(kNow), kNow + 1);
    steps::put(data(), ios_device("d0", "bb0"), kNow + 2);
    auto again = claim_one(kNow + 3);
    EXPECT_EQ(again.environment, ApnsEnvironment::production);
    EXPECT_FALSE(again.tried_other_environment);
    // And stays so for whoever claims it after this lease.
    again = claim_one(kNow + 3 + kLease);
    EXPECT_EQ(again.environment, ApnsEnvironment::production);
    EXPECT_FALSE(again.tried_other_environment);
}

TEST_P(PushDeviceContract, what_was_tried_with_an_earlier_token_is_not_kept) {
    begun(1);
    const auto first = claim_one(kNow);
    steps::put(data(), ios_device("d0", "bb0"), kNow + 1);
    turn_to_development(first, kNow + 2);
    const auto again = claim_one(kNow + 3);
    EXPECT_EQ(again.token, "bb0");
    EXPECT_EQ(again.environment, ApnsEnvironment::production);
    EXPECT_FALSE(again.tried_other_environment);
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    PushDeviceContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& kind) { return kind.param.name; }
);

}  // namespace
}  // namespace hako::contract
