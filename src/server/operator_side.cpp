// SPDX-License-Identifier: Apache-2.0
#include "server/operator_side.hpp"

#include "base/run_blocking.hpp"
#include "json/document.hpp"
#include "rpc/dispatch.hpp"

#include <fmt/format.h>

namespace hako::server {
namespace {

/// Puts bugs into the log; nothing counts an operator's calls.
class OperatorObserver final : public rpc::Observer {
public:
    OperatorObserver(Log& log, Random& random) : log_(log), random_(random) {}

    void call_ended(const rpc::CallReport& report) override {
        if (report.refusal != nullptr && !report.refusal->detail().empty()) {
            log_.write(
                LogLevel::warning,
                "operator's call failed",
                {{"detail", std::string_view(report.refusal->detail())}}
            );
        }
    }

    std::string bug_caught(std::string_view method, std::string_view what) override {
        std::string incident = fmt::format("{:016x}", random_.next_u64());
        log_.write(
            LogLevel::error,
            "bug",
            {{"incident", std::string_view(incident)}, {"method", method}, {"what", what}}
        );
        return incident;
    }

private:
    Log& log_;
    Random& random_;
};

}  // namespace

OperatorSide::OperatorSide(const Ports& ports)
    : ports_(ports),
      changes_(ports.storage, ports.watcher),
      backends_(ports.storage, changes_, ports.clock, ports.random),
      keys_(ports.storage, changes_, ports.clock, ports.random),
      credentials_({
          .storage = ports.storage,
          .changes = changes_,
          .sealer = ports.sealer,
          .clock = ports.clock,
          .random = ports.random,
      }),
      doctor_({
          .storage = ports.storage,
          .sealer = ports.sealer,
          .gateway = ports.gateway,
          .clock = ports.clock,
          .random = ports.random,
      }),
      registry_(api::operator_front::make_registry()) {}

Result<void> OperatorSide::announce() {
    return run_blocking(changes_.announce());
}

std::string OperatorSide::answer(std::string_view body) {
    const auto caller = OperatorCaller::of_data_folder();
    api::operator_front::Services services{backends_, keys_, credentials_, doctor_};
    OperatorObserver observer(ports_.log, ports_.random);
    const rpc::Context<OperatorCaller, api::operator_front::Services> context{
        .registry = registry_,
        .caller = caller,
        .services = services,
        .observer = observer,
        .clock = ports_.clock,
    };
    json::Document document;
    std::string out;
    run_blocking(rpc::answer(body, context, document, out));
    ports_.storage.remove_erased();
    return out;
}

}  // namespace hako::server
