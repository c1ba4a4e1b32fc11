// SPDX-License-Identifier: Apache-2.0
#include "server/logged_calls.hpp"

#include <fmt/format.h>

namespace hako::server {

void LoggedCalls::call_ended(const rpc::CallReport& report) {
    sinks_.metrics.count(report);
    ++calls_;
    if (calls_ == 1) {
        called = report.method ? sinks_.methods.at(*report.method).name : "-";
    } else {
        called = fmt::format("batch of {}", calls_);
    }
    if (code == 0) {
        code = report.code;
    }
    const bool has_story = report.refusal != nullptr && !report.refusal->detail().empty();
    if (has_story) {
        sinks_.log.write(
            LogLevel::warning,
            "call failed",
            {{"request", request_id_},
             {"code", static_cast<std::int64_t>(report.code)},
             {"detail", std::string_view(report.refusal->detail())}}
        );
    }
}

std::string LoggedCalls::bug_caught(std::string_view method, std::string_view what) {
    std::string incident = fmt::format("{:016x}", sinks_.random.next_u64());
    sinks_.log.write(
        LogLevel::error,
        "bug",
        {{"request", request_id_},
         {"incident", std::string_view(incident)},
         {"method", method},
         {"what", what}}
    );
    return incident;
}

}  // namespace hako::server
