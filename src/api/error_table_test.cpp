// SPDX-License-Identifier: Apache-2.0
#include "api/error_table.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <set>

namespace hako::api {
namespace {

constexpr auto kLast = ErrorCode::unavailable;

TEST(ErrorTable, has_the_numbers_and_words_of_the_reference) {
    EXPECT_EQ(wire_error(ErrorCode::invalid_params), (rpc::WireError{-32602, "Invalid params"}));
    EXPECT_EQ(wire_error(ErrorCode::api_key_invalid), (rpc::WireError{4, "API key invalid"}));
    EXPECT_EQ(wire_error(ErrorCode::session_invalid), (rpc::WireError{10, "Session id invalid"}));
    EXPECT_EQ(wire_error(ErrorCode::login_required), (rpc::WireError{11, "User login required"}));
    EXPECT_EQ(wire_error(ErrorCode::device_required), (rpc::WireError{12, "Device id required"}));
    EXPECT_EQ(wire_error(ErrorCode::invalid_operation), (rpc::WireError{13, "Invalid operation"}));
    EXPECT_EQ(wire_error(ErrorCode::permission_denied), (rpc::WireError{14, "Permission denied"}));
    EXPECT_EQ(wire_error(ErrorCode::rate_limited), (rpc::WireError{9999, "Call limit exceeded"}));
    EXPECT_EQ(wire_error(ErrorCode::unavailable), (rpc::WireError{-32603, "Internal error"}));
}

TEST(ErrorTable, gives_every_code_a_number_of_its_own_but_to_a_busy_server_that_of_any_failure) {
    EXPECT_EQ(wire_error(ErrorCode::busy), wire_error(ErrorCode::unavailable));
    std::set<int> seen;
    for (int code = 0; code <= static_cast<int>(kLast); ++code) {
        if (static_cast<ErrorCode>(code) == ErrorCode::busy) {
            continue;
        }
        const auto wire = wire_error(static_cast<ErrorCode>(code));
        EXPECT_TRUE(seen.insert(wire.code).second) << wire.message;
        EXPECT_NE(std::isupper(wire.message.front()), 0) << wire.message;
    }
    EXPECT_EQ(seen.size(), 9U);
}

TEST(ErrorTable, takes_a_code_that_is_none_for_a_bug) {
    const auto beyond = static_cast<ErrorCode>(static_cast<int>(kLast) + 1);
    EXPECT_THROW(wire_error(beyond), Bug);
}

}  // namespace
}  // namespace hako::api
