// SPDX-License-Identifier: Apache-2.0
// What a PushStore and PushReader must do.

#include "tests/contract/push_steps.hpp"
#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace hako::contract {
namespace {

using push::Audience;
using push::BuildType;
using push::DeliveryState;
using push::Platform;
using push::PushState;
using steps::everyone;
using steps::ios_device;
using steps::kNow;
using steps::new_push;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Audience of(push::Selection selection) {
    return {Platform::ios, BuildType::release, std::move(selection)};
}

push::OfMatchingUsers matching(std::string text, std::string bind = "") {
    push::OfMatchingUsers users{text, bind, {}};
    users.list = steps::where(text, bind.empty() ? "[]" : bind);
    return users;
}

class PushStoreContract : public StoreContract {
protected:
    /// Three users with a device each (`a`, `b`, `c`), a device of nobody (`n`), and devices of
    /// other kinds.
    void SetUp() override {
        for (const auto* name : {"alice", "bob", "carol"}) {
            const std::string age = std::to_string(users_.size());
            const auto user = steps::insert_user(data(), name, R"({"age":)" + age + "}");
            users_.push_back(user->id);
            const std::string device(1, *name);
            steps::put(data(), ios_device(device, device + device));
            steps::link(data(), device, user->id);
        }
        steps::put(data(), ios_device("n", "ee"));
        auto debug = ios_device("x-debug", "ff");
        debug.build_type = BuildType::debug;
        steps::put(data(), debug);
        steps::put(data(), steps::android_device("x-android", "ff"));
        steps::put(data(), ios_device("x-gone", "dead"));
        steps::forget(data(), {Platform::ios, "dead"});
    }

    /// The device ids that a push to the audience is for: sent at once, or filled in by pieces.
    std::vector<std::string> sent_to(const Audience& audience) {
        const auto at_once = ids(steps::send(data(), new_push(), audience));
        const auto large = steps::send_large(data(), new_push(), audience);
        steps::prepare_all(data(), kNow, 2);
        EXPECT_EQ(ids(large), at_once);
        const auto count = run_blocking(data().pushes().count(audience));
        EXPECT_EQ(count.value(), static_cast<std::int64_t>(at_once.size()));
        return at_once;
    }

    std::vector<std::string> ids(push::PushId id) {
        std::vector<std::string> devices;
        for (const auto& entry : steps::ledger(data(), id)) {
            devices.push_back(entry.device_id);
        }
        EXPECT_EQ(steps::find_push(data(), id).targets, static_cast<std::int64_t>(devices.size()));
        return devices;
    }

    std::vector<UserId> users_;
};

TEST_P(PushStoreContract, everyone_is_who_has_a_token_of_the_platform_and_build_type) {
    EXPECT_THAT(sent_to(everyone()), ElementsAre("a", "b", "c", "n"));
    EXPECT_THAT(
        sent_to({Platform::ios, BuildType::debug, push::Everyone{}}), ElementsAre("x-debug")
    );
    EXPECT_THAT(
        sent_to({Platform::android, BuildType::release, push::Everyone{}}), ElementsAre("x-android")
    );
    EXPECT_THAT(sent_to({Platform::android, BuildType::debug, push::Everyone{}}), IsEmpty());
}

TEST_P(PushStoreContract, users_are_their_devices_and_unknown_ids_are_passed_over) {
    const UserId nobody(Uuid{1, 2});
    EXPECT_THAT(sent_to(of(push::OfUsers{{users_[2], nobody, users_[0]}})), ElementsAre("a", "c"));
    EXPECT_THAT(sent_to(of(push::OfUsers{})), IsEmpty());
    EXPECT_THAT(sent_to(of(push::OfUsers{{nobody}})), IsEmpty());
}

TEST_P(PushStoreContract, devices_are_those_that_still_fit) {
    EXPECT_THAT(
        sent_to(of(push::OfDevices{{"n", "b", "x-debug", "x-gone", "nothing"}})),
        ElementsAre("b", "n")
    );
    EXPECT_THAT(sent_to(of(push::OfDevices{})), IsEmpty());
}

TEST_P(PushStoreContract, matching_users_are_found_as_users_are) {
    EXPECT_THAT(sent_to(of(matching("age >= 1"))), ElementsAre("b", "c"));
    EXPECT_THAT(sent_to(of(matching("age IN ?", "[[0,2]]"))), ElementsAre("a", "c"));
    EXPECT_THAT(sent_to(of(matching("_username == \"bob\""))), ElementsAre("b"));
    EXPECT_THAT(sent_to(of(matching("age != 1"))), ElementsAre("a", "c"));
    EXPECT_THAT(sent_to(of(matching("age == 9"))), IsEmpty());
}

TEST_P(PushStoreContract, a_part_of_an_audience_says_that_it_is_one) {
    auto targets = run_blocking(data().pushes().targets(everyone(), 3));
    EXPECT_EQ(targets->devices.size(), 3U);
    EXPECT_FALSE(targets->is_whole);
    targets = run_blocking(data().pushes().targets(everyone(), 4));
    EXPECT_EQ(targets->devices.size(), 4U);
    EXPECT_TRUE(targets->is_whole);
}

TEST_P(PushStoreContract, who_left_the_audience_before_the_write_is_passed_over) {
    const auto audience = of(push::OfUsers{users_});
    const auto targets = run_blocking(data().pushes().targets(audience, 10));
    steps::link(data(), "a", users_[1]);
    steps::forget(data(), {Platform::ios, "bb"});
    const auto id = steps::write_now<push::PushId>(data(), [&](BackendTransaction& tx) {
        return tx.pushes().insert(new_push(), audience, targets->devices, kNow, 0);
    });
    EXPECT_THAT(ids(*id), ElementsAre("c"));
}

TEST_P(PushStoreContract, a_large_audience_is_frozen_when_it_is_sent) {
    const auto id = steps::send_large(data(), new_push(), everyone());
    steps::put(data(), ios_device("later", "ab"));
    EXPECT_EQ(run_blocking(data().push_queue().prepare(kNow, 3)).value(), true);
    EXPECT_EQ(steps::find_push(data(), id).targets, 3);
    EXPECT_EQ(steps::find_push(data(), id).state, PushState::wait);
    engine().restart();
    steps::prepare_all(data(), kNow);
    EXPECT_THAT(ids(id), ElementsAre("a", "b", "c", "n"));
}

TEST_P(PushStoreContract, gives_back_what_was_stored) {
    auto push = new_push();
    push.title = "T";
    push.send_at = kNow + 7;
    const auto id = steps::send(data(), push, everyone());
    engine().restart();
    const auto found = steps::find_push(data(), id);
    EXPECT_EQ(found.id, id);
    EXPECT_EQ(found.state, PushState::wait);
    EXPECT_EQ(found.title, "T");
    EXPECT_EQ(found.message, "Hi");
    EXPECT_EQ(found.created_at, kNow);
    EXPECT_EQ(found.send_at, kNow + 7);
    EXPECT_FALSE(found.started_at.has_value());
    EXPECT_FALSE(found.finished_at.has_value());
    EXPECT_FALSE(run_blocking(data().pushes().find(push::PushId(Uuid{1, 2})))->has_value());
}

TEST_P(PushStoreContract, lists_newest_first_and_by_pages) {
    std::vector<push::PushId> sent;
    for (int i = 0; i < 5; ++i) {
        sent.push_back(steps::send(data(), new_push(), everyone()));
    }
    const auto page = run_blocking(data().pushes().list({1, 2}));
    ASSERT_EQ(page->pushes.size(), 2U);
    EXPECT_EQ(page->pushes[0].id, sent[3]);
    EXPECT_EQ(page->pushes[1].id, sent[2]);
    EXPECT_EQ(page->total, 5);
    EXPECT_THAT(run_blocking(data().pushes().list({5, 2}))->pushes, IsEmpty());
}

TEST_P(PushStoreContract, a_ledger_has_pages_and_is_of_one_push) {
    const auto id = steps::send(data(), new_push(), everyone());
    steps::send(data(), new_push(), everyone());
    const auto page = run_blocking(data().pushes().ledger(id, std::nullopt, {1, 2}));
    ASSERT_EQ((*page)->entries.size(), 2U);
    EXPECT_EQ((*page)->entries[0].device_id, "b");
    EXPECT_EQ((*page)->entries[0].user, users_[1]);
    EXPECT_EQ((*page)->entries[0].state, DeliveryState::waiting);
    EXPECT_EQ((*page)->entries[0].created_at, kNow);
    EXPECT_EQ((*page)->total, 4);
    const push::PushId none(Uuid{1, 2});
    EXPECT_FALSE(run_blocking(data().pushes().ledger(none, std::nullopt, {0, 9}))->has_value());
}

TEST_P(PushStoreContract, a_ledger_keeps_for_whom_it_was_sent) {
    const auto id = steps::send(data(), new_push(), of(push::OfDevices{{"a"}}));
    steps::link(data(), "a", users_[1]);
    EXPECT_EQ(steps::ledger(data(), id).front().user, users_[0]);
    const std::vector<UserId> erased{users_[0]};
    static_cast<void>(steps::write_now<void>(data(), [&](BackendTransaction& tx) {
                          return tx.users().erase(erased);
                      }).has_value());
    EXPECT_FALSE(steps::ledger(data(), id).front().user.has_value());
}

TEST_P(PushStoreContract, a_key_is_found_until_it_is_too_old) {
    auto push = new_push();
    push.key = push::IdempotencyKey{"k", crypto::sha256("one")};
    const auto id = steps::send(data(), push, everyone());
    for (int round = 0; round < 2; ++round) {
        const auto kept = run_blocking(data().pushes().find_request("k", kNow)).value();
        ASSERT_TRUE(kept.has_value());
        EXPECT_EQ(kept->push, id);
        EXPECT_EQ(kept->request, crypto::sha256("one"));
        EXPECT_FALSE(run_blocking(data().pushes().find_request("k", kNow + 1))->has_value());
        EXPECT_FALSE(run_blocking(data().pushes().find_request("K", kNow))->has_value());
        engine().restart();
    }
}

TEST_P(PushStoreContract, a_key_that_is_too_old_can_be_used_again) {
    auto push = new_push();
    push.key = push::IdempotencyKey{"k", crypto::sha256("one")};
    steps::send(data(), push, everyone());
    const auto again = steps::write_now<push::PushId>(data(), [&](BackendTransaction& tx) {
        return tx.pushes().insert(push, everyone(), {}, kNow + 100, kNow + 1);
    });
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(run_blocking(data().pushes().find_request("k", kNow + 1)).value()->push, *again);
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    PushStoreContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& kind) { return kind.param.name; }
);

}  // namespace
}  // namespace hako::contract
