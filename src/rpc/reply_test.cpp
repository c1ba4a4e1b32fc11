// SPDX-License-Identifier: Apache-2.0
#include "rpc/reply.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hako::rpc {
namespace {

TEST(Reply, a_result_stands_between_its_begin_and_end) {
    std::string out = "before ";
    append_result_begin(out, "\"a\"");
    out += "[1]";
    append_result_end(out);
    EXPECT_EQ(out, R"(before {"jsonrpc":"2.0","id":"a","result":[1]})");
}

TEST(Reply, an_error_without_wrong_parameters_has_no_data) {
    std::string out;
    append_error(out, "null", {4, "API key invalid"});
    EXPECT_EQ(out, R"({"jsonrpc":"2.0","id":null,"error":{"code":4,"message":"API key invalid"}})");
}

TEST(Reply, an_error_tells_of_each_wrong_parameter_with_names_and_texts_escaped) {
    std::vector<ParamError> data;
    data.push_back({"collectionName", PublicText("Collection not found.")});
    data.push_back({"a\"b\n", PublicText("Say \"x\".")});
    std::string out;
    append_error(out, "1", kInvalidParams, data);
    EXPECT_EQ(
        out,
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid params",)"
        R"("data":{"collectionName":"Collection not found.","a\"b\n":"Say \"x\"."}}})"
    );
}

TEST(Reply, an_error_says_when_to_try_again) {
    std::string out;
    append_error(out, "1", {9999, "Call limit exceeded"}, {}, std::chrono::milliseconds(1'500));
    EXPECT_EQ(
        out,
        R"({"jsonrpc":"2.0","id":1,"error":{"code":9999,"message":"Call limit exceeded",)"
        R"("data":{"retryAfterMs":1500}}})"
    );
    const std::vector<ParamError> data{{"server", PublicText("Busy.")}};
    out.clear();
    append_error(out, "1", {9999, "x"}, data, std::chrono::milliseconds(0));
    EXPECT_NE(out.find(R"("data":{"server":"Busy.","retryAfterMs":0}})"), std::string::npos);
}

TEST(Reply, a_bug_names_its_incident_if_there_is_one) {
    std::string out;
    append_bug(out, "7", "r\"1");
    EXPECT_EQ(
        out,
        R"({"jsonrpc":"2.0","id":7,"error":{"code":-32603,"message":"Internal error",)"
        R"("data":{"incident":"r\"1"}}})"
    );
    out.clear();
    append_bug(out, "7", "");
    EXPECT_EQ(
        out, R"({"jsonrpc":"2.0","id":7,"error":{"code":-32603,"message":"Internal error"}})"
    );
}

}  // namespace
}  // namespace hako::rpc
