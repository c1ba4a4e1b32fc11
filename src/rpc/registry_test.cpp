// SPDX-License-Identifier: Apache-2.0
#include "rpc/registry.hpp"

#include "rpc/test_front.hpp"

#include <gtest/gtest.h>

namespace hako::rpc {
namespace {

TEST(Registry, finds_methods_by_their_exact_name_only) {
    const TestFront front;
    EXPECT_EQ(front.registry.find("subtract"), 0U);
    EXPECT_EQ(front.registry.find("sum"), 1U);
    for (const char* name :
         {"", "Subtract", "subtract ", "subtrac", "__proto__", "constructor", "rpc.", "rpc.x"}) {
        EXPECT_EQ(front.registry.find(name), std::nullopt) << name;
    }
}

TEST(Registry, an_index_leads_back_to_its_method) {
    const TestFront front;
    for (std::size_t i = 0; i < front.registry.methods().size(); ++i) {
        const auto& method = front.registry.at(i);
        EXPECT_EQ(front.registry.find(method.name), i);
    }
    EXPECT_THROW(static_cast<void>(front.registry.at(1000)), Bug);
}

TEST(Registry, knows_the_method_that_was_probably_meant) {
    const TestFront front;
    EXPECT_EQ(front.registry.nearest("subtrct"), "subtract");
    EXPECT_EQ(front.registry.nearest("something_else"), std::nullopt);
}

TEST(Registry, two_methods_of_one_name_are_a_bug) {
    auto methods = test_methods();
    methods.push_back(methods.front());
    EXPECT_THROW(TestRegistry(test_description(), &test_wire, methods), Bug);
}

TEST(Registry, asks_the_fronts_access_policy) {
    const TestFront front;
    const auto& secret = front.registry.at(*front.registry.find("secret"));
    const TestCaller everyone;
    const TestCaller admin{.is = TestAccess::admin};
    EXPECT_FALSE(front.registry.may_call(secret, &everyone));
    EXPECT_TRUE(front.registry.may_call(secret, &admin));
}

}  // namespace
}  // namespace hako::rpc
