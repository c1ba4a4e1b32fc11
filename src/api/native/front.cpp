// SPDX-License-Identifier: Apache-2.0
#include "api/native/front.hpp"

#include "api/native/form.hpp"
#include "json/write.hpp"

#include <utility>

namespace hako::api::native {
namespace {

constexpr std::string_view kRegister = "/v1/push/register/";
constexpr std::string_view kUnregister = "/v1/push/unregister/";
constexpr int kBadRequest = 400;
constexpr int kUnavailable = 503;

devices::RegistrationFields registration_fields(const Form& form) {
    return {
        .platform = find_field(form, "platform"),
        .device_id = find_field(form, "deviceId"),
        .build_type = find_field(form, "buildType"),
        .version = find_field(form, "version"),
        .env = find_field(form, "env"),
        .device_token = find_field(form, "deviceToken"),
        .is_custom = find_field(form, "isCustom"),
        .registration_id = find_field(form, "registrationId"),
        .package_name = find_field(form, "packageName"),
    };
}

/// `deviceId: This field is required. buildType: …`
std::string sentences(const Error& wrong) {
    std::string all;
    for (const auto& param : wrong.params()) {
        all += all.empty() ? "" : " ";
        all += param.name + ": " + param.text.text();
    }
    return all;
}

Answer answer_of(const Result<void>& stored) {
    if (stored) {
        return ok();
    }
    Answer answer = refusal(kUnavailable, "This cannot be stored now. Try again later.");
    answer.private_detail = stored.error().detail();
    return answer;
}

}  // namespace

std::optional<Target> parse_path(std::string_view path) {
    if (path.starts_with(kRegister)) {
        return Target{Call::register_device, path.substr(kRegister.size())};
    }
    if (path.starts_with(kUnregister)) {
        return Target{Call::unregister, path.substr(kUnregister.size())};
    }
    return std::nullopt;
}

Answer ok() {
    return {200, R"({"status":"ok"})", {}};
}

Answer refusal(int status, std::string_view message) {
    Answer answer{status, {}, {}};
    json::Writer writer(answer.body);
    writer.begin_object().name("status").string("error").name("message").string(message);
    writer.end_object();
    return answer;
}

Task<Answer> answer(
    Call call,
    const NativeCaller& caller,
    std::string_view body,
    const devices::DeviceService& devices
) {
    std::string why;
    const auto form = read_form(body, why);
    if (!form) {
        co_return refusal(kBadRequest, why);
    }
    Error wrong(ErrorCode::invalid_params);
    if (call == Call::unregister) {
        auto token = devices::TokenName::check(
            find_field(*form, "deviceToken"), find_field(*form, "registrationId"), wrong
        );
        if (!token) {
            co_return refusal(kBadRequest, sentences(wrong));
        }
        auto ending = devices.unregister(caller, *std::move(token));
        co_return answer_of(co_await std::move(ending));
    }
    auto registration = devices::Registration::check(registration_fields(*form), wrong);
    if (!registration) {
        co_return refusal(kBadRequest, sentences(wrong));
    }
    auto registering = devices.register_device(caller, *std::move(registration));
    co_return answer_of(co_await std::move(registering));
}

}  // namespace hako::api::native
