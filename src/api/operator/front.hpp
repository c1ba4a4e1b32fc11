// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/backends/backend_service.hpp"
#include "domain/callers.hpp"
#include "domain/keys/key_service.hpp"
#include "domain/push/credential_service.hpp"
#include "domain/push/doctor.hpp"
#include "rpc/method.hpp"
#include "rpc/registry.hpp"

#include <cstdint>

/// The operator's front: what the command line asks for, the same way beside a running server
/// (through the control socket of the data folder) and without one (in its own process).
namespace hako::api::operator_front {

/// Who may call a method of this front.
enum class Access : std::uint8_t {
    data_folder,  ///< whoever holds the data folder, or reaches its control socket
};

/// What the methods work with.
struct Services {
    const backends::BackendService& backends;
    const keys::KeyService& keys;
    const push::CredentialService& credentials;
    const push::Doctor& doctor;
};

using Method = rpc::Method<OperatorCaller, Services>;
using Registry = rpc::Registry<OperatorCaller, Services>;

/// `backend.*`, `key.*`, `push.*` and `rpc.discover`. Made once, at start-up.
Registry make_registry();

}  // namespace hako::api::operator_front

template <>
struct hako::rpc::AccessPolicy<hako::OperatorCaller> {
    using Rule = api::operator_front::Access;

    static Result<void> permits(Rule rule, const OperatorCaller& caller);
};
