// SPDX-License-Identifier: Apache-2.0
#include "http/test_server.hpp"

#include "base/check.hpp"

#include <stdexcept>
#include <thread>

namespace hako::http {
namespace {

Task<void> wait_and_echo(Gate& gate, const Request& request, Response& response) {
    co_await gate;
    response.body = request.body();
}

Task<void> wait_and_throw(Gate& gate) {
    co_await gate;
    check(false, "a bug on purpose");
}

class TestAdmission final : public Admission {
public:
    explicit TestAdmission(Gate& gate) : gate_(gate) {}

    Task<void> answer(const Request& request, Response& response) override {
        response.content_type = "text/plain";
        const std::string_view path = request.path();
        if (path == "/wait") {
            return wait_and_echo(gate_, request, response);
        }
        if (path == "/bug-late") {
            return wait_and_throw(gate_);
        }
        check(path != "/bug", "a bug on purpose");
        if (path == "/big") {
            response.body.assign(std::stoul(std::string(request.query())), 'x');
        } else if (path == "/empty") {
            response.status = 204;
        } else if (path == "/close") {
            response.connection = ConnectionAfter::close;
        } else if (path == "/peer") {
            response.body = request.peer().text();
        } else {
            response.body = request.body();
        }
        return Task<void>::ready();
    }

private:
    Gate& gate_;
};

HttpLimits with_quick_sweeps(HttpLimits limits) {
    limits.sweep_interval = std::chrono::milliseconds(1);
    return limits;
}

}  // namespace

std::unique_ptr<Admission> TestHandler::admit(const RequestHead& head, Response& refusal) {
    check(head.path() != "/bug-admit", "a bug on purpose");
    if (head.path() == "/refuse") {
        refusal.status = 401;
        refusal.content_type = "text/plain";
        refusal.body = "no";
        return nullptr;
    }
    return std::make_unique<TestAdmission>(gate_);
}

void TestHandler::describe_error(const RequestHead*, HttpError error, Response& response) {
    response.content_type = "text/plain";
    response.body = to_string(error);
}

void TestHandler::finished(
    const RequestHead* head,
    const Response& response,
    const Outcome& outcome
) {
    const std::lock_guard lock(mutex_);
    finished_.push_back({
        .has_head = head != nullptr,
        .path = head != nullptr ? std::string(head->path()) : "",
        .status = response.status,
        .error = outcome.error ? std::string(to_string(*outcome.error)) : "",
        .request_id = std::string(outcome.request_id),
        .bytes_in = outcome.bytes_in,
        .bytes_out = outcome.bytes_out,
        .has_bug = outcome.bug != nullptr,
    });
    changed_.notify_all();
}

std::vector<Finished> TestHandler::wait_for_finished(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return finished_.size() >= count; });
    return finished_;
}

std::size_t TestHandler::finished_count() {
    const std::lock_guard lock(mutex_);
    return finished_.size();
}

TestServer::TestServer(
    HttpLimits limits,
    std::string host,
    std::vector<IpRange> trusted_proxies,
    unsigned io_threads
)
    : server({
          .listeners = {{.host = std::move(host), .port = 0, .handler = handler}},
          .io_threads = io_threads,
          .limits = with_quick_sweeps(limits),
          .trusted_proxies = std::move(trusted_proxies),
          .clock = clock,
          .random = random,
      }) {
    server.start();
}

bool TestServer::advance_until(const std::function<bool()>& holds) {
    constexpr std::chrono::seconds kPatience{10};
    const auto begin = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - begin < kPatience) {
        if (holds()) {
            return true;
        }
        clock.advance(std::chrono::seconds(1));
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
}

}  // namespace hako::http
