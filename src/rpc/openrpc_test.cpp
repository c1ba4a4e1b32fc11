// SPDX-License-Identifier: Apache-2.0
#include "rpc/openrpc.hpp"

#include "base/check.hpp"
#include "json/document.hpp"
#include "rpc/registry.hpp"
#include "rpc/test_front.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace hako::rpc {
namespace {

TEST(OpenRpc, the_document_is_made_from_the_declarations) {
    const auto all = test_methods();
    const std::vector<TestMethod> some{all[1], all[5], all.back()};
    const TestRegistry registry(test_description(), &test_wire, some);
    EXPECT_EQ(indented(registry.openrpc()), R"({
  "openrpc": "1.3.2",
  "info": {
    "title": "Test \"front\"",
    "version": "1"
  },
  "methods": [
    {
      "name": "sum",
      "summary": "Answer something.",
      "paramStructure": "either",
      "params": [
        {
          "name": "a",
          "required": true,
          "schema": {
            "type": "integer"
          }
        },
        {
          "name": "b",
          "required": true,
          "schema": {
            "type": "integer"
          }
        },
        {
          "name": "c",
          "required": false,
          "schema": {
            "type": "integer"
          },
          "x-hako-aliases": [
            "see"
          ],
          "x-hako-extension": true
        }
      ],
      "result": {
        "name": "result",
        "schema": {
          "type": "integer"
        }
      },
      "errors": [
        {
          "code": 4,
          "message": "API key invalid"
        }
      ]
    },
    {
      "name": "write",
      "summary": "Write a name.",
      "paramStructure": "either",
      "params": [
        {
          "name": "name",
          "required": true,
          "schema": {
            "type": "string"
          }
        }
      ],
      "result": {
        "name": "result",
        "schema": {
          "const": "OK"
        }
      },
      "errors": [
        {
          "code": 4,
          "message": "API key invalid"
        },
        {
          "code": 13,
          "message": "Invalid operation"
        }
      ],
      "x-hako-extension": true
    },
    {
      "name": "rpc.discover",
      "summary": "The OpenRPC document of what this server serves.",
      "paramStructure": "either",
      "params": [],
      "result": {
        "name": "result",
        "schema": {
          "type": "object"
        }
      },
      "errors": [
        {
          "code": 4,
          "message": "API key invalid"
        }
      ],
      "x-hako-extension": true
    }
  ]
}
)");
}

TEST(OpenRpc, a_description_is_shown_and_an_empty_list_of_errors_is_not) {
    const ApiDescription description{
        .title = "T", .version = "2", .description = "What it is for.", .errors = {}
    };
    const auto all = test_methods();
    const TestRegistry registry(description, &test_wire, {all[0]});
    EXPECT_EQ(
        registry.openrpc(),
        R"({"openrpc":"1.3.2","info":{"title":"T","version":"2","description":"What it is for."},)"
        R"("methods":[{"name":"subtract","summary":"Answer something.","paramStructure":"either",)"
        R"("params":[{"name":"minuend","description":"What is subtracted from.","required":true,)"
        R"("schema":{"type":"integer"}},{"name":"subtrahend","required":true,)"
        R"("schema":{"type":"integer"}}],"result":{"name":"result","schema":{"type":"integer"}}}]})"
    );
}

/// What the document lists as errors of a method that may refuse with `errors`; "" for no list.
std::string listed_errors(WireTable wire, std::vector<ErrorCode> errors) {
    auto method = test_methods()[0];
    method.errors = std::move(errors);
    const TestRegistry registry(test_description(), wire, {method});
    json::Document document;
    check(!document.parse(registry.openrpc()), "an OpenRPC document that is not JSON");
    const auto methods = document.root().find("methods");
    const auto listed = (*methods->elements().begin()).find("errors");
    return listed ? std::string(listed->text()) : "";
}

TEST(OpenRpc, an_error_is_listed_once_however_often_it_is_declared) {
    const std::string once = R"([{"code":4,"message":"API key invalid"}])";
    EXPECT_EQ(listed_errors(&test_wire, {}), once);
    // The front declares it as well.
    EXPECT_EQ(listed_errors(&test_wire, {ErrorCode::api_key_invalid}), once);
    EXPECT_EQ(
        listed_errors(&test_wire, {ErrorCode::invalid_operation, ErrorCode::invalid_operation}),
        R"([{"code":4,"message":"API key invalid"},{"code":13,"message":"Invalid operation"}])"
    );
}

TEST(OpenRpc, two_errors_of_one_number_but_other_words_are_both_listed) {
    const WireTable wire = [](ErrorCode code) {
        const bool is_key = code == ErrorCode::api_key_invalid;
        return WireError{4, is_key ? "API key invalid" : "Something else"};
    };
    EXPECT_EQ(
        listed_errors(wire, {ErrorCode::invalid_operation}),
        R"([{"code":4,"message":"API key invalid"},{"code":4,"message":"Something else"}])"
    );
}

TEST(OpenRpc, an_error_of_json_rpc_itself_is_not_listed) {
    const WireTable wire = [](ErrorCode code) {
        if (code == ErrorCode::api_key_invalid) {
            return WireError{-32768, "The first of the range"};
        }
        if (code == ErrorCode::invalid_params) {
            return WireError{-32000, "The last of the range"};
        }
        return code == ErrorCode::unavailable ? WireError{-31999, "Above"}
                                              : WireError{-32769, "Below"};
    };
    EXPECT_EQ(listed_errors(wire, {ErrorCode::invalid_params}), "");
    EXPECT_EQ(
        listed_errors(wire, {ErrorCode::invalid_operation, ErrorCode::unavailable}),
        R"([{"code":-32769,"message":"Below"},{"code":-31999,"message":"Above"}])"
    );
}

TEST(OpenRpc, the_schemas_of_the_plain_types) {
    std::string out;
    json::Writer writer(out);
    writer.begin_array();
    ParamType<bool>::schema(writer);
    ParamType<json::Value>::schema(writer);
    ParamType<std::optional<bool>>::schema(writer);
    ParamType<Given<std::string>>::schema(writer);
    writer.end_array();
    EXPECT_EQ(out, R"([{"type":"boolean"},{},{"type":"boolean"},{"type":"string"}])");
}

TEST(OpenRpc, indenting_leaves_strings_and_empty_values_alone) {
    EXPECT_EQ(indented(R"({"a":"{[,:\"]\\","b":{},"c":[],"d":[[],1]})"), R"({
  "a": "{[,:\"]\\",
  "b": {},
  "c": [],
  "d": [
    [],
    1
  ]
}
)");
    EXPECT_EQ(indented("[]"), "[]\n");
    EXPECT_EQ(indented("1"), "1\n");
}

}  // namespace
}  // namespace hako::rpc
