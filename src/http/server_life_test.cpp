// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"
#include "http/test_client.hpp"
#include "http/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace hako::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ServerLife, listens_on_ipv6_and_takes_ipv4_on_the_any_address) {
    try {
        TestServer server({}, "[::]");
        for (const auto& [loopback, peer] :
             {std::pair(Loopback::v6, "::1"), std::pair(Loopback::v4, "127.0.0.1")}) {
            TestClient client(server.port(), loopback);
            client.send("GET /peer HTTP/1.1\r\nHost: h\r\n\r\n");
            EXPECT_THAT(client.reply(), EndsWith("\r\n\r\n" + std::string(peer)));
        }
    } catch (const ListenError&) {
        GTEST_SKIP() << "this machine has no IPv6";
    }
}

TEST(ServerLife, listens_on_a_name) {
    TestServer server({}, "localhost");
    TestClient client(server.port());
    client.send(post("/echo", "a"));
    EXPECT_THAT(client.reply(), EndsWith("a"));
}

TEST(ServerLife, says_when_the_port_is_in_use) {
    TestServer first;
    const Listening other = listen_on("127.0.0.1", 0, 1);
    for (const std::uint16_t port : {first.port(), other.port}) {
        try {
            listen_on("127.0.0.1", port, 1);
            FAIL() << "two servers share a port";
        } catch (const ListenError& error) {
            EXPECT_EQ(
                std::string(error.what()),
                "Cannot listen on 127.0.0.1:" + std::to_string(port) + ": the port is in use."
            );
        }
    }
}

TEST(ServerLife, says_when_there_is_no_such_address) {
    EXPECT_THROW(listen_on("192.0.2.1", 0, 1), ListenError);
    EXPECT_THROW(listen_on("", 0, 1), ListenError);
    try {
        listen_on("2001:db8::1", 80, 1);
        FAIL();
    } catch (const ListenError& error) {
        EXPECT_THAT(error.what(), StartsWith("Cannot listen on [2001:db8::1]:80: "));
    }
}

void drain_beside(TestServer& server, const std::function<void()>& meanwhile) {
    std::thread draining([&] { server.server.drain(); });
    while (TestClient::can_connect(server.port())) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    meanwhile();
    draining.join();
}

TEST(ServerLife, drains_at_once_when_nothing_is_open) {
    TestServer server;
    server.server.drain();
    EXPECT_FALSE(TestClient::can_connect(server.port()));
    server.server.drain();
}

TEST(ServerLife, answers_what_it_has_accepted_before_it_stops) {
    TestServer server;
    TestClient waiting(server.port());
    waiting.send(post("/wait", "1") + post("/echo", "2"));
    TestClient half(server.port());
    half.send(
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n"
        "Expect: 100-continue\r\n\r\n"
    );
    EXPECT_THAT(half.reply_head(), StartsWith("HTTP/1.1 100"));
    server.handler.gate().wait_for(1);
    drain_beside(server, [&] {
        half.send("ok");
        const std::string last = half.reply();
        EXPECT_THAT(last, EndsWith("\r\n\r\nok"));
        EXPECT_THAT(last, HasSubstr("\r\nConnection: close\r\n"));
        EXPECT_TRUE(half.is_closed());
        server.handler.gate().open();
        EXPECT_THAT(waiting.reply(), EndsWith("\r\n\r\n1"));
        EXPECT_THAT(waiting.reply(), HasSubstr("\r\nConnection: close\r\n"));
        EXPECT_TRUE(waiting.is_closed());
    });
}

TEST(ServerLife, closes_idle_connections_when_it_stops) {
    TestServer server;
    TestClient idle(server.port());
    idle.send(post("/echo", "a"));
    EXPECT_THAT(idle.reply(), EndsWith("a"));
    drain_beside(server, [&] {
        EXPECT_TRUE(server.advance_until([&] { return idle.has_input(1); }));
        EXPECT_TRUE(idle.is_closed());
    });
}

TEST(ServerLife, tells_half_a_request_when_the_drain_is_over) {
    HttpLimits limits;
    limits.request_time_max = std::chrono::hours(100);
    TestServer server(limits);
    TestClient half(server.port());
    half.send(
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n"
        "Expect: 100-continue\r\n\r\n"
    );
    EXPECT_THAT(half.reply_head(), StartsWith("HTTP/1.1 100"));
    drain_beside(server, [&] {
        EXPECT_TRUE(server.advance_until([&] { return half.has_input(1); }));
        EXPECT_THAT(half.rest(), StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    });
    EXPECT_EQ(server.handler.wait_for_finished(1)[0].error, "draining");
}

TEST(ServerLife, does_not_wait_for_ever_for_a_task) {
    // Outlives the test: what never goes on is never freed.
    static Gate* kept = nullptr;
    auto server = std::make_unique<TestServer>();
    kept = &server->handler.gate();
    TestClient client(server->port());
    client.send(post("/wait", "a"));
    kept->wait_for(1);
    drain_beside(*server, [&] {
        EXPECT_TRUE(server->advance_until([&] { return client.has_input(1); }));
        EXPECT_TRUE(client.is_closed());
    });
    [[maybe_unused]] const TestServer* const left = server.release();
}

}  // namespace
}  // namespace hako::http
