// SPDX-License-Identifier: Apache-2.0
#include "server/native_endpoint.hpp"

#include "base/limits.hpp"
#include "http/client_address.hpp"

#include <charconv>
#include <utility>

namespace hako::server {
namespace {

constexpr std::string_view kForwardedHeader = "x-forwarded-for";

void fill(http::Response& response, api::native::Answer answer) {
    response.status = answer.status;
    response.content_type = "application/json";
    response.body = std::move(answer.body);
}

/// Whether the head announces a body that no form needs.
bool announces_too_much(const http::RequestHead& head) {
    const std::string_view text = head.header("content-length").value_or("0");
    std::size_t bytes = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
    return error != std::errc() || bytes > limits::kPushFormBytesMax;
}

}  // namespace

/// One request to a push project that exists.
class NativeEndpoint::CallAdmission final : public LoggedAdmission {
public:
    CallAdmission(NativeEndpoint& endpoint, api::native::Call call, NativeCaller caller)
        : endpoint_(endpoint), call_(call), caller_(std::move(caller)) {
        called = call == api::native::Call::unregister ? "unregister" : "register";
    }

    Task<void> answer(const http::Request& request, http::Response& response) override {
        auto answering =
            api::native::answer(call_, caller_, request.body(), endpoint_.parts_.devices);
        auto answer = co_await std::move(answering);
        if (answer.status != 200) {
            endpoint_.refused_.add();
            code = answer.status;
        } else if (call_ == api::native::Call::unregister) {
            endpoint_.unregistered_.add();
        } else {
            endpoint_.registered_.add();
        }
        if (!answer.private_detail.empty()) {
            endpoint_.parts_.log.write(
                LogLevel::warning,
                "registration failed",
                {{"request", request.request_id()},
                 {"detail", std::string_view(answer.private_detail)}}
            );
        }
        fill(response, std::move(answer));
    }

private:
    NativeEndpoint& endpoint_;
    const api::native::Call call_;
    const NativeCaller caller_;
};

NativeEndpoint::NativeEndpoint(const Parts& parts)
    : parts_(parts),
      limiter_(parts.clock, parts.limits),
      registered_(parts.metrics.counter(
          "hako_push_registrations",
          "Registrations of devices for push that were stored."
      )),
      unregistered_(parts.metrics.counter(
          "hako_push_unregistrations",
          "Calls that gave a device's push token back."
      )),
      refused_(parts.metrics.counter(
          "hako_push_registration_refusals",
          "Calls of native frameworks with wrong fields, or that could not be stored."
      )),
      limited_(parts.metrics.counter(
          "hako_push_registrations_limited",
          "Calls of native frameworks that were told to wait: too many from an address or for a "
          "push project."
      )) {}

bool NativeEndpoint::serves(std::string_view path) const {
    return api::native::parse_path(path).has_value();
}

std::unique_ptr<LoggedAdmission>
NativeEndpoint::admit(const http::RequestHead& head, http::Response& refusal) {
    const auto target = api::native::parse_path(head.path());
    if (head.verb() != http::Verb::post) {
        refusal.add_header("Allow", "POST");
        fill(refusal, api::native::refusal(405, "Only POST is answered here."));
        return nullptr;
    }
    auto caller = parts_.directory.enter_push_project(target->push_project_id);
    if (!caller) {
        fill(refusal, api::native::refusal(404, "There is no such push project."));
        return nullptr;
    }
    const auto forwarded = parts_.trusted_proxies.empty() ? std::vector<std::string_view>()
                                                          : head.header_lines(kForwardedHeader);
    const auto client = http::client_address(head.peer(), forwarded, parts_.trusted_proxies);
    if (const auto wait = limiter_.count(target->push_project_id, client)) {
        limited_.add();
        fill(refusal, api::native::refusal(429, "Too many registrations. Try again later."));
        refusal.add_header("Retry-After", std::to_string(wait->count()));
        return nullptr;
    }
    if (announces_too_much(head)) {
        fill(refusal, api::native::refusal(413, "The form is too large."));
        return nullptr;
    }
    auto admission = std::make_unique<CallAdmission>(*this, target->call, *std::move(caller));
    admission->client = client;
    return admission;
}

}  // namespace hako::server
