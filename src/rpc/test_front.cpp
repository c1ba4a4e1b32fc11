// SPDX-License-Identifier: Apache-2.0
#include "rpc/test_front.hpp"

#include "base/check.hpp"
#include "json/write.hpp"

#include <new>
#include <ranges>
#include <utility>

namespace hako::rpc {

template <>
struct ResultType<std::int64_t> {
    static void write(std::string& out, const std::int64_t& result) {
        json::append_integer(out, result);
    }

    static void schema(json::Writer& writer) {
        ParamType<std::int64_t>::schema(writer);
    }
};

/// The result of `get_data`, and of `list`: JSON text as it is.
template <>
struct ResultType<std::string> {
    static void write(std::string& out, const std::string& result) {
        out.append(result);
    }

    static void schema(json::Writer& writer) {
        writer.begin_object().name("type").string("array").end_object();
    }
};

namespace {

struct Subtract {
    std::int64_t minuend = 0;
    std::int64_t subtrahend = 0;
};

constexpr auto kSubtract = rpc::params<Subtract>(
    rpc::required("minuend", &Subtract::minuend).about("What is subtracted from."),
    rpc::required("subtrahend", &Subtract::subtrahend)
);

Task<Result<std::int64_t>> subtract(Subtract params, const TestCaller&, TestServices&) {
    return Task<Result<std::int64_t>>::ready(params.minuend - params.subtrahend);
}

struct Sum {
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t c = 0;
};

constexpr auto kSum = rpc::params<Sum>(
    rpc::required("a", &Sum::a),
    rpc::required("b", &Sum::b),
    rpc::optional("c", &Sum::c).alias("see").ours()
);

Task<Result<std::int64_t>> sum(Sum params, const TestCaller&, TestServices&) {
    co_return params.a + params.b + params.c;
}

Task<Result<std::string>> get_data(NoParams, const TestCaller&, TestServices&) {
    co_return std::string(R"(["hello",5])");
}

struct Note {
    std::optional<json::Value> first;
    std::optional<json::Value> second;
    std::optional<json::Value> third;
    std::optional<json::Value> fourth;
    std::optional<json::Value> fifth;
};

constexpr auto kNote = rpc::params<Note>(
    rpc::optional("first", &Note::first),
    rpc::optional("second", &Note::second),
    rpc::optional("third", &Note::third),
    rpc::optional("fourth", &Note::fourth),
    rpc::optional("fifth", &Note::fifth)
);

Task<Result<Ok>> note(Note params, const TestCaller&, TestServices& services) {
    services.done.push_back("note " + std::string(params.first ? params.first->text() : "nothing"));
    co_return kOk;
}

struct Write {
    std::string name;
};

constexpr auto kWrite = rpc::params<Write>(rpc::required("name", &Write::name));

Task<Result<Ok>> write(Write params, const TestCaller&, TestServices& services) {
    services.done.push_back("begin " + params.name);
    co_await services.writer.turn();
    services.done.push_back("end " + params.name);
    if (params.name == "throw") {
        throw Bug("a write broke", std::source_location::current());
    }
    if (params.name == "refuse") {
        Error error(ErrorCode::invalid_operation);
        error.set_detail(PrivateDetail("not in this state"));
        co_return error;
    }
    co_return kOk;
}

Task<Result<std::string>> list(NoParams, const TestCaller&, TestServices& services) {
    std::string names = "[";
    for (const auto& done : services.done) {
        if (names.size() > 1) {
            names.push_back(',');
        }
        json::append_string(names, done);
    }
    names.push_back(']');
    services.done.emplace_back("list");
    co_return names;
}

struct Fail {
    std::string how;
};

constexpr auto kFail = rpc::params<Fail>(rpc::required("how", &Fail::how));

Task<Result<Ok>> fail(Fail params, const TestCaller&, TestServices&) {
    if (params.how == "unavailable") {
        return Task<Result<Ok>>::ready(Error::unavailable(PrivateDetail("disk full in /data")));
    }
    if (params.how == "memory") {
        throw std::bad_alloc();
    }
    if (params.how == "number") {
        throw 7;
    }
    throw Bug("a secret of the house", std::source_location::current());
}

TestMethod write_method(std::string_view name, Effect effect) {
    return {
        .name = name,
        .summary = "Write a name.",
        .access = TestAccess::everyone,
        .effect = effect,
        .origin = Origin::ours,
        .errors = {ErrorCode::invalid_operation, ErrorCode::unavailable},
        .run = rpc::bind<kWrite, write>,
    };
}

template <const auto& List, auto Run>
TestMethod read_method(std::string_view name, TestAccess access = TestAccess::everyone) {
    return {
        .name = name,
        .summary = "Answer something.",
        .access = access,
        .effect = Effect::read,
        .run = rpc::bind<List, Run>,
    };
}

}  // namespace

Result<void> AccessPolicy<TestCaller>::permits(Rule rule, const TestCaller& caller) {
    if (rule == TestAccess::admin && caller.is != TestAccess::admin) {
        return Error(ErrorCode::permission_denied);
    }
    return {};
}

void TestWriter::commit() {
    const auto all = std::exchange(waiting, {});
    for (const auto handle : std::views::reverse(all)) {
        handle.resume();
    }
}

std::vector<TestMethod> test_methods() {
    return {
        read_method<kSubtract, subtract>("subtract"),
        read_method<kSum, sum>("sum"),
        read_method<kNoParams, get_data>("get_data"),
        read_method<kNote, note>("update"),
        read_method<kNote, note>("notify_hello"),
        write_method("write", Effect::write),
        write_method("slow_write", Effect::slow_write),
        read_method<kNoParams, list>("list"),
        read_method<kFail, fail>("fail"),
        read_method<kSubtract, subtract>("secret", TestAccess::admin),
        discover_method<TestCaller, TestServices>(TestAccess::everyone),
    };
}

const ApiDescription& test_description() {
    static const ApiDescription description{
        .title = "Test \"front\"",
        .version = "1",
        .description = "",
        .errors = {ErrorCode::api_key_invalid},
    };
    return description;
}

WireError test_wire(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_params:
            return kInvalidParams;
        case ErrorCode::api_key_invalid:
            return {4, "API key invalid"};
        case ErrorCode::invalid_operation:
            return {13, "Invalid operation"};
        case ErrorCode::permission_denied:
            return {14, "Permission denied"};
        case ErrorCode::session_invalid:
        case ErrorCode::login_required:
        case ErrorCode::device_required:
        case ErrorCode::rate_limited:
        case ErrorCode::busy:
        case ErrorCode::unavailable:
            break;
    }
    return kInternalError;
}

void TestObserver::call_ended(const CallReport& report) {
    ended.push_back({
        .method = report.method,
        .code = report.code,
        .duration = report.duration,
        .kind = report.kind,
        .detail = report.refusal ? report.refusal->detail() : "",
    });
}

std::string TestObserver::bug_caught(std::string_view method, std::string_view what) {
    bugs.push_back(std::string(method) + ": " + std::string(what));
    return incident;
}

UnixMillis TestClock::now() const {
    return 0;
}

std::chrono::steady_clock::time_point TestClock::steady_now() const {
    now_ += std::chrono::microseconds(1);
    return now_;
}

std::string TestFront::reply(std::string_view body) {
    begin(body);
    check(ended, "the answer waits");
    return out;
}

void TestFront::begin(std::string_view body) {
    const Context<TestCaller, TestServices> context{
        .registry = registry,
        .caller = caller,
        .services = services,
        .observer = observer,
        .clock = clock,
    };
    out.clear();
    ended = false;
    start(answer(body, context, document, out), [this](std::exception_ptr bug) {
        check(!bug, "an answer threw");
        ended = true;
    });
}

}  // namespace hako::rpc
