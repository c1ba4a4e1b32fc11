// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "domain/push/push_queue.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace hako::jobs {

/// Where the worker finds the queues: one for each backend that there is.
class QueueSource {
public:
    virtual ~QueueSource() = default;

    using Queues = std::vector<std::pair<BackendId, std::shared_ptr<push::PushQueue>>>;

    /// All of them now. Called on the worker's thread; does not wait.
    [[nodiscard]] virtual Queues queues() const = 0;
};

}  // namespace hako::jobs
