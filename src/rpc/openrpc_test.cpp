// SPDX-License-Identifier: Apache-2.0
#include "rpc/openrpc.hpp"

#include "rpc/registry.hpp"
#include "rpc/test_front.hpp"

#include <gtest/gtest.h>

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
