// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/reader_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hako::sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const UserId kAlice(Uuid{1, 1});
const UserId kBob(Uuid{2, 2});
const DeviceKey kPhone = DeviceKey::of("phone");

constexpr std::int64_t kR = 1;
constexpr std::int64_t kRw = 3;

std::vector<ReaderEntry>
entries(const Owner& owner, std::string_view everyone, const std::vector<std::string>& keys = {}) {
    std::string permission = R"({"public":")" + std::string(everyone) + '"';
    for (const std::string& key : keys) {
        permission += "," + key;
    }
    return reader_entries(owner, permission + "}");
}

std::string grant(const UserId& user, std::string_view right) {
    return '"' + user.text() + R"(":")" + std::string(right) + '"';
}

ReaderEntry everyone(std::int64_t rights) {
    return {"", rights};
}

ReaderEntry user(ReaderKind kind, const UserId& id, std::int64_t rights) {
    return {reader_key(kind, id), rights};
}

TEST(ReaderEntries, are_none_of_what_nobody_may_read) {
    EXPECT_THAT(entries({}, ""), IsEmpty());
    EXPECT_THAT(reader_entries({}, "{}"), IsEmpty());
    EXPECT_THAT(entries({}, "w"), IsEmpty());
    EXPECT_THAT(entries({}, "w", {grant(kAlice, "w"), grant(kBob, "")}), IsEmpty());
    EXPECT_THAT(entries({}, "", {R"("friend":"rw")", R"("u1":"rw")"}), IsEmpty());
}

TEST(ReaderEntries, are_everyone_and_those_who_may_more) {
    EXPECT_THAT(entries({}, "r"), ElementsAre(everyone(kR)));
    EXPECT_THAT(entries({}, "rw"), ElementsAre(everyone(kRw)));
    EXPECT_THAT(entries({}, "r", {grant(kAlice, "r"), grant(kBob, "")}), ElementsAre(everyone(kR)));
    EXPECT_THAT(
        entries({}, "r", {grant(kAlice, "w")}),
        ElementsAre(everyone(kR), user(ReaderKind::user_of_public, kAlice, kRw))
    );
    EXPECT_THAT(
        entries(kAlice, "r"),
        ElementsAre(everyone(kR), user(ReaderKind::user_of_public, kAlice, kRw))
    );
    EXPECT_THAT(entries(kAlice, "rw", {grant(kBob, "rw")}), ElementsAre(everyone(kRw)));
}

TEST(ReaderEntries, are_those_who_were_granted_and_the_owner) {
    EXPECT_THAT(
        entries(kAlice, "", {grant(kBob, "r")}),
        ElementsAre(user(ReaderKind::user, kAlice, kRw), user(ReaderKind::user, kBob, kR))
    );
    EXPECT_THAT(
        entries({}, "w", {grant(kBob, "r")}), ElementsAre(user(ReaderKind::user, kBob, kRw))
    );
    // An owner who was granted something as well stands there once.
    EXPECT_THAT(
        entries(kAlice, "", {grant(kAlice, "r")}), ElementsAre(user(ReaderKind::user, kAlice, kRw))
    );
}

TEST(ReaderEntries, are_the_device_that_owns) {
    EXPECT_THAT(
        entries(kPhone, ""), ElementsAre(ReaderEntry{reader_key(ReaderKind::device, kPhone), kRw})
    );
    EXPECT_THAT(
        entries(kPhone, "r"),
        ElementsAre(
            everyone(kR), ReaderEntry{reader_key(ReaderKind::device_of_public, kPhone), kRw}
        )
    );
}

}  // namespace
}  // namespace hako::sqlite
