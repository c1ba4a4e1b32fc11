// SPDX-License-Identifier: Apache-2.0
#include "rpc/message.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::rpc {
namespace {

/// What decoding a body gave, kept together with what it views.
struct Decoded {
    explicit Decoded(std::string text)
        : body(std::move(text)), message(decode_message(body, document)) {}

    [[nodiscard]] const Call& call() const {
        return std::get<Call>(message);
    }

    /// "-32600 null method: Must be a string."
    [[nodiscard]] std::string refusal() const {
        const auto& refused = std::get<Refused>(message);
        std::string text = std::to_string(refused.error.code) + " " + std::string(refused.id);
        for (const auto& param : refused.data) {
            text += " " + param.name + ": " + param.text.text();
        }
        return text;
    }

    std::string body;
    json::Document document;
    Message message;
};

std::string request(std::string_view members) {
    return R"({"jsonrpc":"2.0","method":"m")" + std::string(members) + "}";
}

std::string refusal(std::string body) {
    return Decoded(std::move(body)).refusal();
}

TEST(Message, a_call_has_its_method_id_and_params) {
    const Decoded decoded(R"({"id":7,"params":{"a":1},"method":"User.list","jsonrpc":"2.0"})");
    EXPECT_EQ(decoded.call().method.string(), "User.list");
    EXPECT_EQ(decoded.call().id, "7");
    ASSERT_TRUE(decoded.call().params);
    EXPECT_EQ(decoded.call().params->text(), R"({"a":1})");
}

TEST(Message, a_call_without_id_is_a_notification_and_null_is_an_id) {
    EXPECT_EQ(Decoded(request("")).call().id, std::nullopt);
    EXPECT_EQ(Decoded(request(R"(,"id":null)")).call().id, "null");
}

TEST(Message, the_id_keeps_its_exact_text) {
    const std::string long_text = '"' + std::string(10UL * 1024, 'x') + '"';
    const std::string long_number(200, '7');
    for (const std::string& id :
         {std::string("1.0"),
          std::string("1e3"),
          std::string("1.5"),
          std::string("-0"),
          std::string("9007199254740993"),
          std::string("12345678901234567890"),
          std::string(R"("a\u00e9\n\/")"),
          std::string(R"("")"),
          long_number,
          long_text}) {
        EXPECT_EQ(Decoded(request(R"(,"id": )" + id + " ")).call().id, id);
    }
}

TEST(Message, an_id_that_is_an_object_array_or_boolean_is_not_echoed) {
    const std::string expected = "-32600 null id: Must be a string, a number or null.";
    EXPECT_EQ(refusal(request(R"(,"id":{})")), expected);
    EXPECT_EQ(refusal(request(R"(,"id":[1])")), expected);
    EXPECT_EQ(refusal(request(R"(,"id":true)")), expected);
}

TEST(Message, an_id_out_of_the_range_of_numbers_spoils_the_body) {
    EXPECT_TRUE(refusal(request(R"(,"id":1e400)")).starts_with("-32700 null body: "));
}

TEST(Message, an_invalid_request_echoes_its_legal_id) {
    EXPECT_EQ(
        refusal(R"({"jsonrpc":"2.0","method":1,"id":1.50})"),
        "-32600 1.50 method: Must be a string."
    );
    EXPECT_EQ(refusal(R"({"jsonrpc":"2.0","id":"x"})"), R"(-32600 "x" method: Must be a string.)");
    EXPECT_EQ(
        refusal(R"({"jsonrpc":"2.0","id":null,"method":null})"),
        "-32600 null method: Must be a string."
    );
}

TEST(Message, the_version_is_the_string_two_point_zero) {
    const std::string expected = "-32600 1 jsonrpc: Must be \"2.0\".";
    EXPECT_EQ(refusal(R"({"method":"m","id":1})"), expected);
    EXPECT_EQ(refusal(R"({"jsonrpc":2.0,"method":"m","id":1})"), expected);
    EXPECT_EQ(refusal(R"({"jsonrpc":"1.0","method":"m","id":1})"), expected);
    EXPECT_EQ(refusal(R"({"jsonrpc":null,"method":"m","id":1})"), expected);
    EXPECT_EQ(refusal(R"({"JSONRPC":"2.0","method":"m","id":1})"), expected);
}

TEST(Message, absent_and_null_params_are_none_and_empty_ones_stay) {
    EXPECT_FALSE(Decoded(request("")).call().params);
    EXPECT_FALSE(Decoded(request(R"(,"params":null)")).call().params);
    EXPECT_EQ(Decoded(request(R"(,"params":[])")).call().params->text(), "[]");
    EXPECT_EQ(Decoded(request(R"(,"params":{})")).call().params->text(), "{}");
}

TEST(Message, params_that_are_a_number_string_or_boolean_are_refused) {
    const std::string expected = "-32600 1 params: Must be an object or an array.";
    EXPECT_EQ(refusal(request(R"(,"id":1,"params":1)")), expected);
    EXPECT_EQ(refusal(request(R"(,"id":1,"params":"bar")")), expected);
    EXPECT_EQ(refusal(request(R"(,"id":1,"params":false)")), expected);
}

TEST(Message, all_wrong_members_are_told_at_once) {
    EXPECT_EQ(
        refusal(R"({"id":[],"params":1})"),
        "-32600 null jsonrpc: Must be \"2.0\". method: Must be a string."
        " params: Must be an object or an array. id: Must be a string, a number or null."
    );
}

TEST(Message, members_that_json_rpc_does_not_know_are_passed_over) {
    EXPECT_EQ(Decoded(request(R"(,"id":1,"result":[true],"":{})")).call().id, "1");
}

TEST(Message, escaped_member_names_and_methods_are_read) {
    const Decoded decoded(R"({"json\u0072pc":"2\u002e0","m\u0065thod":"su\u006d","\u0069d":3})");
    EXPECT_EQ(decoded.call().method.string(), "sum");
    EXPECT_EQ(decoded.call().id, "3");
}

TEST(Message, a_body_that_is_a_single_scalar_is_no_request) {
    const std::string expected = "-32600 null request: Must be an object.";
    for (const char* body : {"1", "\"x\"", "null", "true", " 1 "}) {
        EXPECT_EQ(refusal(body), expected) << body;
    }
}

TEST(Message, white_space_around_the_body_is_passed_over) {
    EXPECT_EQ(Decoded(" \t\r\n" + request(R"(,"id":1)") + "\n ").call().id, "1");
}

TEST(Message, what_is_no_json_names_its_byte_counted_from_one) {
    EXPECT_TRUE(refusal("").ends_with(" at byte 1."));
    EXPECT_TRUE(refusal("[1,]").ends_with(" at byte 4."));
    EXPECT_TRUE(refusal(R"({"a":1,"a":2})").starts_with("-32700 null body: Duplicate member name"));
    EXPECT_TRUE(refusal(R"({"a":1,"a":2})").ends_with(" at byte 8."));
}

TEST(Message, every_kind_of_text_that_is_no_json_is_a_parse_error) {
    const std::string utf16("{\0\"\0a\0\"\0:\0001\0}\0", 14);
    const std::string nested = std::string(65, '[') + std::string(65, ']');
    for (const std::string& body :
         {request("") + "x",
          request("") + request(""),
          request("") + ",",
          "\xEF\xBB\xBF" + request(""),
          std::string("[1,2"),
          std::string("{\"a\":\"\xFF\"}"),
          std::string(R"({"a":"\ud800"})"),
          std::string(R"([1e400])"),
          std::string("nul"),
          nested,
          utf16}) {
        EXPECT_TRUE(refusal(body).starts_with("-32700 null body: ")) << body;
    }
}

TEST(Message, a_batch_has_one_to_a_thousand_elements) {
    const auto batch_of = [](std::size_t count) {
        std::string body = "[1";
        for (std::size_t i = 1; i < count; ++i) {
            body += ",1";
        }
        return body + "]";
    };
    EXPECT_EQ(refusal("[ ]"), "-32600 null body: A batch holds at least one call.");
    const Decoded largest(batch_of(limits::kRpcBatchCallsMax));
    EXPECT_EQ(std::get<Batch>(largest.message).size, limits::kRpcBatchCallsMax);
    EXPECT_EQ(
        refusal(batch_of(limits::kRpcBatchCallsMax + 1)),
        "-32600 null body: A batch holds at most 1000 calls."
    );
}

TEST(Message, a_batch_in_a_batch_is_no_request) {
    const Decoded decoded("[[" + request("") + "]]");
    const auto& batch = std::get<Batch>(decoded.message);
    const auto element = decode_call(*batch.elements.begin());
    ASSERT_TRUE(std::holds_alternative<Refused>(element));
    EXPECT_EQ(std::get<Refused>(element).error, kInvalidRequest);
}

TEST(Message, a_document_is_used_again) {
    json::Document document;
    const std::string good = request(R"(,"id":1)");
    EXPECT_TRUE(std::holds_alternative<Refused>(decode_message("[", document)));
    EXPECT_TRUE(std::holds_alternative<Call>(decode_message(good, document)));
}

}  // namespace
}  // namespace hako::rpc
