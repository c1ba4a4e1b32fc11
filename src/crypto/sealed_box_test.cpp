// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_box.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace hako::crypto {
namespace {

namespace fs = std::filesystem;

class SealedBox : public ::testing::Test {
protected:
    SealedBox() {
        std::string pattern = (fs::temp_directory_path() / "hako-sealed-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }

    ~SealedBox() override {
        fs::remove_all(folder);
    }

    [[nodiscard]] fs::path key_path() const {
        return folder / "secrets.key";
    }

    Sealer sealer() {
        return std::move(Sealer::open_or_create(key_path(), random)).value();
    }

    fs::path folder;
    SystemRandom random;
};

TEST_F(SealedBox, what_was_sealed_opens_after_a_restart) {
    const std::string box = sealer().seal("secret", "backend apns", random);
    EXPECT_EQ(box.find("secret"), std::string::npos);
    const auto opened = sealer().open(box, "backend apns");
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->reveal(), "secret");
}

TEST_F(SealedBox, two_boxes_of_one_secret_differ) {
    const Sealer made = sealer();
    EXPECT_NE(made.seal("secret", "", random), made.seal("secret", "", random));
}

TEST_F(SealedBox, a_box_does_not_open_in_another_place) {
    const Sealer made = sealer();
    EXPECT_FALSE(made.open(made.seal("secret", "backend a", random), "backend b"));
}

TEST_F(SealedBox, a_changed_or_cut_box_does_not_open) {
    const Sealer made = sealer();
    const std::string box = made.seal("secret", "a", random);
    for (std::size_t at = 0; at < box.size(); ++at) {
        std::string changed = box;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_FALSE(made.open(changed, "a")) << at;
        EXPECT_FALSE(made.open(box.substr(0, at), "a")) << at;
    }
}

TEST_F(SealedBox, another_key_does_not_open_it) {
    const std::string box = sealer().seal("secret", "a", random);
    fs::remove(key_path());
    EXPECT_FALSE(sealer().open(box, "a"));
}

TEST_F(SealedBox, the_key_file_is_for_its_owner_only) {
    (void)sealer();
    EXPECT_EQ(fs::status(key_path()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::file_size(key_path()), 32U);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
}

TEST_F(SealedBox, a_key_file_that_others_may_read_is_refused) {
    (void)sealer();
    fs::permissions(key_path(), fs::perms::group_read, fs::perm_options::add);
    const auto opened = Sealer::open_or_create(key_path(), random);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), ErrorCode::unavailable);
    EXPECT_NE(opened.error().detail().find("chmod 600"), std::string::npos);
}

TEST_F(SealedBox, a_key_file_of_another_length_is_refused) {
    for (const std::size_t size : {0U, 31U, 33U}) {
        std::ofstream(key_path()) << std::string(size, 'k');
        fs::permissions(key_path(), fs::perms::owner_read | fs::perms::owner_write);
        EXPECT_FALSE(Sealer::open_or_create(key_path(), random)) << size;
    }
}

TEST_F(SealedBox, a_folder_that_does_not_exist_is_refused) {
    EXPECT_FALSE(Sealer::open_or_create(folder / "none" / "secrets.key", random));
}

}  // namespace
}  // namespace hako::crypto
