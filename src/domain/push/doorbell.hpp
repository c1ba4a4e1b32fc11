// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"

namespace hako::push {

/// Tells the worker that there is something to do. A ring that is lost only costs delay: the worker
/// looks by itself as well.
class Doorbell {
public:
    virtual ~Doorbell() = default;

    /// After the commit that stored the work. Never blocks; callable from every thread.
    virtual void ring(const BackendId& backend) = 0;
};

/// Nobody listens: where no worker runs. It will look for itself when it starts.
class NoDoorbell final : public Doorbell {
public:
    void ring(const BackendId&) override {}
};

}  // namespace hako::push
