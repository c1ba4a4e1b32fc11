// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/username_keys.hpp"

#include "domain/users/username.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/test_folder.hpp"

#include <gtest/gtest.h>

#include <map>

namespace hako::sqlite {
namespace {

constexpr std::int64_t kCacheBytes = 1024LL * 1024;

class UsernameKeys : public ::testing::Test {
protected:
    UsernameKeys() {
        auto connection = Connection::open(folder_.file("a.db"), Access::write, kCacheBytes);
        check(connection.has_value(), "open the file of the test");
        connection_ = *std::move(connection);
        check(migrate(*connection_, backend_migrations()).has_value(), "make the tables");
    }

    /// A user whose key was made by some other rule.
    void put(std::int64_t seq, const std::string& name, const std::string& key) {
        auto insert =
            connection_->statement("INSERT INTO users VALUES (?, 0, 0, 0, ?, ?, 'hash', '{}')");
        StatementUse use(**insert);
        use->bind(1, seq).bind_text(2, name).bind_text(3, key);
        check(use->run().has_value(), "a user of the test");
    }

    void refresh() {
        ASSERT_TRUE(refresh_username_keys(*connection_, log_).has_value());
    }

    void forget_version() {
        check(connection_->execute("UPDATE meta SET value = '0/1.0'").has_value(), "a write");
    }

    /// Keys by seq; the part of a key that no name has is cut off.
    std::map<std::int64_t, std::string> keys() {
        auto select = connection_->statement("SELECT seq, username_key FROM users");
        StatementUse use(**select);
        std::map<std::int64_t, std::string> keys;
        while (*use->step()) {
            std::string key(use->text(1));
            const auto end = key.find('\n');
            keys[use->integer(0)] = end == std::string::npos ? key : key.substr(0, end) + "+";
        }
        return keys;
    }

    using Keys = std::map<std::int64_t, std::string>;

    TestFolder folder_;
    std::unique_ptr<Connection> connection_;
    TestLog log_;
};

TEST_F(UsernameKeys, are_made_again_when_the_rule_is_another) {
    put(1, "Alice", "old-1");
    put(2, "Bob", "bob");
    put(3, "ＣＡＲＯＬ", "old-3");
    refresh();
    EXPECT_EQ(keys(), (Keys{{1, "alice"}, {2, "bob"}, {3, "carol"}}));
    EXPECT_EQ(log_.count(""), 0U);
}

TEST_F(UsernameKeys, are_left_alone_when_the_rule_is_the_same) {
    refresh();
    put(1, "Alice", "untouched");
    refresh();
    EXPECT_EQ(keys(), (Keys{{1, "untouched"}}));
    forget_version();
    refresh();
    EXPECT_EQ(keys(), (Keys{{1, "alice"}}));
}

TEST_F(UsernameKeys, may_change_places) {
    put(1, "a", "b");
    put(2, "b", "c");
    put(3, "c", "a");
    refresh();
    EXPECT_EQ(keys(), (Keys{{1, "a"}, {2, "b"}, {3, "c"}}));
}

TEST_F(UsernameKeys, stay_with_the_older_of_two_users_and_lose_none) {
    put(1, "Alice", "old-1");
    put(2, "ALICE", "old-2");
    put(3, "alice", "old-3");
    refresh();
    EXPECT_EQ(keys(), (Keys{{1, "alice"}, {2, "alice+"}, {3, "alice+"}}));
    EXPECT_EQ(log_.count("two users have one name now"), 2U);
}

TEST_F(UsernameKeys, are_taken_from_a_newer_user_whose_key_did_not_change) {
    put(1, "Alice", "old-1");
    put(2, "alice", "alice");
    refresh();
    EXPECT_EQ(keys(), (Keys{{1, "alice"}, {2, "alice+"}}));
    EXPECT_EQ(log_.count("two users have one name now"), 1U);
}

TEST_F(UsernameKeys, are_given_to_the_newer_user_when_the_name_is_free_at_the_next_change) {
    put(1, "Alice", "old-1");
    put(2, "alice", "alice");
    refresh();
    ASSERT_TRUE(connection_->execute("DELETE FROM users WHERE seq = 1").has_value());
    forget_version();
    refresh();
    EXPECT_EQ(keys(), (Keys{{2, "alice"}}));
}

TEST_F(UsernameKeys, of_two_alike_are_the_same_after_every_change) {
    put(1, "Alice", "old-1");
    put(2, "alice", "alice");
    for (int i = 0; i < 3; ++i) {
        refresh();
        EXPECT_EQ(keys(), (Keys{{1, "alice"}, {2, "alice+"}}));
        forget_version();
    }
}

}  // namespace
}  // namespace hako::sqlite
