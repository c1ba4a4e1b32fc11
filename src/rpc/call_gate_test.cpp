// SPDX-License-Identifier: Apache-2.0
#include "rpc/call_gate.hpp"

#include "base/check.hpp"
#include "rpc/dispatch.hpp"
#include "rpc/test_front.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hako::rpc {
namespace {

/// Lets in who shows `"key"`: 1; who shows `"admin"`: true is one; who shows `"dead"` is nobody.
class TestGate final : public Gate<TestCaller> {
public:
    explicit TestGate(TestWriter& writer) : writer_(writer) {}

    Result<void> admit(const std::optional<json::Value>& params) override {
        ++admitted;
        return shows(params, "key") ? Result<void>() : Error(ErrorCode::api_key_invalid);
    }

    Task<Result<TestCaller>> enter(const std::optional<json::Value>& params, TestAccess rule)
        override {
        co_await writer_.turn();
        rules.push_back(rule);
        if (shows(params, "dead")) {
            co_return Error(ErrorCode::invalid_operation);
        }
        const bool is_admin = shows(params, "admin");
        co_return TestCaller{is_admin ? TestAccess::admin : TestAccess::everyone};
    }

    int admitted = 0;
    std::vector<TestAccess> rules;

private:
    static bool shows(const std::optional<json::Value>& params, std::string_view name) {
        if (!params || !params->is(json::Kind::object)) {
            return false;
        }
        std::string scratch;
        for (const auto& member : params->members()) {
            if (member.name.string(scratch) == name) {
                return true;
            }
        }
        return false;
    }

    TestWriter& writer_;
};

ApiDescription ignoring_description() {
    ApiDescription description = test_description();
    description.unknown_params = UnknownParams::ignore;
    description.param_structure = ParamStructure::by_name;
    return description;
}

class CallGateTest : public ::testing::Test {
protected:
    std::string reply(std::string_view body) {
        out.clear();
        ended = false;
        start(answer(body, context, document, out), [this](const std::exception_ptr& bug) {
            check(!bug, "an answer threw");
            ended = true;
        });
        return out;
    }

    TestRegistry registry{ignoring_description(), &test_wire, test_methods()};
    TestServices services;
    TestGate gate{services.writer};
    TestObserver observer;
    TestClock clock;
    json::Document document;
    const GatedContext<TestCaller, TestServices> context{registry, gate, services, observer, clock};
    std::string out;
    bool ended = false;
};

std::string call(std::string_view method, std::string_view params, std::string_view id = "1") {
    return R"({"jsonrpc":"2.0","method":")" + std::string(method) + R"(","params":)" +
           std::string(params) + (id.empty() ? "" : R"(,"id":)" + std::string(id)) + "}";
}

std::string failed(std::string_view id, std::string_view error) {
    return R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"error":{"code":)" +
           std::string(error) + "}}";
}

constexpr std::string_view kWrongKey = R"(4,"message":"API key invalid")";

TEST_F(CallGateTest, parameters_that_are_credentials_are_unknown_to_the_method) {
    const auto text = reply(call("subtract", R"({"key":1,"minuend":5,"subtrahend":3,"x":[]})"));
    EXPECT_EQ(text, R"({"jsonrpc":"2.0","id":1,"result":2})");
    EXPECT_EQ(gate.rules, std::vector<TestAccess>{TestAccess::everyone});
}

TEST_F(CallGateTest, what_is_not_admitted_comes_before_the_method) {
    EXPECT_EQ(reply(call("none", "{}")), failed("1", kWrongKey));
    EXPECT_EQ(reply(call("subtract", "[5,3]")), failed("1", kWrongKey));
    EXPECT_EQ(reply(R"({"jsonrpc":"2.0","method":"list","id":1})"), failed("1", kWrongKey));
    EXPECT_TRUE(gate.rules.empty());
    ASSERT_EQ(observer.ended.size(), 3U);
    EXPECT_EQ(observer.ended[0].code, 4);
    EXPECT_FALSE(observer.ended[0].method.has_value());
}

TEST_F(CallGateTest, the_method_comes_before_the_caller) {
    EXPECT_EQ(
        reply(call("none", R"({"key":1,"dead":1})")),
        failed("1", R"(-32601,"message":"Method not found")")
    );
    EXPECT_TRUE(gate.rules.empty());
}

TEST_F(CallGateTest, the_caller_comes_before_its_rights_and_the_parameters) {
    EXPECT_EQ(
        reply(call("secret", R"({"key":1,"dead":1})")),
        failed("1", R"(13,"message":"Invalid operation")")
    );
    EXPECT_EQ(
        reply(call("secret", R"({"key":1})")), failed("1", R"(14,"message":"Permission denied")")
    );
    EXPECT_EQ(
        reply(call("secret", R"({"key":1,"admin":1,"minuend":1})")),
        failed(
            "1",
            R"(-32602,"message":"Invalid params","data":{"subtrahend":"This parameter is required."})"
        )
    );
    EXPECT_EQ(
        reply(call("secret", R"({"key":1,"admin":1,"minuend":1,"subtrahend":1})")),
        R"({"jsonrpc":"2.0","id":1,"result":0})"
    );
    const std::vector<TestAccess> asked(4, TestAccess::admin);
    EXPECT_EQ(gate.rules, asked);
}

TEST_F(CallGateTest, each_call_of_a_batch_is_judged_by_itself) {
    const std::string body = "[" +
                             call("secret", R"({"key":1,"admin":1,"minuend":1,"subtrahend":1})") +
                             "," + call("secret", R"({"key":1,"minuend":1,"subtrahend":1})", "2") +
                             "," + call("list", "{}", "3") + "]";
    EXPECT_EQ(
        reply(body),
        R"([{"jsonrpc":"2.0","id":1,"result":0},)" +
            failed("2", R"(14,"message":"Permission denied")") + "," + failed("3", kWrongKey) + "]"
    );
}

TEST_F(CallGateTest, a_notification_that_is_not_admitted_is_told_to_the_observer_only) {
    EXPECT_EQ(reply(call("write", R"({"name":"a"})", "")), "");
    EXPECT_EQ(reply("[" + call("write", R"({"name":"a"})", "") + "]"), "");
    EXPECT_TRUE(services.done.empty());
    ASSERT_EQ(observer.ended.size(), 2U);
    EXPECT_EQ(observer.ended[0].code, 4);
    EXPECT_EQ(observer.ended[0].kind, CallKind::notification);
}

TEST_F(CallGateTest, callers_may_take_their_time) {
    services.writer.commits_at_once = false;
    const std::string body = "[" + call("write", R"({"key":1,"name":"a"})") + "," +
                             call("write", R"({"key":1,"name":"b"})", "2") + "," +
                             call("write", R"({"key":1,"dead":1,"name":"c"})", "3") + "]";
    EXPECT_EQ(reply(body), "");
    while (!ended) {
        services.writer.commit();
    }
    EXPECT_EQ(
        out,
        R"([{"jsonrpc":"2.0","id":1,"result":"OK"},{"jsonrpc":"2.0","id":2,"result":"OK"},)" +
            failed("3", R"(13,"message":"Invalid operation")") + "]"
    );
    EXPECT_EQ(services.done.size(), 4U);
}

TEST_F(CallGateTest, the_document_says_that_parameters_go_by_name) {
    EXPECT_NE(registry.openrpc().find(R"("paramStructure":"by-name")"), std::string::npos);
    EXPECT_EQ(registry.openrpc().find(R"("paramStructure":"either")"), std::string::npos);
}

}  // namespace
}  // namespace hako::rpc
