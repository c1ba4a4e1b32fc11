// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "domain/backends/backend.hpp"
#include "domain/callers.hpp"

#include <optional>
#include <string>

namespace hako::api::management {

/// Adds `pushProjectId` to `wrong` unless it is the push project of the caller's backend. One that
/// could not be read is told already.
inline void check_push_project(
    const std::optional<std::string>& project,
    const ManagementCaller& caller,
    Error& wrong
) {
    if (project && *project != caller.backend().backend.push_project_id) {
        wrong.add_param("pushProjectId", "Push project not found.");
    }
}

}  // namespace hako::api::management
