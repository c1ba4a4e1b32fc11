// SPDX-License-Identifier: Apache-2.0
#include "api/app/gate.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace hako::api::app {
namespace {

/// What a call's params show. The texts lie in the document, or here when they were escaped.
class ShownByCall {
public:
    explicit ShownByCall(const std::optional<json::Value>& params) {
        if (!params || !params->is(json::Kind::object)) {
            return;
        }
        std::string scratch;
        for (const auto& member : params->members()) {
            const auto name = member.name.string(scratch);
            if (name == "__api_key") {
                shown_.app_key = text_of(member.value, app_key_);
            } else if (name == "__device") {
                shown_.device = text_of(member.value, device_);
            } else if (name == "__session") {
                shown_.session = text_of(member.value, session_);
                shown_.has_session = true;
            }
        }
    }

    ShownByCall(const ShownByCall&) = delete;
    ShownByCall& operator=(const ShownByCall&) = delete;

    [[nodiscard]] const sessions::Shown& shown() const {
        return shown_;
    }

private:
    static std::optional<std::string_view> text_of(json::Value value, std::string& scratch) {
        return value.is(json::Kind::string) ? std::optional(value.string(scratch)) : std::nullopt;
    }

    sessions::Shown shown_;
    std::string app_key_;
    std::string device_;
    std::string session_;
};

sessions::DeadSession dead_session_of(Access rule) {
    return rule == Access::dead_session_is_absent ? sessions::DeadSession::absent
                                                  : sessions::DeadSession::refused;
}

}  // namespace

Result<void> AppGate::admit(const std::optional<json::Value>& params) {
    const ShownByCall call(params);
    return sessions::Authenticator::check(backend_.get(), call.shown());
}

Task<Result<AppCaller>> AppGate::enter(const std::optional<json::Value>& params, Access rule) {
    const ShownByCall call(params);
    auto entering = authenticator_.enter(backend_, call.shown(), dead_session_of(rule));
    co_return co_await std::move(entering);
}

}  // namespace hako::api::app
