// SPDX-License-Identifier: Apache-2.0
#include "domain/owner.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>

namespace hako {
namespace {

const UserId kAlice(Uuid{1, 1});
const UserId kBob(Uuid{2, 2});

TEST(DeviceKey, is_the_first_half_of_the_digest) {
    EXPECT_EQ(DeviceKey::of("abc").hex(), "ba7816bf8f01cfea414140de5dae2223");
    EXPECT_EQ(DeviceKey::of("abc"), DeviceKey::from_bytes(DeviceKey::of("abc").bytes()));
    EXPECT_NE(DeviceKey::of("abc"), DeviceKey::of("abd"));
}

TEST(DeviceKey, is_made_of_nothing_else) {
    EXPECT_THROW(DeviceKey::from_bytes("short"), Bug);
    EXPECT_THROW(DeviceKey::from_bytes(std::string(17, 'x')), Bug);
}

TEST(Identity, owns_by_its_user_and_by_its_device) {
    const Identity guest{DeviceKey::of("phone"), std::nullopt};
    const Identity alice{DeviceKey::of("phone"), kAlice};
    EXPECT_EQ(guest.as_owner(), Owner(DeviceKey::of("phone")));
    EXPECT_EQ(alice.as_owner(), Owner(kAlice));
    EXPECT_TRUE(guest.is(Owner(DeviceKey::of("phone"))));
    EXPECT_TRUE(alice.is(Owner(DeviceKey::of("phone"))));
    EXPECT_TRUE(alice.is(Owner(kAlice)));
}

TEST(Identity, does_not_own_what_is_of_others_or_of_nobody) {
    const Identity guest{DeviceKey::of("phone"), std::nullopt};
    const Identity alice{DeviceKey::of("phone"), kAlice};
    for (const Owner& owner : {Owner(), Owner(kBob), Owner(DeviceKey::of("Phone"))}) {
        EXPECT_FALSE(guest.is(owner));
        EXPECT_FALSE(alice.is(owner));
    }
    EXPECT_FALSE(guest.is(Owner(kAlice)));
}

}  // namespace
}  // namespace hako
