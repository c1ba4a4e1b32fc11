// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>

#include <set>
#include <type_traits>

namespace hako {
namespace {

TEST(Error, of_a_parameter_names_it) {
    const Error error = Error::invalid_param("page", "Must be at least 1.");
    EXPECT_EQ(error.code(), ErrorCode::invalid_params);
    ASSERT_EQ(error.params().size(), 1U);
    EXPECT_EQ(error.params()[0].name, "page");
    EXPECT_EQ(error.params()[0].text.text(), "Must be at least 1.");
    EXPECT_EQ(error.detail(), "");
}

TEST(Error, collects_all_wrong_parameters_and_keeps_the_first_word_on_each) {
    Error error = Error::invalid_param("page", "First.");
    error.add_param("sortOrder", "Second.").add_param("page", "Third.");
    ASSERT_EQ(error.params().size(), 2U);
    EXPECT_EQ(error.params()[0].text.text(), "First.");
    EXPECT_EQ(error.params()[1].name, "sortOrder");
}

TEST(Error, renames_a_parameter_for_the_method_that_calls_it_otherwise) {
    Error error = Error::invalid_param("collectionName", "Collection not found.");
    error.rename_param("collectionName", "_id").rename_param("missing", "other");
    ASSERT_EQ(error.params().size(), 1U);
    EXPECT_EQ(error.params()[0].name, "_id");
}

TEST(Error, keeps_the_private_detail_apart_from_what_callers_read) {
    const Error plain = Error::unavailable(PrivateDetail("disk full on /data"));
    EXPECT_EQ(plain.code(), ErrorCode::unavailable);
    EXPECT_TRUE(plain.params().empty());
    EXPECT_EQ(plain.detail(), "disk full on /data");
    const Error told =
        Error::unavailable("server", PublicText("Try again."), PrivateDetail("queue full"));
    ASSERT_EQ(told.params().size(), 1U);
    EXPECT_EQ(told.params()[0].text.text(), "Try again.");
    EXPECT_EQ(told.detail(), "queue full");
    static_assert(!std::is_convertible_v<PrivateDetail, PublicText>);
    static_assert(!std::is_constructible_v<PublicText, PrivateDetail>);
}

TEST(Error, of_too_many_calls_says_of_what) {
    const Error error = Error::rate_limited("keys", PublicText("Wait a minute."));
    EXPECT_EQ(error.code(), ErrorCode::rate_limited);
    EXPECT_EQ(error.params()[0].name, "keys");
}

TEST(Error, takes_its_last_detail) {
    Error error(ErrorCode::permission_denied);
    error.set_detail(PrivateDetail("first")).set_detail(PrivateDetail("second"));
    EXPECT_EQ(error.detail(), "second");
}

TEST(ErrorCode, has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(ErrorCode::unavailable); ++i) {
        names.insert(to_string(static_cast<ErrorCode>(i)));
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorCode::unavailable) + 1);
    EXPECT_FALSE(names.contains("unknown"));
    EXPECT_EQ(to_string(ErrorCode::api_key_invalid), "api_key_invalid");
}

TEST(Check, throws_a_bug_that_says_where) {
    EXPECT_NO_THROW(check(true, "fine"));
    try {
        check(false, "the sky fell");
        FAIL() << "check() let a false condition pass";
    } catch (const Bug& bug) {
        const std::string_view story = bug.what();
        EXPECT_NE(story.find("the sky fell"), std::string_view::npos);
        EXPECT_NE(story.find("error_test.cpp"), std::string_view::npos);
    }
}

}  // namespace
}  // namespace hako
