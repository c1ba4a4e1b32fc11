// SPDX-License-Identifier: Apache-2.0
#include "domain/push/explanation.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace hako::push {
namespace {

TEST(Explanation, every_row_is_a_sentence_and_stands_once) {
    for (const auto platform : {Platform::android, Platform::ios}) {
        std::set<std::pair<int, std::string_view>> seen;
        for (const auto& row : explanations(platform)) {
            EXPECT_TRUE(seen.emplace(row.status, row.reason).second) << row.reason;
            EXPECT_TRUE(row.text.ends_with('.')) << row.reason;
            EXPECT_EQ(explanation(platform, row.status, row.reason), row.text);
        }
    }
}

TEST(Explanation, what_is_unknown_is_explained_by_its_status) {
    EXPECT_NE(explanation(Platform::ios, 400, "Surprise").find("refused"), std::string::npos);
    EXPECT_NE(explanation(Platform::ios, 429, "Surprise").find("Too many"), std::string::npos);
    EXPECT_NE(explanation(Platform::android, 504, "").find("fault"), std::string::npos);
    EXPECT_NE(explanation(Platform::android, 0, "Surprise").find("no answer"), std::string::npos);
    EXPECT_NE(explanation(Platform::android, 201, "").find("took"), std::string::npos);
}

TEST(Explanation, a_success_needs_no_reason) {
    EXPECT_NE(explanation(Platform::ios, 200, "").find("Apple took"), std::string::npos);
    EXPECT_NE(explanation(Platform::android, 200, "x").find("Google took"), std::string::npos);
}

TEST(Explanation, the_platforms_do_not_mix) {
    EXPECT_NE(
        explanation(Platform::ios, 404, "UNREGISTERED"),
        explanation(Platform::android, 404, "UNREGISTERED")
    );
    EXPECT_EQ(
        explanation(Platform::ios, 0, reasons::kNoAnswer),
        explanation(Platform::android, 0, reasons::kNoAnswer)
    );
}

}  // namespace
}  // namespace hako::push
