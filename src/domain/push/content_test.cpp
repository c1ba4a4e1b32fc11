// SPDX-License-Identifier: Apache-2.0
#include "domain/push/content.hpp"

#include "base/limits.hpp"

#include <gmock/gmock.h>

namespace hako::push {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class ContentTest : public ::testing::Test {
protected:
    /// Puts `json` in as the parameter `raw`.
    void give_raw(std::string json) {
        raw_text_ = std::move(json);
        ASSERT_FALSE(raw_.parse(raw_text_).has_value());
        content.raw = raw_.root();
    }

    std::string ios() {
        return payload(Platform::ios).json;
    }

    std::string android() {
        return payload(Platform::android).json;
    }

    Payload payload(Platform platform) {
        Error wrong(ErrorCode::invalid_params);
        auto made = make_payload(content, platform, "p1", wrong);
        EXPECT_TRUE(made.has_value())
            << (wrong.params().empty() ? "" : wrong.params()[0].text.text());
        return made.value_or(Payload());
    }

    /// `name: text` of the first wrong parameter.
    std::string refusal(Platform platform = Platform::ios) {
        Error wrong(ErrorCode::invalid_params);
        const auto made = make_payload(content, platform, "p1", wrong);
        EXPECT_FALSE(made.has_value());
        return made ? "" : wrong.params()[0].name + ": " + wrong.params()[0].text.text();
    }

    Content content{std::nullopt, "Hi", std::nullopt, "", "", std::nullopt};

private:
    std::string raw_text_;
    json::Document raw_;
};

TEST_F(ContentTest, for_apns_is_what_apps_read) {
    EXPECT_EQ(ios(), R"({"aps":{"alert":"Hi"},"i":"p1"})");
    content.badge = 0;
    content.extra_json = R"({"a":1.10})";
    EXPECT_EQ(ios(), R"({"aps":{"alert":"Hi","badge":0},"i":"p1","j":{"a":1.10}})");
}

TEST_F(ContentTest, for_fcm_is_a_data_message_of_strings) {
    content.title = "T";
    content.extra_json = R"({"a":"b"})";
    EXPECT_EQ(
        android(),
        R"({"data":{"title":"T","message":"Hi","push_project_id":"p1","extra_json":"{\"a\":\"b\"}"},)"
        R"("android":{"priority":"high"}})"
    );
}

TEST_F(ContentTest, collapse_key_goes_to_each_provider) {
    content.collapse_key = "news";
    EXPECT_THAT(payload(Platform::ios).apns_headers, ElementsAre(Pair("apns-collapse-id", "news")));
    EXPECT_THAT(android(), HasSubstr(R"("collapse_key":"news")"));
}

TEST_F(ContentTest, raw_is_merged_at_every_depth_and_wins) {
    give_raw(R"({"apns":{"headers":{"Apns-Priority":"5"},"payload":{"aps":{"alert":{"title":"T"},)"
             R"("sound":"default"},"x":[1]}},"fcm":{"data":{"message":"Other","k":"v"},)"
             R"("android":{"ttl":"60s"}}})");
    EXPECT_EQ(ios(), R"({"aps":{"alert":{"title":"T"},"sound":"default"},"i":"p1","x":[1]})");
    EXPECT_THAT(payload(Platform::ios).apns_headers, ElementsAre(Pair("apns-priority", "5")));
    EXPECT_EQ(
        android(),
        R"({"data":{"message":"Other","push_project_id":"p1","k":"v"},)"
        R"("android":{"priority":"high","ttl":"60s"}})"
    );
}

TEST_F(ContentTest, a_raw_collapse_id_stands_for_the_key) {
    content.collapse_key = "news";
    give_raw(R"({"apns":{"headers":{"apns-collapse-id":"other"}}})");
    EXPECT_THAT(
        payload(Platform::ios).apns_headers, ElementsAre(Pair("apns-collapse-id", "other"))
    );
}

TEST_F(ContentTest, raw_cannot_say_what_only_hako_may) {
    for (const auto* raw : {
             R"({"fcm":{"token":"x"}})",
             R"({"fcm":{"topic":"x"}})",
             R"({"fcm":{"condition":"x"}})",
             R"({"fcm":{"data":{"push_project_id":"x"}}})",
             R"({"fcm":{"data":{"extra_json":"x"}}})",
             R"({"fcm":{"data":{"from":"x"}}})",
             R"({"fcm":{"data":{"google.x":"x"}}})",
             R"({"apns":{"headers":{"authorization":"x"}}})",
             R"({"apns":{"headers":{"Authorization":"x"}}})",
             R"({"apns":{"headers":{"apns-topic":"x"}}})",
             R"({"apns":{"headers":{"APNS-ID":"x"}}})",
             R"({"apns":{"headers":{":path":"x"}}})",
             R"({"apns":{"headers":{"content-length":"1"}}})",
             R"({"apns":{"payload":{"i":"x"}}})",
             R"({"apns":{"payload":{"j":{}}}})",
         }) {
        give_raw(raw);
        EXPECT_THAT(refusal(Platform::ios), HasSubstr("raw: ")) << raw;
        EXPECT_THAT(refusal(Platform::android), HasSubstr("raw: ")) << raw;
    }
}

TEST_F(ContentTest, raw_of_another_shape_is_refused) {
    for (const auto* raw : {
             R"([])",
             R"({"gcm":{}})",
             R"({"apns":[]})",
             R"({"apns":{"body":{}}})",
             R"({"apns":{"headers":[]}})",
             R"({"apns":{"headers":{"apns-priority":5}}})",
             R"({"apns":{"headers":{"apns-priority":"7"}}})",
             R"({"apns":{"headers":{"apns-expiration":"soon"}}})",
             R"({"apns":{"headers":{"x":"a\nb"}}})",
             R"({"apns":{"headers":{"x":"1","X":"2"}}})",
             R"({"apns":{"payload":[]}})",
             R"({"fcm":1})",
             R"({"fcm":{"data":[]}})",
             R"({"fcm":{"data":{"k":1}}})",
             R"({"fcm":{"android":"x"}})",
         }) {
        give_raw(raw);
        EXPECT_THAT(refusal(), HasSubstr("raw: ")) << raw;
    }
}

TEST_F(ContentTest, is_measured_in_bytes_after_encoding_and_merging) {
    const std::size_t around = ios().size() - content.message.size();
    content.message.clear();
    while (content.message.size() + 3 <= limits::kPushPayloadBytesMax - around) {
        content.message += "あ";
    }
    content.message.append(limits::kPushPayloadBytesMax - around - content.message.size(), 'x');
    EXPECT_EQ(ios().size(), limits::kPushPayloadBytesMax);
    give_raw(R"({"apns":{"payload":{"x":1}}})");
    EXPECT_EQ(
        refusal(),
        "message: The payload has 4102 bytes after encoding; 4096 are allowed, all fields together."
    );
    content.raw.reset();
    content.message += "x";
    EXPECT_THAT(refusal(), HasSubstr("4097 bytes"));
}

TEST_F(ContentTest, for_fcm_one_byte_over_is_refused) {
    const std::size_t around = android().size() - content.message.size();
    content.message = std::string(limits::kPushPayloadBytesMax - around, 'x');
    EXPECT_EQ(android().size(), limits::kPushPayloadBytesMax);
    content.message += "x";
    EXPECT_THAT(refusal(Platform::android), HasSubstr("message: "));
}

TEST_F(ContentTest, refuses_a_badge_or_a_collapse_key_that_is_none) {
    content.badge = -1;
    EXPECT_THAT(refusal(), HasSubstr("badge: "));
    content.badge = 2'147'483'648;
    EXPECT_THAT(refusal(), HasSubstr("badge: "));
    content.badge.reset();
    content.collapse_key = std::string(65, 'x');
    EXPECT_THAT(refusal(), HasSubstr("collapseKey: "));
    content.collapse_key = "あ";
    EXPECT_THAT(refusal(), HasSubstr("collapseKey: "));
}

}  // namespace
}  // namespace hako::push
