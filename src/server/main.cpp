// SPDX-License-Identifier: Apache-2.0
// hako: one binary. Reads the command line, then serves, or has a command carried out.

#include "api/management/front.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "json/write.hpp"
#include "rpc/openrpc.hpp"
#include "server/application.hpp"
#include "server/command_line.hpp"
#include "server/control_socket.hpp"
#include "server/operator_calls.hpp"
#include "server/operator_side.hpp"
#include "server/push_calls.hpp"
#include "server/push_side.hpp"
#include "server/version.hpp"
#include "storage/sqlite/storage.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <variant>
#include <vector>

namespace hako::server {
namespace {

/// Signals that end the server are waited for; those that would end it without need are errors of
/// the calls that caused them.
void set_up_signals() {
    sigset_t waited;
    sigemptyset(&waited);
    sigaddset(&waited, SIGTERM);
    sigaddset(&waited, SIGINT);
    pthread_sigmask(SIG_BLOCK, &waited, nullptr);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/// The reply to a call when no server runs on the folder: this process opens it.
Result<std::string> answer_here(const Settings& settings, std::string_view body) {
    SystemClock clock;
    SystemRandom random;
    Metrics metrics;
    NullLog log;
    const sqlite::StorageOptions options{
        .folder = settings.data.string(),
        .scan_time_max = limits::kScanSecondsMax,
        .slow_query_time = limits::kScanSecondsMax,
        .scan_threads = 1,
        .scan_queue_max = 1,
    };
    HAKO_TRY_ASSIGN(
        const auto storage, sqlite::Storage::open(options, clock, random, log, metrics)
    );
    HAKO_TRY_ASSIGN(
        const auto sealer, crypto::Sealer::open_or_create(settings.data / "secrets.key", random)
    );
    PushSide push_side(settings, *storage, sealer, clock, random, log);
    OperatorSide operator_side({
        .storage = *storage,
        .watcher = push_side.vault(),
        .sealer = sealer,
        .gateway = push_side.gateway(),
        .clock = clock,
        .random = random,
        .log = log,
    });
    HAKO_TRY(operator_side.announce());
    std::string reply = operator_side.answer(body);
    push_side.stop();
    return reply;
}

Result<std::string> answer(const Settings& settings, std::string_view body) {
    HAKO_TRY_ASSIGN(auto reply, ask_server((settings.data / "hako.sock").string(), body));
    if (reply) {
        return *std::move(reply);
    }
    return answer_here(settings, body);
}

void print_version(OutputFormat format) {
    if (format == OutputFormat::text) {
        fmt::print("hako {}\n", version());
        return;
    }
    std::string out;
    json::Writer(out).begin_object().name("version").string(version()).end_object();
    fmt::print("{}\n", out);
}

ExitCode run(const Invocation& invocation) {
    if (std::holds_alternative<Serve>(invocation.command)) {
        return serve(invocation.settings);
    }
    if (std::holds_alternative<PrintVersion>(invocation.command)) {
        print_version(invocation.output);
        return ExitCode::ok;
    }
    const auto command = with_files(invocation.command);
    if (!command) {
        fmt::print(stderr, "hako: {}\n", command.error().detail());
        return ExitCode::failed;
    }
    const auto call = operator_call(*command);
    if (!call) {
        fmt::print("{}", rpc::indented(api::management::make_registry().openrpc()));
        return ExitCode::ok;
    }
    const auto reply = answer(invocation.settings, *call);
    if (!reply) {
        fmt::print(stderr, "hako: {}\n", reply.error().detail());
        return ExitCode::data_unavailable;
    }
    const Printed printed = print_reply(invocation.command, invocation.output, *reply);
    fmt::print("{}", printed.out);
    fmt::print(stderr, "{}", printed.error);
    return printed.code;
}

ExitCode run_command_line(int count, char** arguments) {
    set_up_signals();
    const std::vector<std::string> given(arguments + 1, arguments + count);
    std::vector<std::string> environment;
    for (char** line = environ; *line != nullptr; ++line) {
        environment.emplace_back(*line);
    }
    const auto parsed = parse_command_line(given, environment, SystemClock());
    if (const auto* early = std::get_if<EarlyExit>(&parsed)) {
        fmt::print(early->code == ExitCode::ok ? stdout : stderr, "{}", early->text);
        return early->code;
    }
    return run(std::get<Invocation>(parsed));
}

}  // namespace
}  // namespace hako::server

int main(int count, char** arguments) {
    using hako::server::ExitCode;
    try {
        return static_cast<int>(hako::server::run_command_line(count, arguments));
    } catch (const std::exception& bug) {
        fmt::print(stderr, "hako: a bug: {}\n", bug.what());
        return static_cast<int>(ExitCode::bug);
    }
}
