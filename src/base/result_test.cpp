// SPDX-License-Identifier: Apache-2.0
#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>

namespace hako {
namespace {

Error refusal() {
    return Error::invalid_param("page", "Must be a number.");
}

Result<int> half(int value) {
    if (value % 2 != 0) {
        return Error::invalid_param("value", "Must be even.");
    }
    return value / 2;
}

Result<int> quarter(int value) {
    HAKO_TRY_ASSIGN(const int first, half(value));
    HAKO_TRY_ASSIGN(const int second, half(first));
    return second;
}

Result<void> require_quarter(int value, int& calls) {
    HAKO_TRY(quarter(value));
    ++calls;
    return {};
}

TEST(Result, holds_a_value) {
    Result<std::string> result(std::string("text"));
    ASSERT_TRUE(result.has_value());
    EXPECT_TRUE(static_cast<bool>(result));
    EXPECT_EQ(*result, "text");
    EXPECT_EQ(result->size(), 4U);
    result.value() += "s";
    EXPECT_EQ(std::as_const(result).value(), "texts");
    EXPECT_EQ(std::as_const(result)->size(), 5U);
}

TEST(Result, holds_a_refusal) {
    Result<std::string> result(refusal());
    ASSERT_FALSE(result.has_value());
    EXPECT_FALSE(static_cast<bool>(result));
    EXPECT_EQ(result.error().code(), ErrorCode::invalid_params);
    EXPECT_EQ(std::as_const(result).error().params().size(), 1U);
}

TEST(Result, gives_its_value_away_without_a_copy) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
    const std::unique_ptr<int> taken = *std::move(result);
    EXPECT_EQ(*taken, 7);
}

TEST(Result, of_nothing_is_good_unless_refused) {
    const Result<void> good;
    EXPECT_TRUE(good.has_value());
    EXPECT_NO_THROW(good.value());
    Result<void> bad(refusal());
    EXPECT_FALSE(static_cast<bool>(bad));
    EXPECT_EQ(bad.error().params()[0].name, "page");
    EXPECT_EQ(std::as_const(bad).error().code(), ErrorCode::invalid_params);
    const Error error = std::move(bad).error();
    EXPECT_EQ(error.code(), ErrorCode::invalid_params);
}

TEST(Result, read_on_the_wrong_side_is_a_bug) {
    Result<int> good(1);
    Result<int> bad(refusal());
    EXPECT_THROW(static_cast<void>(good.error()), Bug);
    EXPECT_THROW(static_cast<void>(std::as_const(good).error()), Bug);
    EXPECT_THROW(static_cast<void>(std::move(good).error()), Bug);
    EXPECT_THROW(static_cast<void>(bad.value()), Bug);
    EXPECT_THROW(static_cast<void>(std::as_const(bad).value()), Bug);
    EXPECT_THROW(static_cast<void>(*std::move(bad)), Bug);
    Result<void> nothing;
    EXPECT_THROW(static_cast<void>(nothing.error()), Bug);
    EXPECT_THROW(Result<void>(refusal()).value(), Bug);
}

TEST(Result, passes_values_and_refusals_up) {
    EXPECT_EQ(*quarter(12), 3);
    EXPECT_EQ(quarter(6).error().params()[0].name, "value");
    int calls = 0;
    EXPECT_TRUE(require_quarter(12, calls).has_value());
    EXPECT_FALSE(require_quarter(6, calls).has_value());
    EXPECT_EQ(calls, 1);
}

TEST(Result, converts_only_what_its_value_converts_from) {
    static_assert(std::is_convertible_v<const char*, Result<std::string>>);
    static_assert(std::is_convertible_v<Error, Result<std::string>>);
    static_assert(!std::is_convertible_v<int*, Result<std::unique_ptr<int>>>);
    static_assert(!std::is_constructible_v<Result<std::string>, std::unique_ptr<int>>);
    static_assert(!std::is_convertible_v<Result<int>, bool>);
    SUCCEED();
}

}  // namespace
}  // namespace hako
