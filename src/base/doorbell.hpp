// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"

namespace hako {

/// Tells a worker that there is something to do. A ring that is lost only costs delay: the worker
/// looks by itself as well.
class Doorbell {
public:
    virtual ~Doorbell() = default;

    /// After the commit that stored the work. Never blocks; callable from every thread.
    virtual void ring(const BackendId& backend) = 0;
};

}  // namespace hako
