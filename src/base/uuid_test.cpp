// SPDX-License-Identifier: Apache-2.0
#include "base/uuid.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hako {
namespace {

std::string text_of(const Uuid& uuid) {
    std::string text;
    uuid.append_to(text);
    return text;
}

TEST(Uuid, reads_and_writes_its_text) {
    const auto uuid = Uuid::parse("0192f0c1-7b3a-7def-8123-456789abcdef");
    ASSERT_TRUE(uuid.has_value());
    EXPECT_EQ(uuid->high, 0x0192f0c17b3a7defU);
    EXPECT_EQ(uuid->low, 0x8123456789abcdefU);
    EXPECT_EQ(text_of(*uuid), "0192f0c1-7b3a-7def-8123-456789abcdef");
    EXPECT_EQ(text_of(Uuid{}), "00000000-0000-0000-0000-000000000000");
    EXPECT_EQ(text_of(Uuid{~0UL, ~0UL}), "ffffffff-ffff-ffff-ffff-ffffffffffff");
}

TEST(Uuid, appends_behind_what_is_there) {
    std::string text = "i";
    Uuid{1, 2}.append_to(text);
    EXPECT_EQ(text, "i00000000-0000-0001-0000-000000000002");
}

TEST(Uuid, is_ordered_as_its_text) {
    const std::array<Uuid, 5> ascending{
        Uuid{0, 0}, Uuid{0, ~0UL}, Uuid{1, 0}, Uuid{0x8000000000000000U, 0}, Uuid{~0UL, 1}
    };
    for (std::size_t i = 1; i < ascending.size(); ++i) {
        EXPECT_LT(ascending.at(i - 1), ascending.at(i));
        EXPECT_LT(text_of(ascending.at(i - 1)), text_of(ascending.at(i)));
    }
}

TEST(Uuid, refuses_every_other_spelling) {
    for (const auto* text :
         {"",
          "0192f0c17b3a7def8123456789abcdef",
          "0192F0C1-7b3a-7def-8123-456789abcdef",
          "{0192f0c1-7b3a-7def-8123-456789abcde}",
          "0192f0c1-7b3a-7def-8123-456789abcde",
          "0192f0c1-7b3a-7def-8123-456789abcdeff",
          "0192f0c1-7b3a-7def-8123-456789abcdeg",
          "0192f0c1-7b3a-7def-8123-456789abcde ",
          "0192f0c1-7b3a-7def-8123_456789abcdef",
          "0192f0c1-7b3a-7def-81234-56789abcdef",
          "0192f0c1 7b3a-7def-8123-456789abcdef",
          "-192f0c1-7b3a-7def-8123-456789abcdef"}) {
        EXPECT_FALSE(Uuid::parse(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace hako
