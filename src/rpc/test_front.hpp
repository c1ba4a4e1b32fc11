// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "rpc/dispatch.hpp"
#include "rpc/method.hpp"

#include <coroutine>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A small front for the tests of this room: the methods of the JSON-RPC specification's examples,
/// and some that fail in every way a method can.
namespace hako::rpc {

enum class TestAccess : std::uint8_t { everyone, admin };

struct TestCaller {
    TestAccess is = TestAccess::everyone;
};

template <>
struct AccessPolicy<TestCaller> {
    using Rule = TestAccess;

    static Result<void> permits(Rule rule, const TestCaller& caller);
};

/// Stands for the writer thread: whoever writes waits until `commit`.
class TestWriter {
public:
    struct Turn {
        TestWriter& writer;

        [[nodiscard]] bool await_ready() const noexcept {
            return writer.commits_at_once;
        }

        void await_suspend(std::coroutine_handle<> caller) const {
            writer.waiting.push_back(caller);
        }

        void await_resume() const noexcept {}
    };

    Turn turn() {
        return {*this};
    }

    /// Resumes everyone who waits, the last to come first: an order of completion that is not the
    /// order of the calls.
    void commit();

    bool commits_at_once = true;
    std::vector<std::coroutine_handle<>> waiting;
};

struct TestServices {
    TestWriter writer;

    /// What the methods did, in order.
    std::vector<std::string> done;
};

using TestMethod = Method<TestCaller, TestServices>;
using TestRegistry = Registry<TestCaller, TestServices>;

std::vector<TestMethod> test_methods();
const ApiDescription& test_description();
WireError test_wire(ErrorCode code);

/// Keeps what it is told.
class TestObserver final : public Observer {
public:
    struct Ended {
        std::optional<std::size_t> method;
        int code;
        std::chrono::nanoseconds duration;
        CallKind kind;
        std::string detail;

        bool operator==(const Ended&) const = default;
    };

    void call_ended(const CallReport& report) override;
    std::string bug_caught(std::string_view method, std::string_view what) override;

    std::vector<Ended> ended;
    std::vector<std::string> bugs;

    /// What `bug_caught` returns.
    std::string incident = "incident-1";
};

/// Goes on by a microsecond whenever it is read.
class TestClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override;
    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override;

private:
    mutable std::chrono::steady_clock::time_point now_{};
};

/// The front with all it needs.
struct TestFront {
    TestRegistry registry{test_description(), &test_wire, test_methods()};
    TestCaller caller;
    TestServices services;
    TestObserver observer;
    TestClock clock;
    json::Document document;

    /// The whole reply to `body`; empty when there is none. The body's calls must not wait.
    std::string reply(std::string_view body);

    /// Starts an answer into `out`, which may wait; `ended` tells whether it is complete.
    void begin(std::string_view body);

    std::string out;
    bool ended = false;
};

}  // namespace hako::rpc
