// SPDX-License-Identifier: Apache-2.0
#include "rpc/dispatch.hpp"

#include "base/executor.hpp"
#include "base/limits.hpp"
#include "base/run_blocking.hpp"
#include "rpc/test_front.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace hako::rpc {
namespace {

using Names = std::vector<std::string>;

std::string call(std::string_view method, std::string_view params, std::string_view id) {
    return R"({"jsonrpc":"2.0","method":")" + std::string(method) + R"(","params":)" +
           std::string(params) + R"(,"id":)" + std::string(id) + "}";
}

std::string notification(std::string_view method, std::string_view params) {
    return R"({"jsonrpc":"2.0","method":")" + std::string(method) + R"(","params":)" +
           std::string(params) + "}";
}

std::string result(std::string_view id, std::string_view value) {
    return R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"result":)" + std::string(value) +
           "}";
}

std::string error(std::string_view id, std::string_view rest) {
    return R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"error":{"code":)" +
           std::string(rest) + "}}";
}

TEST(Dispatch, echoes_the_id_byte_for_byte) {
    TestFront front;
    const std::string long_text = '"' + std::string(10UL * 1024, 'x') + '"';
    for (const std::string& id :
         {std::string("1.0"),
          std::string("1e3"),
          std::string("12345678901234567890"),
          std::string("-0"),
          std::string("null"),
          std::string(R"("\u00e9\/")"),
          long_text}) {
        EXPECT_EQ(front.reply(call("subtract", "[3,2]", id)), result(id, "1"));
        EXPECT_EQ(
            front.reply(call("nothing_like_it", "[]", id)),
            error(id, R"(-32601,"message":"Method not found")")
        );
    }
}

TEST(Dispatch, an_unknown_method_is_told_the_nearest_name) {
    TestFront front;
    EXPECT_EQ(
        front.reply(call("subtrct", "[]", "1")),
        error(
            "1",
            R"(-32601,"message":"Method not found","data":{"method":"Unknown method. Did you mean subtract?"})"
        )
    );
}

TEST(Dispatch, reserved_names_other_than_discover_do_not_exist) {
    TestFront front;
    for (const char* name : {"rpc.", "rpc.x", "rpc.DISCOVER"}) {
        EXPECT_TRUE(front.reply(call(name, "[]", "1"))
                        .starts_with(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,)"));
    }
}

TEST(Dispatch, wrong_parameters_are_all_told) {
    TestFront front;
    EXPECT_EQ(
        front.reply(call("subtract", R"({"minuend":"1","x":2})", "1")),
        error(
            "1",
            R"(-32602,"message":"Invalid params","data":{"minuend":"Must be a whole number.",)"
            R"("subtrahend":"This parameter is required.","x":"Unknown parameter."})"
        )
    );
}

TEST(Dispatch, access_is_asked_before_the_parameters_are_looked_at) {
    TestFront front;
    const std::string denied = error("1", R"(14,"message":"Permission denied")");
    EXPECT_EQ(front.reply(call("secret", "[3,2]", "1")), denied);
    EXPECT_EQ(front.reply(call("secret", R"({"x":1})", "1")), denied);
    front.caller.is = TestAccess::admin;
    EXPECT_EQ(front.reply(call("secret", "[3,2]", "1")), result("1", "1"));
}

TEST(Dispatch, a_refusal_shows_its_public_text_and_tells_the_log_its_detail) {
    TestFront front;
    EXPECT_EQ(
        front.reply(call("fail", R"(["unavailable"])", "1")),
        error("1", R"(-32603,"message":"Internal error")")
    );
    ASSERT_EQ(front.observer.ended.size(), 1U);
    EXPECT_EQ(front.observer.ended[0].detail, "disk full in /data");
    EXPECT_TRUE(front.observer.bugs.empty());
}

TEST(Dispatch, a_bug_is_answered_with_its_incident_and_no_story) {
    TestFront front;
    const std::string expected =
        error("1", R"(-32603,"message":"Internal error","data":{"incident":"incident-1"})");
    EXPECT_EQ(front.reply(call("fail", R"(["bug"])", "1")), expected);
    EXPECT_EQ(front.reply(call("fail", R"(["memory"])", "1")), expected);
    EXPECT_EQ(front.reply(call("fail", R"(["number"])", "1")), expected);
    EXPECT_EQ(front.reply(call("write", R"(["throw"])", "1")), expected);
    ASSERT_EQ(front.observer.bugs.size(), 4U);
    EXPECT_TRUE(front.observer.bugs[0].starts_with("fail: "));
    EXPECT_NE(front.observer.bugs[0].find("a secret of the house"), std::string::npos);
    EXPECT_EQ(front.observer.bugs[1], "fail: std::bad_alloc");
    EXPECT_EQ(front.observer.bugs[2], "fail: an exception of an unknown type");
    EXPECT_TRUE(front.observer.bugs[3].starts_with("write: "));
    for (const auto& ended : front.observer.ended) {
        EXPECT_EQ(ended.code, -32603);
    }
}

TEST(Dispatch, a_notification_that_fails_is_silent_and_told_of) {
    TestFront front;
    EXPECT_EQ(front.reply(notification("fail", R"(["bug"])")), "");
    EXPECT_EQ(front.reply(notification("subtract", "[1]")), "");
    EXPECT_EQ(front.reply(notification("nothing", "[1]")), "");
    EXPECT_EQ(front.reply(notification("subtract", "[2,1]")), "");
    EXPECT_EQ(front.observer.bugs.size(), 1U);
    std::vector<int> codes;
    for (const auto& ended : front.observer.ended) {
        EXPECT_EQ(ended.kind, CallKind::notification);
        codes.push_back(ended.code);
    }
    EXPECT_EQ(codes, (std::vector<int>{-32603, -32602, -32601, 0}));
}

TEST(Dispatch, the_observer_is_told_of_every_call_and_refused_body) {
    TestFront front;
    front.reply(call("sum", "[1,2]", "1"));
    front.reply(call("write", R"(["refuse"])", "1"));
    front.reply("[");
    front.reply("[]");
    front.reply("[1," + call("unknown", "[]", "1") + "]");
    using Ended = TestObserver::Ended;
    constexpr std::chrono::nanoseconds kNone{0};
    constexpr std::chrono::nanoseconds kSome{1000};
    const auto request = CallKind::request;
    const std::vector<Ended> expected{
        {1, 0, kSome, request, ""},
        {5, 13, kSome, request, "not in this state"},
        {std::nullopt, -32700, kNone, request, ""},
        {std::nullopt, -32600, kNone, request, ""},
        {std::nullopt, -32600, kNone, request, ""},
        {std::nullopt, -32601, kNone, request, ""},
    };
    EXPECT_EQ(front.observer.ended, expected);
}

TEST(Dispatch, the_reply_is_appended_to_what_is_there) {
    TestFront front;
    const Context<TestCaller, TestServices> context{
        front.registry, front.caller, front.services, front.observer, front.clock
    };
    std::string out = "head ";
    const std::string body = "[" + call("fail", R"(["bug"])", "1") + "]";
    run_blocking(answer(body, context, front.document, out));
    EXPECT_EQ(
        out,
        "head [" +
            error("1", R"(-32603,"message":"Internal error","data":{"incident":"incident-1"})") +
            "]"
    );
}

TEST(Dispatch, discover_answers_the_document_of_the_table) {
    TestFront front;
    EXPECT_EQ(
        front.reply(call("rpc.discover", "null", "1")), result("1", front.registry.openrpc())
    );
    EXPECT_EQ(
        front.reply(call("rpc.discover", R"({"a":1})", "1")),
        error("1", R"(-32602,"message":"Invalid params","data":{"a":"Unknown parameter."})")
    );
}

TEST(Batch, an_element_that_fails_fails_alone) {
    TestFront front;
    EXPECT_EQ(
        front.reply(
            "[" + call("write", R"(["a"])", "1") + "," + call("write", R"(["throw"])", "2") + "," +
            call("fail", R"(["bug"])", "3") + "," + call("write", R"(["refuse"])", "4") + "," +
            call("write", "[]", "5") + "," + call("subtract", "[2,1]", "6") + ",[7]]"
        ),
        "[" + result("1", "\"OK\"") + "," +
            error("2", R"(-32603,"message":"Internal error","data":{"incident":"incident-1"})") +
            "," +
            error("3", R"(-32603,"message":"Internal error","data":{"incident":"incident-1"})") +
            "," + error("4", R"(13,"message":"Invalid operation")") + "," +
            error(
                "5",
                R"(-32602,"message":"Invalid params","data":{"name":"This parameter is required."})"
            ) +
            "," + result("6", "1") + "," +
            error(
                "null",
                R"(-32600,"message":"Invalid Request","data":{"request":"Must be an object."})"
            ) +
            "]"
    );
}

TEST(Batch, the_same_id_twice_is_answered_twice) {
    TestFront front;
    const std::string once = call("subtract", "[2,1]", "1");
    EXPECT_EQ(
        front.reply("[" + once + "," + once + "]"),
        "[" + result("1", "1") + "," + result("1", "1") + "]"
    );
}

TEST(Batch, notifications_between_calls_leave_no_trace_in_the_reply) {
    TestFront front;
    EXPECT_EQ(
        front.reply(
            "[" + notification("update", "[1]") + "," + notification("write", R"(["a"])") + "," +
            notification("unknown", "[]") + "," + call("subtract", "[2,1]", "1") + "," +
            notification("fail", R"(["bug"])") + "]"
        ),
        "[" + result("1", "1") + "]"
    );
    EXPECT_EQ(front.services.done, (Names{"note 1", "begin a", "end a"}));
}

TEST(Batch, over_the_limit_runs_nothing) {
    TestFront front;
    std::string body = "[" + notification("update", "[1]");
    for (std::size_t i = 0; i < limits::kRpcBatchCallsMax; ++i) {
        body += "," + notification("update", "[1]");
    }
    EXPECT_EQ(
        front.reply(body + "]"),
        error(
            "null",
            R"(-32600,"message":"Invalid Request","data":{"body":"A batch holds at most 1000 calls."})"
        )
    );
    EXPECT_TRUE(front.services.done.empty());
}

TEST(Batch, the_largest_one_is_answered_in_order) {
    for (const char* method : {"subtract", "sum", "write"}) {
        TestFront front;
        const bool writes = std::string_view(method) == "write";
        std::string body = "[";
        std::string expected = "[";
        for (std::size_t i = 0; i < limits::kRpcBatchCallsMax; ++i) {
            const std::string separator = i == 0 ? "" : ",";
            const std::string id = std::to_string(i);
            body += separator + call(method, writes ? R"(["w"])" : "[0,0]", id);
            expected += separator + result(id, writes ? "\"OK\"" : "0");
        }
        EXPECT_EQ(front.reply(body + "]"), expected + "]");
    }
}

TEST(Batch, consecutive_writes_are_under_way_together_and_answered_in_order) {
    TestFront front;
    front.services.writer.commits_at_once = false;
    const std::string body = "[" + call("write", R"(["a"])", "1") + "," +
                             notification("write", R"(["b"])") + "," +
                             call("write", R"(["c"])", "3") + "]";
    front.begin(body);
    EXPECT_EQ(front.services.done, (Names{"begin a", "begin b", "begin c"}));
    EXPECT_EQ(front.services.writer.waiting.size(), 3U);
    EXPECT_FALSE(front.ended);
    front.services.writer.commit();
    EXPECT_TRUE(front.ended);
    EXPECT_EQ(
        front.services.done, (Names{"begin a", "begin b", "begin c", "end c", "end b", "end a"})
    );
    EXPECT_EQ(front.out, "[" + result("1", "\"OK\"") + "," + result("3", "\"OK\"") + "]");
}

TEST(Batch, a_read_waits_for_the_writes_before_it_and_holds_up_those_after) {
    TestFront front;
    front.services.writer.commits_at_once = false;
    const std::string body = "[" + call("write", R"(["a"])", "1") + "," +
                             call("write", R"(["b"])", "2") + "," + call("list", "[]", "3") + "," +
                             call("write", R"(["c"])", "4") + "]";
    front.begin(body);
    EXPECT_EQ(front.services.done, (Names{"begin a", "begin b"}));
    front.services.writer.commit();
    EXPECT_EQ(
        front.services.done, (Names{"begin a", "begin b", "end b", "end a", "list", "begin c"})
    );
    EXPECT_FALSE(front.ended);
    front.services.writer.commit();
    EXPECT_TRUE(front.ended);
    EXPECT_EQ(
        front.out,
        "[" + result("1", "\"OK\"") + "," + result("2", "\"OK\"") + "," +
            result("3", R"(["begin a","begin b","end b","end a"])") + "," + result("4", "\"OK\"") +
            "]"
    );
}

TEST(Batch, a_slow_write_is_awaited_alone) {
    TestFront front;
    front.services.writer.commits_at_once = false;
    const std::string body = "[" + call("write", R"(["a"])", "1") + "," +
                             call("slow_write", R"(["b"])", "2") + "," +
                             call("write", R"(["c"])", "3") + "]";
    front.begin(body);
    EXPECT_EQ(front.services.done, Names{"begin a"});
    front.services.writer.commit();
    EXPECT_EQ(front.services.done, (Names{"begin a", "end a", "begin b"}));
    front.services.writer.commit();
    EXPECT_EQ(front.services.done, (Names{"begin a", "end a", "begin b", "end b", "begin c"}));
    front.services.writer.commit();
    EXPECT_TRUE(front.ended);
    EXPECT_EQ(
        front.out,
        "[" + result("1", "\"OK\"") + "," + result("2", "\"OK\"") + "," + result("3", "\"OK\"") +
            "]"
    );
}

TEST(Batch, a_group_of_writes_may_be_completed_by_another_thread) {
    TestFront front;
    front.services.writer.commits_at_once = false;
    const std::string body = "[" + call("write", R"(["a"])", "1") + "," +
                             call("write", R"(["throw"])", "2") + "," + call("list", "[]", "3") +
                             "]";
    BlockingExecutor executor;
    const Executor::Scope scope(executor);
    front.begin(body);
    std::thread writer([&, waiting = std::exchange(front.services.writer.waiting, {})] {
        executor.resume_all(waiting);
    });
    executor.run_until(front.ended);
    writer.join();
    EXPECT_EQ(
        front.out,
        "[" + result("1", "\"OK\"") + "," +
            error("2", R"(-32603,"message":"Internal error","data":{"incident":"incident-1"})") +
            "," + result("3", R"(["begin a","begin throw","end a","end throw"])") + "]"
    );
}

/// Fails itself, as an observer without memory would.
class ThrowingObserver final : public Observer {
public:
    void call_ended(const CallReport&) override {
        throw std::bad_alloc();
    }

    std::string bug_caught(std::string_view, std::string_view) override {
        return "";
    }
};

TEST(Batch, what_fails_outside_a_method_ends_the_answer_after_its_neighbours) {
    TestFront front;
    ThrowingObserver observer;
    const Context<TestCaller, TestServices> context{
        front.registry, front.caller, front.services, observer, front.clock
    };
    std::string out;
    const std::string body =
        "[1," + call("write", R"(["a"])", "1") + "," + call("write", R"(["b"])", "2") + "]";
    EXPECT_THROW(run_blocking(answer(body, context, front.document, out)), std::bad_alloc);
    EXPECT_EQ(front.services.done, (Names{"begin a", "end a", "begin b", "end b"}));
}

}  // namespace
}  // namespace hako::rpc
