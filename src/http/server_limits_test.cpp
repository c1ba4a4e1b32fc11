// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"
#include "http/test_client.hpp"
#include "http/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace hako::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

void wait_until_let_in(const TestServer& server) {
    bool is_let_in = false;
    while (!is_let_in) {
        TestClient next(server.port());
        next.send(post("/echo", "a"));
        is_let_in = next.reply().starts_with("HTTP/1.1 200");
    }
}

TEST(ServerLimits, refuses_one_byte_over_the_body_limit) {
    HttpLimits limits;
    limits.body_bytes_max = 10;
    TestServer server(limits);
    TestClient fits(server.port());
    fits.send(post("/echo", "0123456789"));
    EXPECT_THAT(fits.reply(), StartsWith("HTTP/1.1 200"));
    TestClient over(server.port());
    over.send(post("/echo", "0123456789a"));
    EXPECT_THAT(over.reply(), StartsWith("HTTP/1.1 413 Content Too Large\r\n"));
    EXPECT_TRUE(over.is_closed());
    TestClient chunked(server.port());
    chunked.send(
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "a\r\n0123456789\r\n1\r\na\r\n0\r\n\r\n"
    );
    EXPECT_THAT(chunked.reply(), StartsWith("HTTP/1.1 413 "));
    EXPECT_TRUE(chunked.is_closed());
}

TEST(ServerLimits, gives_a_slow_request_its_time_and_no_more) {
    TestServer server;
    TestClient in_head(server.port());
    in_head.send("POST /echo HTTP/1.1\r\nHos");
    TestClient in_body(server.port());
    in_body.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc");
    EXPECT_TRUE(server.advance_until([&] { return server.handler.finished_count() == 2; }));
    for (TestClient* const client : {&in_head, &in_body}) {
        const std::string reply = client->reply();
        EXPECT_THAT(reply, StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
        EXPECT_THAT(reply, HasSubstr("\r\nConnection: close\r\n"));
        EXPECT_TRUE(client->is_closed());
    }
    const auto finished = server.handler.wait_for_finished(2);
    EXPECT_NE(finished[0].has_head, finished[1].has_head);
}

TEST(ServerLimits, does_not_let_a_trickle_extend_the_time) {
    TestServer server;
    TestClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\n");
    EXPECT_TRUE(server.advance_until([&] {
        client.send("A: b\r\n");
        return server.handler.finished_count() == 1;
    }));
    EXPECT_EQ(server.handler.wait_for_finished(1)[0].status, 408);
}

TEST(ServerLimits, closes_an_idle_connection_without_a_word) {
    TestServer server;
    TestClient fresh(server.port());
    TestClient used(server.port());
    used.send(post("/echo", "a"));
    EXPECT_THAT(used.reply(), EndsWith("a"));
    EXPECT_TRUE(server.advance_until([&] { return fresh.has_input(1) && used.has_input(1); }));
    EXPECT_TRUE(fresh.is_closed());
    EXPECT_TRUE(used.is_closed());
    EXPECT_EQ(server.handler.finished_count(), 1U);
}

TEST(ServerLimits, has_patience_with_its_own_tasks) {
    TestServer server;
    TestClient client(server.port());
    client.send(post("/wait", "patience"));
    server.handler.gate().wait_for(1);
    const TestClient idle(server.port());
    // Once the idle one is closed, the time has come to the server.
    EXPECT_TRUE(server.advance_until([&] { return idle.has_input(1); }));
    server.handler.gate().open();
    EXPECT_THAT(client.reply(), EndsWith("patience"));
}

TEST(ServerLimits, gives_up_on_a_peer_that_never_reads) {
    TestServer server;
    TestClient client(server.port());
    client.send("GET /big?50000000 HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(client.has_input(10'000));
    EXPECT_TRUE(server.advance_until([&] { return server.handler.finished_count() == 1; }));
    EXPECT_LT(client.rest().size(), 50'000'000U);
}

TEST(ServerLimits, gives_up_on_a_peer_that_goes_on_sending_after_an_error) {
    HttpLimits limits;
    limits.linger_bytes_max = 1'000'000;
    limits.connections_max = 1;
    TestServer server(limits);
    const TestClient endless(server.port());
    endless.send("BAD\r\n\r\n" + std::string(8'000'000, 'a'));
    wait_until_let_in(server);
}

TEST(ServerLimits, gives_up_on_a_peer_that_does_not_close_after_an_error) {
    HttpLimits limits;
    limits.connections_max = 1;
    TestServer server(limits);
    TestClient silent(server.port());
    silent.send("BAD\r\n\r\n");
    EXPECT_THAT(silent.rest(), StartsWith("HTTP/1.1 400"));
    // Only this side is open still; the server gives the place back when its time is over.
    TestClient next(server.port());
    EXPECT_THAT(next.rest(), StartsWith("HTTP/1.1 503"));
    server.clock.advance(limits.linger_time_max + std::chrono::seconds(1));
    wait_until_let_in(server);
}

TEST(ServerLimits, limits_the_connections_of_one_address) {
    HttpLimits limits;
    limits.connections_per_address_max = 2;
    TestServer server(limits);
    const auto first = std::make_unique<TestClient>(server.port());
    auto second = std::make_unique<TestClient>(server.port());
    for (TestClient* const client : {first.get(), second.get()}) {
        client->send(post("/echo", "a"));
        EXPECT_THAT(client->reply(), StartsWith("HTTP/1.1 200"));
    }
    TestClient third(server.port());
    const std::string reply = third.rest();
    EXPECT_THAT(reply, StartsWith("HTTP/1.1 429 Too Many Requests\r\n"));
    EXPECT_THAT(reply, EndsWith("address_busy"));
    // A place that is given back can be taken again, as soon as the server has noticed.
    second.reset();
    wait_until_let_in(server);
}

TEST(ServerLimits, lets_trusted_proxies_open_as_many_as_they_like) {
    HttpLimits limits;
    limits.connections_per_address_max = 1;
    std::string why;
    const auto proxies = IpRange::parse("127.0.0.0/8", why);
    if (!proxies) {
        FAIL() << why;
    }
    TestServer server(limits, "127.0.0.1", {*proxies});
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<TestClient>(server.port()));
        clients.back()->send(post("/echo", "a"));
        EXPECT_THAT(clients.back()->reply(), StartsWith("HTTP/1.1 200"));
    }
}

TEST(ServerLimits, limits_the_connections_in_all) {
    HttpLimits limits;
    limits.connections_max = 1;
    TestServer server(limits);
    TestClient first(server.port());
    first.send(post("/echo", "a"));
    EXPECT_THAT(first.reply(), StartsWith("HTTP/1.1 200"));
    TestClient second(server.port());
    EXPECT_THAT(second.rest(), StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    // However many come, the first is served on.
    std::vector<std::unique_ptr<TestClient>> crowd;
    crowd.reserve(100);
    for (int i = 0; i < 100; ++i) {
        crowd.push_back(std::make_unique<TestClient>(server.port()));
    }
    first.send(post("/echo", "a"));
    EXPECT_THAT(first.reply(), StartsWith("HTTP/1.1 200"));
}

}  // namespace
}  // namespace hako::http
