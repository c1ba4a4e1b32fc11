// SPDX-License-Identifier: Apache-2.0
// What a PushQueue must do.

#include "tests/contract/push_steps.hpp"
#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <set>

namespace hako::contract {
namespace {

using push::ApnsEnvironment;
using push::DeliveryState;
using push::PushState;
using steps::ended;
using steps::everyone;
using steps::kNow;
using steps::new_push;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr UnixMillis kLease = 60'000;
constexpr UnixMillis kDay = 86'400'000;

class PushQueueContract : public StoreContract {
protected:
    /// A push to these many devices that is under way.
    push::PushId begun(int devices) {
        steps::put_many(data(), devices);
        const auto id = steps::send(data(), new_push(), everyone());
        steps::prepare_all(data(), kNow);
        return id;
    }

    void end(const push::ClaimedDelivery& delivery, DeliveryState state, UnixMillis now = kNow) {
        steps::record(data(), {ended(delivery, state)}, now);
    }

    void retry(push::DeliveryRecord record, UnixMillis at) {
        record.state = DeliveryState::waiting;
        record.next_attempt_at = at;
        steps::record(data(), {record}, kNow);
    }

    push::LedgerEntry only_entry(push::PushId id) {
        const auto entries = steps::ledger(data(), id);
        check(entries.size() == 1, "a push of the test to one device");
        return entries.front();
    }

    push::Push push_of(push::PushId id) {
        return steps::find_push(data(), id);
    }

    void cancel(push::PushId id) {
        const auto done = steps::write_now<void>(data(), [&](BackendTransaction& tx) {
            return tx.pushes().cancel(id, kNow);
        });
        check(done.has_value(), "a cancel of the test");
    }
};

TEST_P(PushQueueContract, has_nothing_to_do_at_first) {
    EXPECT_EQ(steps::next_due(data()), std::nullopt);
    EXPECT_FALSE(run_blocking(data().push_queue().prepare(kNow, 100)).value());
    EXPECT_THAT(steps::claim(data(), kNow), IsEmpty());
    EXPECT_EQ(run_blocking(data().push_queue().unfinished()).value(), 0);
}

TEST_P(PushQueueContract, a_push_waits_for_its_time) {
    steps::put_many(data(), 1);
    auto push = new_push();
    push.send_at = kNow + 500;
    const auto id = steps::send(data(), push, everyone());
    EXPECT_EQ(steps::next_due(data()), kNow + 500);
    steps::prepare_all(data(), kNow + 499);
    EXPECT_EQ(push_of(id).state, PushState::wait);
    EXPECT_THAT(steps::claim(data(), kNow + 499), IsEmpty());
    steps::prepare_all(data(), kNow + 500);
    EXPECT_EQ(push_of(id).state, PushState::push);
    EXPECT_EQ(push_of(id).started_at, kNow + 500);
    EXPECT_THAT(steps::claim(data(), kNow + 500), SizeIs(1));
}

TEST_P(PushQueueContract, a_claim_has_all_that_sending_needs) {
    const auto id = begun(1);
    const auto claimed = steps::claim(data(), kNow + 1);
    ASSERT_THAT(claimed, SizeIs(1));
    EXPECT_EQ(claimed[0].token, "aa0");
    EXPECT_EQ(claimed[0].platform, push::Platform::ios);
    EXPECT_EQ(claimed[0].environment, ApnsEnvironment::production);
    EXPECT_FALSE(claimed[0].environment_is_known);
    EXPECT_FALSE(claimed[0].tried_other_environment);
    EXPECT_EQ(claimed[0].attempts, 1);
    EXPECT_EQ(claimed[0].claimed_at, kNow + 1);
    EXPECT_EQ(claimed[0].give_up_at, kNow + kDay);
    EXPECT_EQ(claimed[0].payload->json, new_push().payload.json);
    EXPECT_THAT(claimed[0].payload->apns_headers, ElementsAre(Pair("apns-collapse-id", "c")));
    EXPECT_EQ(only_entry(id).state, DeliveryState::sending);
    EXPECT_EQ(only_entry(id).attempts, 1);
}

TEST_P(PushQueueContract, what_is_held_is_not_given_again_until_the_lease_ends) {
    begun(1);
    const auto first = steps::claim(data(), kNow);
    EXPECT_THAT(steps::claim(data(), kNow), IsEmpty());
    EXPECT_EQ(steps::next_due(data()), kNow + kLease);
    engine().restart();
    EXPECT_THAT(steps::claim(data(), kNow + kLease - 1), IsEmpty());
    const auto again = steps::claim(data(), kNow + kLease);
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again[0].message_id, first[0].message_id);
    EXPECT_EQ(again[0].attempts, 2);
}

TEST_P(PushQueueContract, message_ids_are_of_one_device_of_one_push) {
    steps::put_many(data(), 2);
    steps::send(data(), new_push(), everyone());
    steps::send(data(), new_push(), everyone());
    steps::prepare_all(data(), kNow);
    std::set<Uuid> ids;
    for (const auto& claimed : steps::claim(data(), kNow)) {
        ids.insert(claimed.message_id);
    }
    EXPECT_THAT(ids, SizeIs(4));
}

TEST_P(PushQueueContract, gives_no_more_than_asked_for_and_older_pushes_first) {
    steps::put_many(data(), 3);
    steps::send(data(), new_push(), everyone());
    steps::prepare_all(data(), kNow);
    steps::send(data(), new_push(), everyone());
    steps::prepare_all(data(), kNow + 5);
    const auto first = steps::claim(data(), kNow + 5, 2);
    const auto second = steps::claim(data(), kNow + 5, 2);
    ASSERT_THAT(first, SizeIs(2));
    ASSERT_THAT(second, SizeIs(2));
    EXPECT_EQ(first[0].key.push, first[1].key.push);
    EXPECT_EQ(second[0].key.push, first[0].key.push);
    EXPECT_LT(second[0].key.push, second[1].key.push);
    EXPECT_THAT(steps::claim(data(), kNow + 5, 9), SizeIs(2));
}

TEST_P(PushQueueContract, the_last_record_finishes_the_push) {
    const auto id = begun(2);
    EXPECT_EQ(run_blocking(data().push_queue().unfinished()).value(), 2);
    const auto claimed = steps::claim(data(), kNow);
    end(claimed[0], DeliveryState::accepted);
    EXPECT_EQ(push_of(id).state, PushState::push);
    EXPECT_EQ(push_of(id).pushed, 1);
    end(claimed[1], DeliveryState::failed, kNow + 9);
    engine().restart();
    EXPECT_EQ(push_of(id).state, PushState::finish);
    EXPECT_EQ(push_of(id).failed, 1);
    EXPECT_EQ(push_of(id).finished_at, kNow + 9);
    EXPECT_EQ(steps::next_due(data()), std::nullopt);
    EXPECT_EQ(run_blocking(data().push_queue().unfinished()).value(), 0);
    EXPECT_THAT(steps::ledger(data(), id, DeliveryState::accepted), SizeIs(1));
    EXPECT_THAT(steps::ledger(data(), id, DeliveryState::failed), SizeIs(1));
}

TEST_P(PushQueueContract, a_push_to_nobody_is_finished_when_it_begins) {
    const auto id = begun(0);
    EXPECT_EQ(push_of(id).state, PushState::finish);
    EXPECT_EQ(push_of(id).finished_at, kNow);
}

TEST_P(PushQueueContract, what_is_final_stays) {
    const auto id = begun(1);
    const auto claimed = steps::claim(data(), kNow);
    end(claimed[0], DeliveryState::accepted);
    end(claimed[0], DeliveryState::failed);
    retry(ended(claimed[0], DeliveryState::waiting), kNow);
    EXPECT_EQ(only_entry(id).state, DeliveryState::accepted);
    EXPECT_EQ(push_of(id).pushed, 1);
    EXPECT_EQ(push_of(id).failed, 0);
}

TEST_P(PushQueueContract, a_retry_comes_at_its_time_with_what_was_said) {
    const auto id = begun(1);
    const auto claimed = steps::claim(data(), kNow);
    auto record = ended(claimed[0], DeliveryState::waiting, "TooManyRequests");
    record.status = 429;
    record.environment = ApnsEnvironment::development;
    record.tried_other_environment = true;
    retry(record, kNow + 70'000);
    EXPECT_EQ(only_entry(id).state, DeliveryState::waiting);
    EXPECT_EQ(only_entry(id).reason, "TooManyRequests");
    EXPECT_EQ(only_entry(id).status, 429);
    EXPECT_EQ(steps::next_due(data()), kNow + 70'000);
    EXPECT_THAT(steps::claim(data(), kNow + 69'999), IsEmpty());
    const auto again = steps::claim(data(), kNow + 70'000);
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again[0].environment, ApnsEnvironment::development);
    EXPECT_TRUE(again[0].tried_other_environment);
}

TEST_P(PushQueueContract, a_stale_claim_says_only_that_it_was_accepted) {
    const auto id = begun(1);
    const auto first = steps::claim(data(), kNow);
    const auto second = steps::claim(data(), kNow + kLease);
    end(first[0], DeliveryState::failed);
    retry(ended(first[0], DeliveryState::waiting), kNow);
    EXPECT_EQ(only_entry(id).state, DeliveryState::sending);
    EXPECT_EQ(push_of(id).failed, 0);
    end(first[0], DeliveryState::accepted);
    EXPECT_EQ(only_entry(id).state, DeliveryState::accepted);
    end(second[0], DeliveryState::failed);
    EXPECT_EQ(only_entry(id).state, DeliveryState::accepted);
}

TEST_P(PushQueueContract, what_is_given_back_was_no_attempt) {
    const auto id = begun(1);
    auto claimed = steps::claim(data(), kNow);
    auto record = ended(claimed[0], DeliveryState::waiting, "InternalServerError");
    record.status = 500;
    retry(record, kNow);
    claimed = steps::claim(data(), kNow);
    record = {};
    record.key = claimed[0].key;
    record.attempt = claimed[0].attempts;
    record.given_back = true;
    retry(record, kNow + 5);
    EXPECT_EQ(only_entry(id).attempts, 1);
    EXPECT_EQ(only_entry(id).reason, "InternalServerError");
    EXPECT_EQ(only_entry(id).status, 500);
    EXPECT_EQ(steps::claim(data(), kNow + 5)[0].attempts, 2);
}

TEST_P(PushQueueContract, turns_are_spread_evenly) {
    steps::put_many(data(), 100);
    auto push = new_push();
    push.spread = std::chrono::seconds(100);
    const auto at_once = steps::send(data(), push, everyone());
    steps::prepare_all(data(), kNow);
    std::size_t before = 0;
    for (int tenth = 1; tenth <= 10; ++tenth) {
        const auto claimed = steps::claim(data(), kNow + tenth * 10'000 - 1);
        EXPECT_NEAR(static_cast<double>(claimed.size()), 10, 2) << tenth;
        before += claimed.size();
        for (const auto& delivery : claimed) {
            end(delivery, DeliveryState::accepted);
        }
    }
    EXPECT_EQ(before, 100U);
    EXPECT_EQ(push_of(at_once).targets, 100);
}

TEST_P(PushQueueContract, expiry_is_when_it_is_given_up) {
    steps::put_many(data(), 1);
    auto push = new_push();
    push.payload.expires_at = kNow + 42;
    steps::send(data(), push, everyone());
    steps::prepare_all(data(), kNow);
    const auto claimed = steps::claim(data(), kNow);
    EXPECT_EQ(claimed[0].give_up_at, kNow + 42);
    EXPECT_EQ(claimed[0].payload->expires_at, kNow + 42);
}

TEST_P(PushQueueContract, a_cancelled_push_ends_piece_by_piece) {
    const auto id = begun(5);
    const auto claimed = steps::claim(data(), kNow, 2);
    cancel(id);
    EXPECT_EQ(push_of(id).state, PushState::cancel);
    EXPECT_THAT(steps::claim(data(), kNow + kLease), IsEmpty());
    EXPECT_EQ(steps::next_due(data()), kNow);
    EXPECT_TRUE(run_blocking(data().push_queue().prepare(kNow, 2)).value());
    EXPECT_EQ(push_of(id).failed, 2);
    steps::prepare_all(data(), kNow, 2);
    EXPECT_EQ(push_of(id).failed, 3);
    EXPECT_FALSE(push_of(id).finished_at.has_value());
    EXPECT_THAT(steps::ledger(data(), id, DeliveryState::cancelled), SizeIs(3));
    EXPECT_EQ(steps::ledger(data(), id)[4].reason, "Cancelled");
    // What was under way ends by itself, or is not tried again.
    end(claimed[0], DeliveryState::accepted);
    retry(ended(claimed[1], DeliveryState::waiting), kNow + 5);
    EXPECT_EQ(push_of(id).pushed, 1);
    EXPECT_EQ(push_of(id).failed, 4);
    EXPECT_EQ(push_of(id).state, PushState::cancel);
    EXPECT_TRUE(push_of(id).finished_at.has_value());
    EXPECT_EQ(steps::next_due(data()), std::nullopt);
}

TEST_P(PushQueueContract, a_cancelled_push_whose_worker_died_ends_with_its_lease) {
    const auto id = begun(1);
    static_cast<void>(steps::claim(data(), kNow).size());
    cancel(id);
    steps::prepare_all(data(), kNow);
    EXPECT_EQ(only_entry(id).state, DeliveryState::sending);
    EXPECT_EQ(steps::next_due(data()), kNow + kLease);
    steps::prepare_all(data(), kNow + kLease);
    EXPECT_EQ(only_entry(id).state, DeliveryState::failed);
    EXPECT_EQ(only_entry(id).reason, "OutcomeUnknown");
    EXPECT_TRUE(push_of(id).finished_at.has_value());
}

TEST_P(PushQueueContract, a_push_can_be_cancelled_before_it_is_filled) {
    steps::put_many(data(), 5);
    const auto id = steps::send_large(data(), new_push(), everyone());
    EXPECT_TRUE(run_blocking(data().push_queue().prepare(kNow, 2)).value());
    cancel(id);
    steps::prepare_all(data(), kNow);
    EXPECT_EQ(push_of(id).state, PushState::cancel);
    EXPECT_EQ(push_of(id).targets, 2);
    EXPECT_EQ(push_of(id).failed, 2);
    EXPECT_TRUE(push_of(id).finished_at.has_value());
    EXPECT_FALSE(push_of(id).started_at.has_value());
}

TEST_P(PushQueueContract, a_large_push_for_later_is_filled_at_once_and_begun_later) {
    steps::put_many(data(), 3);
    auto push = new_push();
    push.send_at = kNow + 1'000;
    const auto id = steps::send_large(data(), push, everyone());
    EXPECT_EQ(steps::next_due(data()), kNow);
    steps::prepare_all(data(), kNow, 2);
    EXPECT_EQ(push_of(id).targets, 3);
    EXPECT_EQ(push_of(id).state, PushState::wait);
    EXPECT_EQ(steps::next_due(data()), kNow + 1'000);
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    PushQueueContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& kind) { return kind.param.name; }
);

}  // namespace
}  // namespace hako::contract
