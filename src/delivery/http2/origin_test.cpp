// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/origin.hpp"

#include <gtest/gtest.h>

namespace hako::http2 {
namespace {

TEST(ParseUrl, takes_host_port_and_path_apart) {
    const auto url = parse_url("https://API.push.apple.com");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "api.push.apple.com");
    EXPECT_EQ(url->port, "443");
    EXPECT_EQ(url->path, "/");
    EXPECT_EQ(url->authority(), "api.push.apple.com");
    const auto other = parse_url("https://[::1]:2197/token");
    ASSERT_TRUE(other);
    EXPECT_EQ(other->host, "::1");
    EXPECT_EQ(other->port, "2197");
    EXPECT_EQ(other->path, "/token");
    EXPECT_EQ(other->authority(), "[::1]:2197");
}

TEST(ParseUrl, refuses_what_is_no_https_url) {
    for (const char* text : {
             "",
             "https://",
             "http://host",
             "https://:443",
             "https://host:",
             "https://host:0",
             "https://host:65536",
             "https://host:1x",
             "https://user@host",
             "https://host/?q",
             "https://host/#f",
             "https://ho st",
             "https://h\\x",
             "https://[::1",
             "https://[::1]x",
             "https://h%41",
         }) {
        EXPECT_FALSE(parse_url(text)) << text;
    }
}

}  // namespace
}  // namespace hako::http2
