// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/run_blocking.hpp"
#include "domain/backend_storage.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace hako::steps {

/// Starts use cases without waiting for them, so that they can share a commit group. They go on, on
/// this thread, in `finish`.
class Together {
public:
    explicit Together(BackendStorage& data) : data_(data) {}

    template <class Work>
    void add(Work work) {
        ++started_;
        auto& outcome = outcomes_.emplace_back();
        start(note(write<void>(data_.writes(), std::move(work)), outcome), [this](const auto& bug) {
            bugs_ += bug != nullptr ? 1 : 0;
            done_ = ++ended_ == started_;
        });
        done_ = ended_ == started_;
    }

    /// Waits for all and gives whether each succeeded, in the order they were added.
    std::vector<bool> finish() {
        executor_.run_until(done_);
        std::vector<bool> succeeded;
        for (const Outcome& outcome : outcomes_) {
            succeeded.push_back(outcome.succeeded);
        }
        return succeeded;
    }

    /// The refusals of those that failed, in the order they were added.
    [[nodiscard]] std::vector<ErrorCode> refusals() const {
        std::vector<ErrorCode> codes;
        for (const Outcome& outcome : outcomes_) {
            if (outcome.refusal) {
                codes.push_back(*outcome.refusal);
            }
        }
        return codes;
    }

    /// How many ended with a bug.
    [[nodiscard]] int bugs() const {
        return bugs_;
    }

private:
    struct Outcome {
        bool succeeded = false;
        std::optional<ErrorCode> refusal;
    };

    static Task<void> note(Task<Result<void>> task, Outcome& outcome) {
        auto result = co_await std::move(task);
        outcome.succeeded = result.has_value();
        if (!result) {
            outcome.refusal = result.error().code();
        }
    }

    BackendStorage& data_;
    BlockingExecutor executor_;
    Executor::Scope scope_{executor_};
    std::deque<Outcome> outcomes_;
    std::size_t started_ = 0;
    std::size_t ended_ = 0;
    bool done_ = true;
    int bugs_ = 0;
};

}  // namespace hako::steps
