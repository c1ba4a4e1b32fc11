// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "rpc/observer.hpp"
#include "rpc/registry.hpp"
#include "server/call_metrics.hpp"
#include "server/endpoint.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace hako::server {

/// One request of JSON-RPC calls: counts them, and tells the log of them.
class LoggedCalls : public LoggedAdmission, protected rpc::Observer {
protected:
    /// All outlive it.
    struct Sinks {
        const rpc::MethodTable& methods;
        CallMetrics& metrics;
        Log& log;
        Random& random;
    };

    explicit LoggedCalls(const Sinks& sinks) : sinks_(sinks) {}

    /// Before the first call. `request_id` lives as long as the calls.
    void begin(std::string_view request_id) {
        request_id_ = request_id;
    }

private:
    void call_ended(const rpc::CallReport& report) override;
    std::string bug_caught(std::string_view method, std::string_view what) override;

    const Sinks sinks_;
    std::string_view request_id_;
    std::size_t calls_ = 0;
};

}  // namespace hako::server
