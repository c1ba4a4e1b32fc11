// SPDX-License-Identifier: Apache-2.0
// Every example of the JSON-RPC 2.0 specification, section 7.
#include "rpc/test_front.hpp"

#include <gtest/gtest.h>

namespace hako::rpc {
namespace {

TEST(JsonRpcSpecification, calls_with_positional_parameters) {
    TestFront front;
    EXPECT_EQ(
        front.reply(R"({"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1})"),
        R"({"jsonrpc":"2.0","id":1,"result":19})"
    );
    EXPECT_EQ(
        front.reply(R"({"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2})"),
        R"({"jsonrpc":"2.0","id":2,"result":-19})"
    );
}

TEST(JsonRpcSpecification, calls_with_named_parameters) {
    TestFront front;
    EXPECT_EQ(
        front.reply(
            R"({"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3})"
        ),
        R"({"jsonrpc":"2.0","id":3,"result":19})"
    );
    EXPECT_EQ(
        front.reply(
            R"({"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4})"
        ),
        R"({"jsonrpc":"2.0","id":4,"result":19})"
    );
}

TEST(JsonRpcSpecification, a_notification_is_run_and_not_answered) {
    TestFront front;
    EXPECT_EQ(front.reply(R"({"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]})"), "");
    EXPECT_EQ(front.services.done, std::vector<std::string>{"note 1"});
    EXPECT_EQ(front.reply(R"({"jsonrpc": "2.0", "method": "foobar"})"), "");
}

TEST(JsonRpcSpecification, a_method_that_does_not_exist) {
    TestFront front;
    EXPECT_EQ(
        front.reply(R"({"jsonrpc": "2.0", "method": "foobar", "id": "1"})"),
        R"({"jsonrpc":"2.0","id":"1","error":{"code":-32601,"message":"Method not found"}})"
    );
}

TEST(JsonRpcSpecification, a_call_that_is_not_json) {
    TestFront front;
    const auto reply =
        front.reply(R"({"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz])");
    EXPECT_TRUE(reply.starts_with(
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error","data":{"body":")"
    )) << reply;
    EXPECT_TRUE(reply.ends_with(R"( at byte 40."}}})")) << reply;
}

TEST(JsonRpcSpecification, a_call_that_is_not_a_request_object) {
    TestFront front;
    EXPECT_EQ(
        front.reply(R"({"jsonrpc": "2.0", "method": 1, "params": "bar"})"),
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request",)"
        R"("data":{"method":"Must be a string.","params":"Must be an object or an array."}}})"
    );
}

TEST(JsonRpcSpecification, a_batch_that_is_not_json_is_one_error) {
    TestFront front;
    const auto reply = front.reply(R"([
  {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
  {"jsonrpc": "2.0", "method"
])");
    EXPECT_TRUE(reply.starts_with(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,)"))
        << reply;
    EXPECT_TRUE(front.services.done.empty());
}

TEST(JsonRpcSpecification, an_empty_batch_is_one_error) {
    TestFront front;
    EXPECT_EQ(
        front.reply("[]"),
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request",)"
        R"("data":{"body":"A batch holds at least one call."}}})"
    );
}

TEST(JsonRpcSpecification, a_batch_of_what_are_no_calls) {
    const std::string one =
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request",)"
        R"("data":{"request":"Must be an object."}}})";
    TestFront front;
    EXPECT_EQ(front.reply("[1]"), "[" + one + "]");
    EXPECT_EQ(front.reply("[1,2,3]"), "[" + one + "," + one + "," + one + "]");
}

TEST(JsonRpcSpecification, a_batch_of_everything) {
    TestFront front;
    EXPECT_EQ(
        front.reply(R"([
            {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
            {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
            {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
            {"foo": "boo"},
            {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
            {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
        ])"),
        R"([{"jsonrpc":"2.0","id":"1","result":7},)"
        R"({"jsonrpc":"2.0","id":"2","result":19},)"
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request",)"
        R"("data":{"jsonrpc":"Must be \"2.0\".","method":"Must be a string."}}},)"
        R"({"jsonrpc":"2.0","id":"5","error":{"code":-32601,"message":"Method not found"}},)"
        R"({"jsonrpc":"2.0","id":"9","result":["hello",5]}])"
    );
    EXPECT_EQ(front.services.done, std::vector<std::string>{"note 7"});
}

TEST(JsonRpcSpecification, a_batch_of_notifications_is_not_answered) {
    TestFront front;
    EXPECT_EQ(
        front.reply(R"([
            {"jsonrpc": "2.0", "method": "notify_hello", "params": [1]},
            {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}
        ])"),
        ""
    );
    EXPECT_EQ(front.services.done, (std::vector<std::string>{"note 1", "note 7"}));
}

}  // namespace
}  // namespace hako::rpc
