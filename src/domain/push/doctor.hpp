// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/callers.hpp"
#include "domain/push/credential_codec.hpp"
#include "domain/push/push_gateway.hpp"
#include "domain/system_storage.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hako::push {

/// One sentence on the health of a backend's push.
struct Diagnosis {
    /// `wrong`: pushes do not arrive.
    enum class Weight : std::uint8_t { good, warning, wrong };

    /// What it is about; empty: the whole backend.
    std::optional<CredentialSlot> slot;
    Weight weight = Weight::good;
    std::string text;
};

/// Says in plain words why a backend's pushes would not arrive: looks at each credential, and has
/// each provider asked about a device that does not exist, so that nobody gets a message.
class Doctor {
public:
    struct Ports {
        Storage& storage;
        const crypto::Sealer& sealer;
        PushGateway& gateway;  ///< uses the credentials as the storage has them
        const Clock& clock;
        Random& random;
    };

    explicit Doctor(const Ports& ports) : ports_(ports) {}

    /// `device_token`: an APNs token to find the environment of, with a push that shows nothing;
    /// empty: none. Takes as long as the slowest provider's answer. A backend that does not exist
    /// is invalid_params under `backendId`.
    Task<Result<std::vector<Diagnosis>>>
    examine(const OperatorCaller& caller, BackendId backend, std::string device_token) const;

private:
    const Ports ports_;
};

}  // namespace hako::push
