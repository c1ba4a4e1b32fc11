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

OperatorSide::OperatorSide(
    Storage& storage,
    FolderWatcher& watcher,
    const Clock& clock,
    Random& random,
    Log& log
)
    : storage_(storage),
      clock_(clock),
      random_(random),
      log_(log),
      changes_(storage, watcher),
      backends_(storage, changes_, clock, random),
      keys_(storage, changes_, clock, random),
      registry_(api::operator_front::make_registry()) {}

Result<void> OperatorSide::announce() {
    return run_blocking(changes_.announce());
}

std::string OperatorSide::answer(std::string_view body) {
    const auto caller = OperatorCaller::of_data_folder();
    api::operator_front::Services services{backends_, keys_};
    OperatorObserver observer(log_, random_);
    const rpc::Context<OperatorCaller, api::operator_front::Services> context{
        .registry = registry_,
        .caller = caller,
        .services = services,
        .observer = observer,
        .clock = clock_,
    };
    json::Document document;
    std::string out;
    run_blocking(rpc::answer(body, context, document, out));
    storage_.remove_erased();
    return out;
}

}  // namespace hako::server
