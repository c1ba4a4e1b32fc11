// SPDX-License-Identifier: Apache-2.0
#include "base/run_blocking.hpp"
#include "storage/sqlite/storage.hpp"
#include "storage/sqlite/test_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace hako::sqlite {
namespace {

using ::testing::IsEmpty;

backends::Backend backend(char digit) {
    return {
        *BackendId::parse(std::string(24, digit)),
        std::string("Name ") + digit,
        std::string(64, digit),
        std::string(24, digit),
        {backends::Switch::off, 8, 5},
        1'000 + digit
    };
}

keys::ManagementKey key(Random& random, char backend_digit) {
    std::string why;
    keys::ManagementKey key{
        keys::KeyId::make(random),
        backend(backend_digit).id,
        "laptop",
        {},
        {*IpRange::parse("10.0.0.0/8", why), *IpRange::parse("2001:db8::/32", why)},
        5,
        7,
        std::nullopt,
        std::nullopt
    };
    random.fill(std::as_writable_bytes(std::span(key.hash)));
    return key;
}

class SystemStores : public ::testing::Test {
protected:
    SystemStores() {
        open();
    }

    void open() {
        storage_.reset();
        auto opened = Storage::open(
            {folder_.path(), std::chrono::seconds(1), std::chrono::seconds(1), 1, 1},
            around_.clock,
            around_.random,
            around_.log,
            around_.metrics
        );
        check(opened.has_value(), "open the storage of the test");
        storage_ = *std::move(opened);
    }

    template <class T, class Work>
    Result<T> write_now(Work work) {
        return run_blocking(write<T>(storage_->writes(), std::move(work)));
    }

    bool insert(const backends::Backend& made) {
        return write_now<void>(
                   [&](hako::SystemTransaction& tx) { return tx.backends().insert(made); }
        ).has_value();
    }

    bool insert(const keys::ManagementKey& made) {
        return write_now<void>([&](hako::SystemTransaction& tx) { return tx.keys().insert(made); }
        ).has_value();
    }

    std::vector<backends::Backend> backends() {
        return *write_now<std::vector<backends::Backend>>([](hako::SystemTransaction& tx) {
            return tx.backends().list();
        });
    }

    std::vector<keys::ManagementKey> keys() {
        return *write_now<std::vector<keys::ManagementKey>>([](hako::SystemTransaction& tx) {
            return tx.keys().list();
        });
    }

    std::string file(char digit) {
        return folder_.path() + "/backends/" + std::string(24, digit) + ".db";
    }

    TestFolder folder_;
    TestSurroundings around_;
    std::unique_ptr<Storage> storage_;
};

TEST_F(SystemStores, keep_backends_over_a_restart) {
    ASSERT_TRUE(insert(backend('b')));
    ASSERT_TRUE(insert(backend('a')));
    for (int round = 0; round < 2; ++round) {
        const auto all = backends();
        ASSERT_EQ(all.size(), 2U);
        EXPECT_EQ(all[0].id, backend('a').id);
        EXPECT_EQ(all[1].name, "Name b");
        EXPECT_EQ(all[1].app_key, backend('b').app_key);
        EXPECT_EQ(all[1].push_project_id, backend('b').push_project_id);
        EXPECT_EQ(all[1].created_at, backend('b').created_at);
        EXPECT_EQ(all[1].settings.management_api, backends::Switch::off);
        EXPECT_EQ(all[1].settings.password_length_min, 8);
        EXPECT_EQ(all[1].settings.username_length_min, 5);
        open();
    }
}

TEST_F(SystemStores, refuse_two_backends_of_one_id) {
    ASSERT_TRUE(insert(backend('a')));
    EXPECT_FALSE(insert(backend('a')));
    EXPECT_EQ(backends().size(), 1U);
    EXPECT_TRUE(storage_->is_healthy());
}

TEST_F(SystemStores, change_name_and_settings_of_one_backend) {
    ASSERT_TRUE(insert(backend('a')));
    ASSERT_TRUE(insert(backend('b')));
    auto changed = backend('a');
    changed.name = "Other";
    changed.settings = {backends::Switch::on, 4, 3};
    ASSERT_TRUE(write_now<void>([&](hako::SystemTransaction& tx) {
                    return tx.backends().update(changed);
                }).has_value());
    EXPECT_EQ(backends()[0].name, "Other");
    EXPECT_EQ(backends()[0].settings.management_api, backends::Switch::on);
    EXPECT_EQ(backends()[1].name, "Name b");
}

TEST_F(SystemStores, keep_keys_over_a_restart) {
    ASSERT_TRUE(insert(backend('a')));
    const auto made = key(around_.random, 'a');
    ASSERT_TRUE(insert(made));
    open();
    const auto all = keys();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].id, made.id);
    EXPECT_EQ(all[0].backend, made.backend);
    EXPECT_EQ(all[0].name, "laptop");
    EXPECT_EQ(all[0].hash, made.hash);
    ASSERT_EQ(all[0].ranges.size(), 2U);
    EXPECT_EQ(all[0].ranges[0].text(), "10.0.0.0/8");
    EXPECT_EQ(all[0].ranges[1].text(), "2001:db8::/32");
    EXPECT_EQ(all[0].created_at, 5);
    EXPECT_EQ(all[0].expires_at, 7);
    EXPECT_FALSE(all[0].last_used_at.has_value());
    EXPECT_FALSE(all[0].revoked_at.has_value());
}

TEST_F(SystemStores, refuse_a_key_for_no_backend_and_the_same_key_twice) {
    EXPECT_FALSE(insert(key(around_.random, 'a')));
    ASSERT_TRUE(insert(backend('a')));
    const auto made = key(around_.random, 'a');
    ASSERT_TRUE(insert(made));
    auto same_secret = key(around_.random, 'a');
    same_secret.hash = made.hash;
    EXPECT_FALSE(insert(same_secret));
    EXPECT_EQ(keys().size(), 1U);
}

TEST_F(SystemStores, revoke_a_key_once_and_keep_when_it_was_used) {
    ASSERT_TRUE(insert(backend('a')));
    const auto made = key(around_.random, 'a');
    ASSERT_TRUE(insert(made));
    for (const UnixMillis now : {10, 20}) {
        ASSERT_TRUE(write_now<void>([&](hako::SystemTransaction& tx) {
                        return tx.keys().revoke(made.id, now);
                    }).has_value());
    }
    const std::vector<std::pair<keys::KeyId, UnixMillis>> uses{
        {made.id, 30}, {keys::KeyId::make(around_.random), 40}
    };
    ASSERT_TRUE(write_now<void>([&](hako::SystemTransaction& tx) {
                    return tx.keys().set_last_used(uses);
                }).has_value());
    EXPECT_EQ(keys()[0].revoked_at, 10);
    EXPECT_EQ(keys()[0].last_used_at, 30);
}

TEST_F(SystemStores, erase_a_backend_with_its_keys_and_later_its_files) {
    ASSERT_TRUE(insert(backend('a')));
    ASSERT_TRUE(insert(backend('b')));
    ASSERT_TRUE(insert(key(around_.random, 'a')));
    ASSERT_TRUE(insert(key(around_.random, 'b')));
    ASSERT_TRUE(storage_->open_backend(backend('a').id).has_value());
    ASSERT_TRUE(storage_->open_backend(backend('b').id).has_value());
    ASSERT_TRUE(write_now<void>([&](hako::SystemTransaction& tx) {
                    return tx.backends().erase(backend('a').id);
                }).has_value());
    EXPECT_EQ(backends().size(), 1U);
    ASSERT_EQ(keys().size(), 1U);
    EXPECT_EQ(keys()[0].backend, backend('b').id);
    EXPECT_TRUE(std::filesystem::exists(file('a')));
    storage_->remove_erased();
    for (const auto* ending : {"", "-wal", "-shm"}) {
        EXPECT_FALSE(std::filesystem::exists(file('a') + ending)) << ending;
    }
    EXPECT_TRUE(std::filesystem::exists(file('b')));
}

TEST_F(SystemStores, remove_files_of_an_erased_backend_after_a_crash_in_between) {
    ASSERT_TRUE(insert(backend('a')));
    ASSERT_TRUE(storage_->open_backend(backend('a').id).has_value());
    ASSERT_TRUE(write_now<void>([&](hako::SystemTransaction& tx) {
                    return tx.backends().erase(backend('a').id);
                }).has_value());
    open();
    EXPECT_FALSE(std::filesystem::exists(file('a')));
    EXPECT_THAT(backends(), IsEmpty());
}

TEST_F(SystemStores, give_the_same_storage_for_the_same_backend) {
    const auto one = storage_->open_backend(backend('a').id);
    const auto two = storage_->open_backend(backend('a').id);
    ASSERT_TRUE(one.has_value() && two.has_value());
    EXPECT_EQ(one->get(), two->get());
    EXPECT_GT(storage_->size_bytes(), 0);
}

}  // namespace
}  // namespace hako::sqlite
