// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/record_id.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace hako::sqlite {
namespace {

Uuid with_version(std::uint64_t high, std::uint64_t low, std::uint64_t version) {
    return {
        (high & ~std::uint64_t{0xF000}) | (version << 12U),
        (low & ~(std::uint64_t{0b11} << 62U)) | (std::uint64_t{0b10} << 62U)
    };
}

std::vector<Uuid> some_uuids(std::uint64_t version) {
    SystemRandom random;
    std::vector<Uuid> uuids{
        with_version(0, 0, version),
        with_version(~std::uint64_t{0}, ~std::uint64_t{0}, version),
        with_version(0, ~std::uint64_t{0}, version),
        with_version(~std::uint64_t{0}, 0, version)
    };
    for (int i = 0; i < 10'000; ++i) {
        uuids.push_back(with_version(random.next_u64(), random.next_u64(), version));
    }
    return uuids;
}

TEST(RecordId, gives_back_every_uuid_of_every_version) {
    for (std::uint64_t version = 0; version < 16; ++version) {
        for (const Uuid uuid : some_uuids(version)) {
            const RecordId id = RecordId::of(uuid);
            ASSERT_EQ(id.uuid(), uuid);
            ASSERT_GE(id.seq, 0);
            ASSERT_GE(id.tail, 0);
        }
    }
}

TEST(RecordId, keeps_the_order_of_ids) {
    for (const std::uint64_t version : {4U, 7U}) {
        auto uuids = some_uuids(version);
        std::sort(uuids.begin(), uuids.end());
        for (std::size_t i = 1; i < uuids.size(); ++i) {
            const RecordId a = RecordId::of(uuids[i - 1]);
            const RecordId b = RecordId::of(uuids[i]);
            ASSERT_TRUE(a.seq < b.seq || (a.seq == b.seq && a.tail <= b.tail));
        }
    }
}

TEST(NextRecordId, is_a_version_7_uuid_of_the_time) {
    SystemRandom random;
    std::int64_t last = 0;
    const Uuid uuid = next_record_id(random, 1'700'000'000'123, last).uuid();
    EXPECT_EQ(uuid.high >> 16U, 1'700'000'000'123U);
    EXPECT_EQ((uuid.high >> 12U) & 0xFU, 7U);
    EXPECT_EQ(uuid.low >> 62U, 0b10U);
}

TEST(NextRecordId, rises_while_the_clock_stands_goes_back_or_jumps) {
    SystemRandom random;
    std::int64_t last = 0;
    Uuid before{};
    UnixMillis now = 1'700'000'000'000;
    for (int i = 0; i < 100'000; ++i) {
        now += i == 40'000 ? -5'000 : i == 90'000 ? 60'000 : 0;
        const RecordId id = next_record_id(random, now, last);
        ASSERT_EQ(id.seq, last);
        ASSERT_LT(before, id.uuid());
        ASSERT_EQ((id.uuid().high >> 12U) & 0xFU, 7U);
        before = id.uuid();
    }
}

TEST(NextRecordId, cannot_be_guessed_from_the_one_before) {
    SystemRandom random;
    std::int64_t last = 0;
    const RecordId one = next_record_id(random, 5, last);
    const RecordId two = next_record_id(random, 5, last);
    EXPECT_EQ(one.seq + 1, two.seq);
    EXPECT_NE(one.tail, two.tail);
}

}  // namespace
}  // namespace hako::sqlite
