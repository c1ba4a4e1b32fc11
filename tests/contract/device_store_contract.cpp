// SPDX-License-Identifier: Apache-2.0
// What a DeviceStore and DeviceReader must do.

#include "tests/contract/push_steps.hpp"
#include "tests/contract/steps.hpp"
#include "tests/contract/store_contract.hpp"

namespace hako::contract {
namespace {

using devices::ApnsEnvironment;
using devices::BuildType;
using devices::Platform;
using steps::ios_device;
using steps::kNow;

class DeviceStoreContract : public StoreContract {
protected:
    std::optional<devices::Device> find(const std::string& device) {
        auto found = run_blocking(data().devices().find(device));
        check(found.has_value(), "a read of the test");
        return *std::move(found);
    }

    std::optional<std::string> token_of(const std::string& device) {
        const auto found = find(device);
        check(found.has_value(), "a device of the test");
        return found->token;
    }
};

TEST_P(DeviceStoreContract, gives_back_what_was_registered) {
    auto registration = ios_device("d", "aa");
    registration.app_version = "1.2";
    registration.env = "prod";
    registration.package_name = "org.example";
    registration.is_custom = "1";
    steps::put(data(), registration);
    for (int round = 0; round < 2; ++round) {
        const auto device = find("d");
        ASSERT_TRUE(device.has_value());
        EXPECT_EQ(device->token, "aa");
        EXPECT_EQ(device->platform, Platform::ios);
        EXPECT_EQ(device->build_type, BuildType::release);
        EXPECT_EQ(device->app_version, "1.2");
        EXPECT_EQ(device->env, "prod");
        EXPECT_EQ(device->package_name, "org.example");
        EXPECT_EQ(device->is_custom, "1");
        EXPECT_EQ(device->registered_at, kNow);
        EXPECT_FALSE(device->user.has_value());
        EXPECT_FALSE(device->known_environment.has_value());
        engine().restart();
    }
}

TEST_P(DeviceStoreContract, does_not_find_a_device_that_never_registered) {
    EXPECT_FALSE(find("d").has_value());
    steps::put(data(), ios_device("D", "aa"));
    EXPECT_FALSE(find("d").has_value());
}

TEST_P(DeviceStoreContract, registering_again_replaces_all_but_the_user) {
    const auto user = steps::insert_user(data(), "alice", "{}");
    steps::put(data(), ios_device("d", "aa"));
    EXPECT_TRUE(steps::link(data(), "d", user->id));
    auto again = ios_device("d", "bb");
    again.build_type = BuildType::debug;
    steps::put(data(), again, kNow + 5);
    const auto device = find("d");
    EXPECT_EQ(device->token, "bb");
    EXPECT_EQ(device->build_type, BuildType::debug);
    EXPECT_EQ(device->registered_at, kNow + 5);
    EXPECT_EQ(device->user, user->id);
}

TEST_P(DeviceStoreContract, a_token_moves_to_the_device_that_registered_it_last) {
    steps::put(data(), ios_device("a", "aa"));
    steps::put(data(), ios_device("b", "aa"));
    EXPECT_EQ(token_of("a"), std::nullopt);
    EXPECT_EQ(token_of("b"), "aa");
    steps::put(data(), ios_device("a", "aa"));
    EXPECT_EQ(token_of("a"), "aa");
    EXPECT_EQ(token_of("b"), std::nullopt);
}

TEST_P(DeviceStoreContract, equal_tokens_of_two_platforms_are_two) {
    steps::put(data(), ios_device("a", "aa"));
    steps::put(data(), steps::android_device("b", "aa"));
    EXPECT_EQ(token_of("a"), "aa");
    EXPECT_EQ(token_of("b"), "aa");
    steps::forget(data(), {Platform::android, "aa"});
    EXPECT_EQ(token_of("a"), "aa");
    EXPECT_EQ(token_of("b"), std::nullopt);
}

TEST_P(DeviceStoreContract, forgetting_an_unknown_token_changes_nothing) {
    steps::put(data(), ios_device("a", "aa"));
    steps::forget(data(), {Platform::ios, "bb"});
    EXPECT_EQ(token_of("a"), "aa");
    steps::forget(data(), {Platform::ios, "aa"});
    steps::forget(data(), {Platform::ios, "aa"});
    EXPECT_EQ(token_of("a"), std::nullopt);
}

TEST_P(DeviceStoreContract, links_only_devices_that_are_there) {
    const auto user = steps::insert_user(data(), "alice", "{}");
    EXPECT_FALSE(steps::link(data(), "d", user->id));
    steps::put(data(), ios_device("d", "aa"));
    EXPECT_TRUE(steps::link(data(), "d", user->id));
    EXPECT_EQ(find("d")->user, user->id);
    EXPECT_TRUE(steps::link(data(), "d", std::nullopt));
    EXPECT_FALSE(find("d")->user.has_value());
}

TEST_P(DeviceStoreContract, a_deleted_user_is_linked_to_no_device) {
    const auto alice = steps::insert_user(data(), "alice", "{}");
    const auto bob = steps::insert_user(data(), "bob", "{}");
    for (const auto* device : {"a1", "a2"}) {
        steps::put(data(), ios_device(device, device));
        steps::link(data(), device, alice->id);
    }
    steps::put(data(), ios_device("b", "bb"));
    steps::link(data(), "b", bob->id);
    const std::vector<UserId> ids{alice->id};
    const auto erased = steps::write_now<void>(data(), [&](BackendTransaction& tx) {
        return tx.users().erase(ids);
    });
    ASSERT_TRUE(erased.has_value());
    EXPECT_FALSE(find("a1")->user.has_value());
    EXPECT_FALSE(find("a2")->user.has_value());
    EXPECT_EQ(find("a1")->token, "a1");
    EXPECT_EQ(find("b")->user, bob->id);
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    DeviceStoreContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& kind) { return kind.param.name; }
);

}  // namespace
}  // namespace hako::contract
