// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "domain/backends/backend.hpp"

#include <memory>
#include <vector>

namespace hako::jobs {

/// The backends that are open, as they are now. Called on a worker's thread; does not wait.
class BackendSource {
public:
    virtual ~BackendSource() = default;

    [[nodiscard]] virtual std::vector<std::shared_ptr<const backends::Entry>> all() const = 0;

    /// Null when there is none.
    [[nodiscard]] virtual std::shared_ptr<const backends::Entry> find(const BackendId& id
    ) const = 0;
};

}  // namespace hako::jobs
