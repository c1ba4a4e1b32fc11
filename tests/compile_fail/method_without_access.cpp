// SPDX-License-Identifier: Apache-2.0
// A method that says nothing about who may call it.
// expect: could not convert .*Effect::read, run.* to .*TestMethod
#include "rpc/method.hpp"

#include <utility>

namespace hako::rpc {

struct TestCaller {};

struct TestServices {};
enum class TestAccess : std::uint8_t { everyone };

template <>
struct AccessPolicy<TestCaller> {
    using Rule = TestAccess;
};

using TestMethod = Method<TestCaller, TestServices>;

TestMethod use(Binding<TestCaller, TestServices> run) {
    return {
        .name = "Test.method",
        .summary = "A method.",
#ifdef RIGHT_WAY
        .access = TestAccess::everyone,
#endif
        .effect = Effect::read,
        .run = run,
    };
}

}  // namespace hako::rpc
