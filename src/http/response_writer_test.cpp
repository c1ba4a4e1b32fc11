// SPDX-License-Identifier: Apache-2.0
#include "http/response_writer.hpp"

#include "base/check.hpp"
#include "http/http_error.hpp"
#include "http/request_ids.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace hako::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string
head_of(const Response& response, ConnectionHeader connection = ConnectionHeader::none) {
    std::string head;
    append_reply_head(head, response, "0123456789abcdef", connection);
    return head;
}

TEST(ResponseWriter, writes_all_headers_and_an_empty_line) {
    Response response;
    response.status = 429;
    response.content_type = "application/json";
    response.body = "12345";
    response.add_header("Retry-After", "60");
    response.add_header("Allow", "POST");
    EXPECT_EQ(
        head_of(response, ConnectionHeader::close),
        "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nContent-Length: 5\r\n"
        "X-Request-Id: 0123456789abcdef\r\nCache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\nRetry-After: 60\r\nAllow: POST\r\n"
        "Connection: close\r\n\r\n"
    );
}

TEST(ResponseWriter, leaves_out_what_is_not_there) {
    Response response;
    const std::string head = head_of(response);
    EXPECT_THAT(head, HasSubstr("Content-Length: 0\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("Content-Type:")));
    EXPECT_THAT(head, Not(HasSubstr("Connection:")));
    EXPECT_THAT(
        head_of(response, ConnectionHeader::keep_alive), HasSubstr("Connection: keep-alive\r\n")
    );
}

TEST(ResponseWriter, says_nothing_about_a_body_that_cannot_be) {
    for (const int status : {101, 204, 304}) {
        Response response;
        response.status = status;
        response.content_type = "text/plain";
        EXPECT_THAT(head_of(response), Not(HasSubstr("\r\nContent-"))) << status;
        EXPECT_FALSE(status_has_body(status));
    }
    EXPECT_TRUE(status_has_body(200));
    EXPECT_TRUE(status_has_body(500));
}

TEST(ResponseWriter, has_a_reason_for_every_error_and_needs_none) {
    Response response;
    for (int i = 0; i <= static_cast<int>(HttpError::version_unsupported); ++i) {
        response.status = status_of(static_cast<HttpError>(i));
        EXPECT_THAT(head_of(response), Not(HasSubstr(" \r\n"))) << response.status;
        EXPECT_FALSE(to_string(static_cast<HttpError>(i)).empty());
    }
    response.status = 299;
    EXPECT_THAT(head_of(response), StartsWith("HTTP/1.1 299 \r\n"));
}

TEST(Response, takes_no_header_that_would_be_two) {
    Response response;
    for (const std::string value : {"a\r\nB: c", "a\n", "\r", "a\x7f", "a\tb"}) {
        EXPECT_THROW(response.add_header("A", value), Bug) << value;
    }
    EXPECT_THROW(response.add_header("A", std::string(1, '\0')), Bug);
    EXPECT_TRUE(response.headers().empty());
}

TEST(Response, is_empty_after_reset_and_keeps_a_usual_buffer) {
    Response response;
    response.status = 500;
    response.content_type = "text/plain";
    response.connection = ConnectionAfter::close;
    response.add_header("A", "b");
    response.body.assign(10'000, 'x');
    const auto capacity = response.body.capacity();
    response.reset();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "");
    EXPECT_EQ(response.connection, ConnectionAfter::keep);
    EXPECT_TRUE(response.headers().empty());
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(response.body.capacity(), capacity);
    response.body.assign(1'000'000, 'x');
    response.reset();
    EXPECT_LT(response.body.capacity(), 1'000U);
}

TEST(RequestIds, are_16_hex_digits_and_distinct) {
    std::set<std::string> seen;
    for (const std::uint64_t seed : {0ULL, 1ULL}) {
        RequestIds ids(seed);
        for (int i = 0; i < 1'000; ++i) {
            const RequestId id = ids.next();
            const std::string text(id.begin(), id.end());
            EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), std::string::npos);
            seen.insert(text);
        }
    }
    EXPECT_EQ(seen.size(), 2'000U);
}

}  // namespace
}  // namespace hako::http
