// SPDX-License-Identifier: Apache-2.0
#include "api/native/form.hpp"

#include "api/native/front.hpp"

#include <gmock/gmock.h>

namespace hako::api::native {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string why_not(std::string_view body) {
    std::string why;
    return read_form(body, why) ? "" : why;
}

TEST(Form, is_decoded) {
    std::string why;
    EXPECT_THAT(
        *read_form("a=b&c=%E3%81%82+%2B%26&d=&e==", why),
        ElementsAre(Pair("a", "b"), Pair("c", "あ +&"), Pair("d", ""), Pair("e", "="))
    );
    EXPECT_THAT(*read_form("", why), IsEmpty());
}

TEST(Form, that_is_none_is_refused) {
    for (const auto* body :
         {"a", "a=b&", "=b", "a=%", "a=%1", "a=%G1", "%zz=b", "a=b&&c=d", R"({"platform":"ios"})"
         }) {
        const bool ends_well = std::string_view(body) == "a=b&";
        EXPECT_EQ(why_not(body).empty(), ends_well) << body;
    }
}

TEST(Form, a_field_that_comes_twice_is_refused) {
    EXPECT_NE(why_not("a=1&a=1"), "");
    EXPECT_NE(why_not("a=1&%61=2"), "");
}

TEST(Form, one_over_the_limits_is_refused) {
    std::string many;
    for (int i = 0; i < 32; ++i) {
        many += "f" + std::to_string(i) + "=x&";
    }
    EXPECT_EQ(why_not(many), "");
    EXPECT_NE(why_not(many + "more=x"), "");
    EXPECT_EQ(why_not("a=" + std::string(16 * 1024 - 2, 'x')), "");
    EXPECT_NE(why_not("a=" + std::string(16 * 1024 - 1, 'x')), "");
}

TEST(NativePath, names_the_call_and_the_push_project) {
    EXPECT_EQ(parse_path("/v1/push/register/abc")->call, Call::register_device);
    EXPECT_EQ(parse_path("/v1/push/unregister/abc")->call, Call::unregister);
    EXPECT_EQ(parse_path("/v1/push/unregister/abc")->push_project_id, "abc");
}

TEST(NativePath, of_anything_else_is_none) {
    for (const auto* path :
         {"/",
          "/v1/push/",
          "/v1/push/register",
          "/V1/push/register/a",
          "/v1/push/send/a",
          "/v2/push/register/a"}) {
        EXPECT_FALSE(parse_path(path).has_value()) << path;
    }
}

}  // namespace
}  // namespace hako::api::native
