// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"
#include "domain/backends/directory.hpp"
#include "jobs/queue_source.hpp"

#include <memory>

namespace hako::server {

/// The queues of the backends that are open, for the push worker. A queue that was given keeps its
/// backend's data open.
class PushQueues final : public jobs::QueueSource {
public:
    explicit PushQueues(const backends::Directory& directory) : directory_(directory) {}

    [[nodiscard]] Queues queues() const override {
        Queues all;
        for (const auto& entry : directory_.all()) {
            all.emplace_back(
                entry->backend.id,
                std::shared_ptr<push::PushQueue>(entry->storage, &entry->storage->push_queue())
            );
        }
        return all;
    }

private:
    const backends::Directory& directory_;
};

}  // namespace hako::server
