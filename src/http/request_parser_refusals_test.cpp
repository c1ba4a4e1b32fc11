// SPDX-License-Identifier: Apache-2.0
#include "http/test_feed.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hako::http {
namespace {

struct Refusal {
    std::string raw;
    std::string error;
};

// Found by the smuggling corpora named in the security notes; each is one way to make two readers
// disagree, or to make one of them work for nothing.
// NOLINTNEXTLINE(readability-function-size): a table
std::vector<Refusal> refusals() {
    const std::string nul(1, '\0');
    return {
        // Request line.
        {"GET  / HTTP/1.1\r\nHost: h\r\n\r\n", "bad_request"},
        {"GET / HTTP/1.1 \r\nHost: h\r\n\r\n", "bad_request"},
        {"GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", "bad_request"},
        {" GET / HTTP/1.1\r\nHost: h\r\n\r\n", "bad_request"},
        {"GET /\r\nHost: h\r\n\r\n", "bad_request"},
        {"GET / \r\nHost: h\r\n\r\n", "bad_request"},
        {"GET HTTP/1.1\r\nHost: h\r\n\r\n", "bad_request"},
        {"G@T / HTTP/1.1\r\nHost: h\r\n\r\n", "bad_request"},
        {"GET / http/1.1\r\nHost: h\r\n\r\n", "bad_request"},
        {"GET / HTTP/1.1x\r\nHost: h\r\n\r\n", "bad_request"},
        {"GET / HTTP/1\r\nHost: h\r\n\r\n", "bad_request"},
        {"GET / HTTP/11.1\r\nHost: h\r\n\r\n", "bad_request"},
        {"GET / HTTP/0.9\r\nHost: h\r\n\r\n", "version_unsupported"},
        {"GET / HTTP/1.2\r\nHost: h\r\n\r\n", "version_unsupported"},
        {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", "version_unsupported"},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "version_unsupported"},
        {"get / HTTP/1.1\r\nHost: h\r\n\r\n", "method_unknown"},
        {"CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", "method_unknown"},
        {"TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", "method_unknown"},
        {"PROPFIND / HTTP/1.1\r\nHost: h\r\n\r\n", "method_unknown"},
        {"\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "bad_request"},
        {"\n" + get("/"), "bad_request"},
        {"\x16\x03\x01\x02", "bad_request"},
        {"\x16\x03\x01\r\n", "bad_request"},
        // Target.
        {get("a"), "bad_request"},
        {get("*"), "bad_request"},
        {get("/#a"), "bad_request"},
        {get("/\"a"), "bad_request"},
        {get("/a\\b"), "bad_request"},
        {get("/<a>"), "bad_request"},
        {get("/\xc3\xa4"), "bad_request"},
        {get("/\x7f"), "bad_request"},
        {get("/" + nul), "bad_request"},
        {get("http://other/a"), "bad_request"},
        {get("http:///a"), "bad_request"},
        {get("http://u@h/a"), "bad_request"},
        {get("http://h:81/a"), "bad_request"},
        {get("https://h:80/a"), "bad_request"},
        {get("ftp://h/a"), "bad_request"},
        // Line ends.
        {"GET / HTTP/1.1\nHost: h\r\n\r\n", "bad_request"},
        {"GET / HTTP/1.1\r\nHost: h\n\r\n", "bad_request"},
        {"GET / HTTP/1.1\r\nHost: h\r\n\n", "bad_request"},
        {"GET / HTTP/1.1\r\nHost: h\r\rX: y\r\n\r\n", "bad_request"},
        {"GET / HTTP/1.1\r\nHost: h\r\nA: b\rc\r\n\r\n", "bad_request"},
        {"GET / HTTP/1.1\r\r\nHost: h\r\n\r\n", "bad_request"},
        // Fields.
        {post("A : b\r\n"), "bad_request"},
        {post("A\t: b\r\n"), "bad_request"},
        {post(" A: b\r\n"), "bad_request"},
        {post("A: b\r\n c\r\n"), "bad_request"},
        {post("A: b\r\n\tc\r\n"), "bad_request"},
        {post("A: \r\n b\r\n"), "bad_request"},
        {post("A\r\n"), "bad_request"},
        {post(": b\r\n"), "bad_request"},
        {post("A b: c\r\n"), "bad_request"},
        {post("A(: b\r\n"), "bad_request"},
        {post("\xc3\xa4: b\r\n"), "bad_request"},
        {post("A: b" + nul + "\r\n"), "bad_request"},
        {post("A: b\x01\r\n"), "bad_request"},
        {post("A: b\x7f\r\n"), "bad_request"},
        {post("A" + nul + ": b\r\n"), "bad_request"},
        {post("Connection: close close\r\n"), "bad_request"},
        {post("Expect: 200-ok\r\n"), "expectation_failed"},
        {post("Expect: 100-continue, a\r\n"), "expectation_failed"},
        {post("Expect:\r\n"), "expectation_failed"},
        // Host.
        {"GET / HTTP/1.1\r\n\r\n", "bad_request"},
        {"GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", "bad_request"},
        {"GET / HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n", "bad_request"},
        {get("/", ""), "bad_request"},
        {get("/", "a b"), "bad_request"},
        {get("/", "a,b"), "bad_request"},
        {get("/", "u@h"), "bad_request"},
        {get("/", "h/a"), "bad_request"},
        {get("/", "h?a"), "bad_request"},
        {get("/", "h:x"), "bad_request"},
        {get("/", "h:123456"), "bad_request"},
        {get("/", "h:1:2"), "bad_request"},
        {get("/", ":80"), "bad_request"},
        {get("/", "::1"), "bad_request"},
        {get("/", "[::1"), "bad_request"},
        {get("/", "["), "bad_request"},
        {get("/", "[]"), "bad_request"},
        {get("/", "[127.0.0.1]"), "bad_request"},
        {get("/", "[::1]a"), "bad_request"},
        {get("/", "[fe80::1%eth0]"), "bad_request"},
        {get("/", "a%2"), "bad_request"},
        {get("/", "a%zz"), "bad_request"},
        // Content-Length.
        {post("Content-Length: 1\r\nContent-Length: 1\r\n", "a"), "bad_request"},
        {post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"), "bad_request"},
        {post("Content-Length: 1, 1\r\n", "a"), "bad_request"},
        {post("Content-Length: 1,\r\n", "a"), "bad_request"},
        {post("Content-Length: +1\r\n", "a"), "bad_request"},
        {post("Content-Length: -1\r\n", "a"), "bad_request"},
        {post("Content-Length: 0x1\r\n", "a"), "bad_request"},
        {post("Content-Length: 1_0\r\n", "a"), "bad_request"},
        {post("Content-Length: 1 0\r\n", "a"), "bad_request"},
        {post("Content-Length: 1.0\r\n", "a"), "bad_request"},
        {post("Content-Length: \"1\"\r\n", "a"), "bad_request"},
        {post("Content-Length: a\r\n", "a"), "bad_request"},
        {post("Content-Length:\r\n"), "bad_request"},
        {post("Content-Length: 99999999999999999999\r\n"), "bad_request"},
        {post("Content-Length: 16777217\r\n"), "body_too_large"},
        {post("Content-Length: 18446744073709551615\r\n"), "body_too_large"},
        // Transfer-Encoding.
        {post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), "bad_request"},
        {post("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", "0\r\n\r\n"), "bad_request"},
        {post("Transfer-Encoding: identity\r\nContent-Length: 1\r\n", "a"), "bad_request"},
        {post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), "bad_request"},
        {post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), "bad_request"},
        {post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n"), "bad_request"},
        {post("Transfer-Encoding: gzip, chunked\r\n"), "bad_request"},
        {post("Transfer-Encoding: chunked, chunked\r\n"), "bad_request"},
        {post("Transfer-Encoding: chunked, identity\r\n"), "bad_request"},
        {post("Transfer-Encoding: chunked,\r\n"), "bad_request"},
        {post("Transfer-Encoding: ,chunked\r\n"), "bad_request"},
        {post("Transfer-Encoding: chunked;a=b\r\n"), "bad_request"},
        {post("Transfer-Encoding: xchunked\r\n"), "bad_request"},
        {post("Transfer-Encoding: \"chunked\"\r\n"), "bad_request"},
        {post("Transfer-Encoding: \x0b"
              "chunked\r\n"),
         "bad_request"},
        {post("Transfer-Encoding: chunked\x0c\r\n"), "bad_request"},
        {post("Transfer-Encoding: identity\r\n"), "bad_request"},
        {post("Transfer-Encoding:\r\n"), "bad_request"},
        {post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), "bad_request"},
        {post("Transfer-Encoding\r\n : chunked\r\n", "0\r\n\r\n"), "bad_request"},
        {"POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "bad_request"},
        // Chunks.
        {chunked("\r\n"), "bad_request"},
        {chunked("g\r\n"), "bad_request"},
        {chunked("0x1\r\na\r\n0\r\n\r\n"), "bad_request"},
        {chunked("-1\r\n"), "bad_request"},
        {chunked("+1\r\n"), "bad_request"},
        {chunked(" 1\r\n"), "bad_request"},
        {chunked("1 \r\n"), "bad_request"},
        {chunked("1_0\r\n"), "bad_request"},
        {chunked("1\na\r\n"), "bad_request"},
        {chunked("1\ra\r\n"), "bad_request"},
        {chunked("000000001\r\na\r\n0\r\n\r\n"), "bad_request"},
        {chunked("1\r\na0\r\n\r\n"), "bad_request"},
        {chunked("1\r\na\n0\r\n\r\n"), "bad_request"},
        {chunked("1\r\nab\r\n0\r\n\r\n"), "bad_request"},
        {chunked("1\r\na\rb0\r\n\r\n"), "bad_request"},
        {chunked("0\r\n\n"), "bad_request"},
        {chunked("0\r\n\r\r"), "bad_request"},
        {chunked("ffffffff\r\n"), "body_too_large"},
        {chunked("1000001\r\n"), "body_too_large"},
        // Chunk extensions.
        {chunked("1;\r\na\r\n"), "bad_request"},
        {chunked("1 ;a\r\n"), "bad_request"},
        {chunked("1; a\r\n"), "bad_request"},
        {chunked("1;a=\r\n"), "bad_request"},
        {chunked("1;a b\r\n"), "bad_request"},
        {chunked("1;a=b c\r\n"), "bad_request"},
        {chunked("1;a=\"b\"c\r\n"), "bad_request"},
        {chunked("1;a=\"\n\"\r\n"), "bad_request"},
        {chunked("1;a=\"\\\n\"\r\n"), "bad_request"},
        {chunked("1;a\nb\r\n"), "bad_request"},
        {chunked("1;" + repeated(257, "a") + "\r\n"), "bad_request"},
        {chunked(repeated(65, "1;abcd\r\na\r\n") + "0\r\n\r\n"), "bad_request"},
        // Trailer.
        {chunked("0\r\nA : b\r\n\r\n"), "bad_request"},
        {chunked("0\r\n A: b\r\n\r\n"), "bad_request"},
        {chunked("0\r\nA: b\r\n c\r\n\r\n"), "bad_request"},
        {chunked("0\r\nA: b\n\r\n"), "bad_request"},
        {chunked("0\r\nA\r\n\r\n"), "bad_request"},
        {chunked("0\r\nA: " + nul + "\r\n\r\n"), "bad_request"},
        {chunked("0\r\nA: " + repeated(17'000, "b")), "head_too_large"},
    };
}

TEST(RequestParser, refuses_what_can_be_read_in_two_ways) {
    for (const Refusal& row : refusals()) {
        for (const Feeding feeding : kFeedings) {
            EXPECT_EQ(Fed(row.raw, feeding).error(), row.error) << row.raw;
        }
    }
}

TEST(RequestParser, refuses_every_control_character_around_chunked) {
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        if (c == ' ' || c == '\t') {
            continue;
        }
        const std::string before = std::string(1, c) + "chunked";
        const std::string after = "chunked" + std::string(1, c);
        EXPECT_NE(Fed(post("Transfer-Encoding: " + before + "\r\n"), Feeding::whole).error(), "ok");
        EXPECT_NE(Fed(post("Transfer-Encoding: " + after + "\r\n"), Feeding::whole).error(), "ok")
            << byte;
    }
}

}  // namespace
}  // namespace hako::http
