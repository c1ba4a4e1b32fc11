// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "domain/push/push_queue.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace hako::jobs {

/// What the worker knows of one backend.
struct Lane {
    Lane(BackendId its_backend, std::shared_ptr<push::PushQueue> its_queue)
        : backend(std::move(its_backend)), queue(std::move(its_queue)) {}

    BackendId backend;
    std::shared_ptr<push::PushQueue> queue;

    UnixMillis due = 0;         ///< when it is looked at next
    bool is_looking = false;    ///< a look is under way
    bool was_rung = false;      ///< since the look began
    bool is_hungry = false;     ///< the last claim got all it asked for
    bool is_gone = false;       ///< the backend was deleted
    std::int64_t failures = 0;  ///< looks that failed, one after the other

    std::vector<push::DeliveryRecord> records;  ///< how deliveries ended, not kept yet
    UnixMillis record_at = 0;                   ///< when they are kept
    bool is_recording = false;
    std::int64_t record_failures = 0;

    std::size_t in_flight = 0;
    std::int64_t unfinished = 0;  ///< as last counted
    UnixMillis count_at = 0;      ///< when it is counted again

    [[nodiscard]] bool is_idle() const {
        return !is_looking && !is_recording && records.empty() && in_flight == 0;
    }
};

}  // namespace hako::jobs
