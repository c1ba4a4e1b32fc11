// SPDX-License-Identifier: Apache-2.0
#include "domain/system_storage.hpp"

#include <algorithm>

namespace hako {

Error no_such_backend() {
    return Error::invalid_param("backendId", "Backend not found.");
}

Task<Result<backends::Backend>>
require_backend(SystemTransaction& transaction, const BackendId& id) {
    HAKO_CO_TRY_ASSIGN(auto all, co_await transaction.backends().list());
    const auto found = std::find_if(all.begin(), all.end(), [&](const backends::Backend& backend) {
        return backend.id == id;
    });
    if (found == all.end()) {
        co_return no_such_backend();
    }
    co_return std::move(*found);
}

}  // namespace hako
