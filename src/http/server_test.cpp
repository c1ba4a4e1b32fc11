// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include "http/test_client.hpp"
#include "http/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace hako::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Server, answers_with_the_headers_that_every_reply_has) {
    TestServer server;
    TestClient client(server.port());
    client.send(post("/echo", "hello"));
    const std::string reply = client.reply();
    EXPECT_EQ(
        reply,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nX-Request-Id: " +
            request_id_of(reply) +
            "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\nhello"
    );
}

TEST(Server, keeps_the_connection_for_the_next_request) {
    TestServer server;
    TestClient client(server.port());
    std::set<std::string> ids;
    for (int i = 0; i < 10; ++i) {
        client.send(post("/echo", std::to_string(i)));
        const std::string reply = client.reply();
        EXPECT_THAT(reply, EndsWith("\r\n\r\n" + std::to_string(i)));
        ids.insert(request_id_of(reply));
    }
    EXPECT_EQ(ids.size(), 10U);
}

TEST(Server, reads_a_request_that_comes_byte_by_byte) {
    TestServer server;
    TestClient client(server.port());
    for (const char c : post("/echo", "hello")) {
        client.send({&c, 1});
    }
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\nhello"));
}

TEST(Server, answers_pipelined_requests_in_order) {
    TestServer server;
    TestClient client(server.port());
    std::string requests;
    for (int i = 0; i < 500; ++i) {
        requests += post("/echo", "number " + std::to_string(i));
    }
    client.send(requests);
    for (int i = 0; i < 500; ++i) {
        ASSERT_THAT(client.reply(), EndsWith("\r\n\r\nnumber " + std::to_string(i)));
    }
}

TEST(Server, answers_pipelined_requests_in_order_when_some_have_to_wait) {
    TestServer server;
    TestClient client(server.port());
    client.send(post("/echo", "1") + post("/wait", "2") + post("/echo", "3") + post("/wait", "4"));
    // The first reply does not wait for the second.
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\n1"));
    server.handler.gate().wait_for(1);
    server.handler.gate().open();
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\n2"));
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\n3"));
    server.handler.gate().wait_for(1);
    server.handler.gate().open();
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\n4"));
}

TEST(Server, writes_large_replies_whole) {
    TestServer server;
    TestClient client(server.port());
    const std::size_t size = 20UL * 1024 * 1024;
    client.send("GET /big?" + std::to_string(size) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    client.send(post("/echo", "next"));
    const std::string reply = client.reply();
    EXPECT_THAT(reply, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(reply.size() - reply.find("\r\n\r\n") - 4, size);
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\nnext"));
}

TEST(Server, reads_large_bodies_whole) {
    TestServer server;
    TestClient client(server.port());
    std::string body(16UL * 1024 * 1024, 'a');
    body.replace(body.size() - 3, 3, "end");
    std::thread sender([&] { client.send(post("/echo", body)); });
    const std::string reply = client.reply();
    sender.join();
    EXPECT_TRUE(reply.ends_with(body));
}

TEST(Server, takes_chunked_bodies) {
    TestServer server;
    TestClient client(server.port());
    const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    client.send(head + "5\r\nhello\r\n");
    client.send("1\r\n,\r\n6\r\n world\r\n0\r\n\r\n" + post("/echo", "next"));
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\nhello, world"));
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\nnext"));
    const auto finished = server.handler.wait_for_finished(1);
    EXPECT_EQ(finished[0].bytes_in, head.size() + 10 + 22);
}

TEST(Server, answers_head_without_a_body) {
    TestServer server;
    TestClient client(server.port());
    client.send("HEAD /big?5 HTTP/1.1\r\nHost: h\r\n\r\n" + post("/echo", "next"));
    EXPECT_THAT(client.reply_head(), HasSubstr("Content-Length: 5\r\n"));
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\nnext"));
}

TEST(Server, answers_204_without_length_and_body) {
    TestServer server;
    TestClient client(server.port());
    client.send(post("/empty", "a") + post("/echo", "next"));
    const std::string head = client.reply_head();
    EXPECT_THAT(head, StartsWith("HTTP/1.1 204 No Content\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("\r\nContent-")));
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\nnext"));
}

TEST(Server, says_100_continue_when_it_wants_the_body) {
    TestServer server;
    TestClient client(server.port());
    client.send(
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n"
        "Expect: 100-continue\r\n\r\n"
    );
    EXPECT_EQ(client.reply_head(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\nok"));
}

TEST(Server, does_not_say_100_continue_when_it_refuses_or_has_the_body) {
    TestServer server;
    TestClient refused(server.port());
    refused.send(
        "POST /refuse HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n"
        "Expect: 100-continue\r\n\r\n"
    );
    EXPECT_THAT(refused.reply(), StartsWith("HTTP/1.1 401 Unauthorized\r\n"));
    EXPECT_TRUE(refused.is_closed());
    TestClient hasty(server.port());
    hasty.send(post("/echo", "ok", "Expect: 100-continue\r\n"));
    EXPECT_THAT(hasty.reply(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST(Server, closes_when_asked_to) {
    TestServer server;
    for (const std::string request :
         {"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
          "GET /a HTTP/1.0\r\n\r\n",
          "GET /close HTTP/1.1\r\nHost: h\r\n\r\n"}) {
        TestClient client(server.port());
        client.send(request);
        EXPECT_THAT(client.reply(), HasSubstr("\r\nConnection: close\r\n")) << request;
        EXPECT_TRUE(client.is_closed()) << request;
    }
}

TEST(Server, does_not_answer_after_a_close) {
    TestServer server;
    TestClient client(server.port());
    client.send(post("/echo", "1", "Connection: close\r\n") + post("/echo", "2"));
    EXPECT_THAT(client.reply(), EndsWith("1"));
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, keeps_an_http10_connection_that_asks_for_it) {
    TestServer server;
    TestClient client(server.port());
    for (int i = 0; i < 2; ++i) {
        client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        EXPECT_THAT(client.reply(), HasSubstr("\r\nConnection: keep-alive\r\n"));
    }
}

TEST(Server, answers_a_client_that_has_finished_sending) {
    TestServer server;
    TestClient client(server.port());
    client.send(post("/echo", "last words"));
    client.finish_sending();
    EXPECT_THAT(client.reply(), EndsWith("last words"));
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, closes_without_a_word_when_half_a_request_ends) {
    TestServer server;
    TestClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHos");
    client.finish_sending();
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, keeps_the_connection_after_a_refusal_whose_body_has_come) {
    TestServer server;
    TestClient client(server.port());
    client.send(
        post("/refuse", "a") +
        "POST /refuse HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
        "chunked\r\n\r\n1\r\na\r\n0\r\n\r\n" +
        post("/echo", "next")
    );
    EXPECT_THAT(client.reply(), StartsWith("HTTP/1.1 401 Unauthorized\r\n"));
    EXPECT_THAT(client.reply(), StartsWith("HTTP/1.1 401 Unauthorized\r\n"));
    EXPECT_THAT(client.reply(), EndsWith("next"));
}

TEST(Server, refuses_before_the_body_comes_and_closes) {
    TestServer server;
    TestClient client(server.port());
    client.send("POST /refuse HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nbegin");
    EXPECT_THAT(client.reply(), HasSubstr("\r\nConnection: close\r\n"));
    // A client that sends the rest nevertheless has not lost the reply.
    client.send(std::string(999'995, 'a'));
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(server.handler.wait_for_finished(1)[0].status, 401);
}

TEST(Server, closes_after_a_request_it_does_not_trust) {
    TestServer server;
    TestClient client(server.port());
    client.send(
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /echo HTTP/1.1\r\nHost: h\r\n\r\n"
    );
    const std::string reply = client.rest();
    EXPECT_THAT(reply, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_THAT(reply, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(reply, EndsWith("\r\n\r\nbad_request"));
    const auto finished = server.handler.wait_for_finished(1);
    EXPECT_FALSE(finished[0].has_head);
    EXPECT_EQ(finished[0].error, "bad_request");
    EXPECT_EQ(finished[0].request_id, request_id_of(reply));
}

TEST(Server, answers_what_came_before_a_bad_request) {
    TestServer server;
    TestClient client(server.port());
    client.send(post("/echo", "1") + post("/echo", "2") + "BAD\r\n\r\n");
    EXPECT_THAT(client.reply(), EndsWith("1"));
    EXPECT_THAT(client.reply(), EndsWith("2"));
    EXPECT_THAT(client.reply(), StartsWith("HTTP/1.1 400"));
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, refuses_a_bad_chunk_after_the_head_was_admitted) {
    TestServer server;
    TestClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send("x\r\n");
    EXPECT_THAT(client.reply(), StartsWith("HTTP/1.1 400"));
    EXPECT_TRUE(client.is_closed());
    EXPECT_TRUE(server.handler.wait_for_finished(1)[0].has_head);
}

TEST(Server, answers_500_for_a_bug_and_closes) {
    TestServer server;
    for (const std::string path : {"/bug", "/bug-admit", "/bug-late"}) {
        TestClient client(server.port());
        client.send(post(path, "a"));
        if (path == "/bug-late") {
            server.handler.gate().wait_for(1);
            server.handler.gate().open();
        }
        EXPECT_THAT(client.reply(), StartsWith("HTTP/1.1 500 Internal Server Error\r\n")) << path;
        EXPECT_TRUE(client.is_closed()) << path;
    }
    for (const Finished& one : server.handler.wait_for_finished(3)) {
        EXPECT_EQ(one.error, "internal");
        EXPECT_TRUE(one.has_bug);
    }
}

TEST(Server, reports_each_request) {
    TestServer server;
    TestClient client(server.port());
    const std::string request = post("/echo", "hello");
    client.send(request);
    const std::string reply = client.reply();
    const auto finished = server.handler.wait_for_finished(1);
    EXPECT_TRUE(finished[0].has_head);
    EXPECT_EQ(finished[0].path, "/echo");
    EXPECT_EQ(finished[0].status, 200);
    EXPECT_EQ(finished[0].error, "");
    EXPECT_EQ(finished[0].request_id, request_id_of(reply));
    EXPECT_EQ(finished[0].bytes_in, request.size());
    EXPECT_EQ(finished[0].bytes_out, reply.size());
}

TEST(Server, goes_on_when_clients_vanish) {
    TestServer server;
    for (std::size_t i = 1; i <= 3; ++i) {
        TestClient client(server.port());
        client.send(post("/wait", "a"));
        server.handler.gate().wait_for(i);
    }
    server.handler.gate().open();
    TestClient client(server.port());
    client.send(post("/echo", "still here"));
    EXPECT_THAT(client.reply(), EndsWith("still here"));
}

TEST(Server, serves_from_several_threads) {
    TestServer server({}, "127.0.0.1", {}, 3);
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 30; ++i) {
        clients.push_back(std::make_unique<TestClient>(server.port()));
        clients.back()->send(post("/wait", std::to_string(i)));
    }
    server.handler.gate().wait_for(30);
    server.handler.gate().open();
    for (int i = 0; i < 30; ++i) {
        EXPECT_THAT(clients[static_cast<std::size_t>(i)]->reply(), EndsWith(std::to_string(i)));
    }
}

}  // namespace
}  // namespace hako::http
