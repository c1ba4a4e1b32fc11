// SPDX-License-Identifier: Apache-2.0
#include "http/request_parser.hpp"

#include "http/test_feed.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hako::http {
namespace {

struct Accepted {
    std::string raw;
    std::string path;
    std::string query;
    std::string body;
};

std::vector<Accepted> accepted() {
    return {
        {get("/"), "/", "", ""},
        {get("/a/b%20c?d=e&f"), "/a/b%20c", "d=e&f", ""},
        {get("/?"), "/", "", ""},
        {get("/a?b?c"), "/a", "b?c", ""},
        {"\r\n" + get("/a"), "/a", "", ""},
        {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "*", "", ""},
        {get("http://h/a?b"), "/a", "b", ""},
        {get("http://h"), "/", "", ""},
        {get("http://h?b"), "/", "b", ""},
        {get("HTTP://H:80/a"), "/a", "", ""},
        {get("https://h:443/a"), "/a", "", ""},
        {get("http://h:81/a", "H:81"), "/a", "", ""},
        {get("http://[::1]:81/a", "[::1]:81"), "/a", "", ""},
        {get("/", "example.com:8080"), "/", "", ""},
        {get("/", "example.com:"), "/", "", ""},
        {get("/", "127.0.0.1"), "/", "", ""},
        {get("/", "[2001:db8::1]"), "/", "", ""},
        {get("/", "[::ffff:192.0.2.1]:1"), "/", "", ""},
        {get("/", "a%20b"), "/", "", ""},
        {"GET / HTTP/1.0\r\n\r\n", "/", "", ""},
        {"GET / HTTP/1.1\r\nhOST:h\r\n\r\n", "/", "", ""},
        {"GET / HTTP/1.1\r\nHost: \t h \t\r\n\r\n", "/", "", ""},
        {post("Content-Length: 0\r\n"), "/a", "", ""},
        {post("Content-Length: 3\r\n", "a\r\n"), "/a", "", "a\r\n"},
        {post("Content-Length: 003\r\n", "abc"), "/a", "", "abc"},
        {post("A:\r\nB: \xc3\xa4\r\n"), "/a", "", ""},
        {chunked("0\r\n\r\n"), "/a", "", ""},
        {chunked("3\r\nabc\r\n0\r\n\r\n"), "/a", "", "abc"},
        {chunked("00000003\r\nabc\r\n00\r\n\r\n"), "/a", "", "abc"},
        {chunked("A\r\n0123456789\r\na\r\n\r\n\r\n\r\n\r\n\r\n\r\n0\r\n\r\n"),
         "/a",
         "",
         "0123456789\r\n\r\n\r\n\r\n\r\n"},
        {chunked("1;a\r\nx\r\n1;a=b;c=\"d\\\"e\"\r\ny\r\n0;z\r\n\r\n"), "/a", "", "xy"},
        {chunked("1;" + repeated(256, "a") + "\r\na\r\n0\r\n\r\n"), "/a", "", "a"},
        {chunked("0\r\nA: b\r\nContent-Length: 5\r\nC:\r\n\r\n"), "/a", "", ""},
        {post("Transfer-Encoding: \t CHUNKED \t\r\n", "1\r\na\r\n0\r\n\r\n"), "/a", "", "a"},
    };
}

TEST(RequestParser, takes_good_requests_and_leaves_what_follows) {
    const std::string following = "GET /next HTTP/1.1\r\n";
    for (const Accepted& row : accepted()) {
        for (const Feeding feeding : kFeedings) {
            const Fed fed(row.raw + following, feeding);
            ASSERT_TRUE(fed.is_done()) << row.raw << fed.error();
            EXPECT_EQ(fed.request().path(), row.path) << row.raw;
            EXPECT_EQ(fed.request().query(), row.query) << row.raw;
            EXPECT_EQ(fed.request().body(), row.body) << row.raw;
            EXPECT_EQ(fed.left(), feeding == Feeding::whole ? following : "") << row.raw;
        }
    }
}

TEST(RequestParser, waits_for_every_missing_byte) {
    for (const Accepted& row : accepted()) {
        for (std::size_t size = 1; size < row.raw.size(); ++size) {
            EXPECT_TRUE(Fed(row.raw.substr(0, size), Feeding::whole).is_waiting())
                << row.raw << size;
        }
    }
}

TEST(RequestParser, counts_the_bytes_on_the_wire) {
    for (const Accepted& row : accepted()) {
        for (const Feeding feeding : kFeedings) {
            EXPECT_EQ(Fed(row.raw, feeding).parser().wire_bytes(), row.raw.size()) << row.raw;
        }
    }
}

TEST(RequestParser, knows_the_methods) {
    const std::vector<std::pair<const char*, Verb>> verbs{
        {"GET", Verb::get},
        {"HEAD", Verb::head},
        {"POST", Verb::post},
        {"PUT", Verb::put},
        {"DELETE", Verb::delete_},
        {"PATCH", Verb::patch},
        {"OPTIONS", Verb::options},
    };
    for (const auto& [text, verb] : verbs) {
        const Fed fed(std::string(text) + " / HTTP/1.1\r\nHost: h\r\n\r\n", Feeding::whole);
        ASSERT_TRUE(fed.is_done());
        EXPECT_EQ(fed.request().verb(), verb);
        EXPECT_EQ(to_string(fed.request().verb()), text);
    }
}

TEST(RequestParser, finds_headers_by_lower_case_name) {
    const Fed fed(
        post("X-Forwarded-For: a, b\r\nContent-TYPE: t\r\nx-forwarded-for: c\r\nEmpty:\r\n"),
        Feeding::byte_by_byte
    );
    ASSERT_TRUE(fed.is_done());
    EXPECT_EQ(fed.request().header("content-type"), "t");
    EXPECT_EQ(fed.request().header("x-forwarded-for"), "a, b");
    EXPECT_EQ(fed.request().header("empty"), "");
    EXPECT_EQ(fed.request().header("missing"), std::nullopt);
    const std::vector<std::string_view> lines{"a, b", "c"};
    EXPECT_EQ(fed.request().header_lines("x-forwarded-for"), lines);
    EXPECT_TRUE(fed.request().header_lines("missing").empty());
    EXPECT_EQ(fed.request().peer().text(), "192.0.2.1");
}

TEST(RequestParser, tells_whether_the_connection_is_kept) {
    const auto keeps = [](const std::string& version, const std::string& header) {
        const Fed fed("GET / " + version + "\r\nHost: h\r\n" + header + "\r\n", Feeding::whole);
        EXPECT_TRUE(fed.is_done());
        EXPECT_EQ(fed.parser().is_http10(), version == "HTTP/1.0");
        return fed.parser().keeps_alive();
    };
    EXPECT_TRUE(keeps("HTTP/1.1", ""));
    EXPECT_TRUE(keeps("HTTP/1.1", "Connection: keep-alive\r\n"));
    EXPECT_FALSE(keeps("HTTP/1.1", "Connection: close\r\n"));
    EXPECT_FALSE(keeps("HTTP/1.1", "Connection: upgrade\r\nConnection: Close\r\n"));
    EXPECT_FALSE(keeps("HTTP/1.0", ""));
    EXPECT_TRUE(keeps("HTTP/1.0", "Connection: Keep-Alive\r\n"));
}

TEST(RequestParser, tells_whether_a_body_waits_for_100_continue) {
    const auto expects = [](const std::string& raw) {
        return Fed(raw, Feeding::whole).parser().expects_continue();
    };
    EXPECT_TRUE(expects(post("Expect: 100-Continue\r\nContent-Length: 1\r\n")));
    EXPECT_TRUE(expects(post("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n")));
    EXPECT_FALSE(expects(post("Expect: 100-continue\r\n")));
    EXPECT_FALSE(expects(post("Content-Length: 1\r\n")));
    EXPECT_FALSE(expects("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"));
}

TEST(RequestParser, tells_how_much_is_still_coming) {
    const Fed fed(post("Content-Length: 10\r\n", "abc"), Feeding::whole);
    EXPECT_TRUE(fed.is_waiting());
    EXPECT_EQ(fed.parser().expected_bytes(fed.parser().head_bytes() + 3), 7U);
    EXPECT_EQ(Fed(chunked("1\r\n"), Feeding::whole).parser().expected_bytes(1'000), 0U);
}

TEST(RequestParser, can_be_used_again) {
    std::string buffer = chunked("1\r\na\r\n0\r\n\r\n");
    const std::string second = "GET /b HTTP/1.1\r\nHost: h\r\n\r\n";
    const HttpLimits limits;
    Request request(IpAddress::from_bytes(std::array<std::uint8_t, 4>{192, 0, 2, 1}));
    RequestParser parser(limits, request);
    std::size_t size = buffer.size();
    ASSERT_EQ(parser.read_head(buffer.data(), size), RequestParser::Step::head_done);
    ASSERT_EQ(parser.read_body(buffer.data(), size), RequestParser::Step::done);
    parser.reset();
    buffer = second;
    size = buffer.size();
    ASSERT_EQ(parser.read_head(buffer.data(), size), RequestParser::Step::head_done);
    ASSERT_EQ(parser.read_body(buffer.data(), size), RequestParser::Step::done);
    EXPECT_EQ(request.path(), "/b");
    EXPECT_EQ(request.body(), "");
    EXPECT_EQ(request.header("transfer-encoding"), std::nullopt);
}

// Limits: what just fits, and one over.

TEST(RequestParser, limits_the_head) {
    const HttpLimits limits;
    const auto head = [](std::size_t bytes) {
        const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
        return start + std::string(bytes - start.size() - 4, 'a') + "\r\n\r\n";
    };
    for (const Feeding feeding : kFeedings) {
        EXPECT_EQ(Fed(head(limits.head_bytes_max), feeding).error(), "ok");
        EXPECT_EQ(Fed(head(limits.head_bytes_max + 1), feeding).error(), "head_too_large");
    }
}

TEST(RequestParser, limits_the_number_of_headers) {
    const HttpLimits limits;
    for (const Feeding feeding : kFeedings) {
        const auto error = [&](std::size_t count) {
            return Fed(post(repeated(count - 1, "A: b\r\n")), feeding).error();
        };
        EXPECT_EQ(error(limits.header_count_max), "ok");
        EXPECT_EQ(error(limits.header_count_max + 1), "head_too_large");
    }
}

TEST(RequestParser, limits_the_target) {
    const HttpLimits limits;
    for (const Feeding feeding : kFeedings) {
        const auto error = [&](std::size_t bytes) {
            return Fed(get("/" + std::string(bytes - 1, 'a')), feeding).error();
        };
        EXPECT_EQ(error(limits.target_bytes_max), "ok");
        EXPECT_EQ(error(limits.target_bytes_max + 1), "target_too_long");
        EXPECT_EQ(error(limits.target_bytes_max + 1'000), "target_too_long");
    }
}

TEST(RequestParser, limits_the_body) {
    HttpLimits limits;
    limits.body_bytes_max = 10;
    for (const Feeding feeding : kFeedings) {
        const auto error = [&](const std::string& raw) {
            return Fed(raw, feeding, limits).error();
        };
        EXPECT_EQ(error(post("Content-Length: 10\r\n", "0123456789")), "ok");
        EXPECT_EQ(error(post("Content-Length: 11\r\n")), "body_too_large");
        EXPECT_EQ(error(chunked("a\r\n0123456789\r\n0\r\n\r\n")), "ok");
        EXPECT_EQ(error(chunked("b\r\n")), "body_too_large");
        EXPECT_EQ(error(chunked("9\r\n012345678\r\n1\r\n9\r\n0\r\n\r\n")), "ok");
        EXPECT_EQ(error(chunked("9\r\n012345678\r\n2\r\n")), "body_too_large");
    }
}

TEST(RequestParser, limits_the_trailer) {
    HttpLimits limits;
    limits.head_bytes_max = 100;
    for (const Feeding feeding : kFeedings) {
        const auto error = [&](std::size_t bytes) {
            const std::string line = "A:" + std::string(bytes - 6, 'b') + "\r\n\r\n";
            return Fed(chunked("0\r\n" + line), feeding, limits).error();
        };
        EXPECT_EQ(error(100), "ok");
        EXPECT_EQ(error(101), "head_too_large");
    }
}

}  // namespace
}  // namespace hako::http
