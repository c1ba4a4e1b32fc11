// SPDX-License-Identifier: Apache-2.0
#include "rpc/method.hpp"

#include "rpc/test_front.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace hako::rpc {
namespace {

Task<Result<Ok>> run(NoParams, const TestCaller&, TestServices&) {
    return Task<Result<Ok>>::ready(kOk);
}

// A declaration is complete or does not compile. Each of these leaves out one thing.
template <class M>
concept FullDeclaration = requires {
    M{.name = "a",
      .summary = "b",
      .access = TestAccess::admin,
      .effect = Effect::read,
      .run = bind<kNoParams, run>};
};
template <class M>
concept WithoutName = requires {
    M{.summary = "b",
      .access = TestAccess::admin,
      .effect = Effect::read,
      .run = bind<kNoParams, run>};
};
template <class M>
concept WithoutSummary = requires {
    M{.name = "a",
      .access = TestAccess::admin,
      .effect = Effect::read,
      .run = bind<kNoParams, run>};
};
template <class M>
concept WithoutAccess = requires {
    M{.name = "a", .summary = "b", .effect = Effect::read, .run = bind<kNoParams, run>};
};
template <class M>
concept WithoutEffect = requires {
    M{.name = "a", .summary = "b", .access = TestAccess::admin, .run = bind<kNoParams, run>};
};
template <class M>
concept WithoutRun = requires {
    M{.name = "a", .summary = "b", .access = TestAccess::admin, .effect = Effect::read};
};

static_assert(FullDeclaration<TestMethod>);
static_assert(!WithoutName<TestMethod>);
static_assert(!WithoutSummary<TestMethod>);
static_assert(!WithoutAccess<TestMethod>);
static_assert(!WithoutEffect<TestMethod>);
static_assert(!WithoutRun<TestMethod>);
static_assert(!std::is_default_constructible_v<Declared<TestAccess>>);

// A method of one front is none of another.
struct OtherCaller {};

static_assert(!std::is_convertible_v<
              Binding<TestCaller, TestServices>,
              Declared<Binding<OtherCaller, TestServices>>>);

TEST(Method, a_result_of_nothing_is_the_string_ok) {
    std::string out;
    ResultType<Ok>::write(out, kOk);
    EXPECT_EQ(out, "\"OK\"");
}

TEST(Method, a_declaration_keeps_what_it_says) {
    const TestMethod method{
        .name = "A.b",
        .summary = "Do it.",
        .access = TestAccess::admin,
        .effect = Effect::write,
        .run = bind<kNoParams, run>,
    };
    EXPECT_EQ(*method.name, "A.b");
    EXPECT_EQ(*method.summary, "Do it.");
    EXPECT_EQ(*method.access, TestAccess::admin);
    EXPECT_EQ(*method.effect, Effect::write);
    EXPECT_EQ(method.origin, Origin::upstream);
    EXPECT_TRUE((*method.run).fields.empty());
}

}  // namespace
}  // namespace hako::rpc
