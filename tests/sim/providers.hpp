// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/credentials.hpp"
#include "domain/push/push_gateway.hpp"
#include "tests/sim/world.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace hako::sim {

/// What is true of a token, whatever the backend believes.
struct TokenTruth {
    push::ApnsEnvironment environment = push::ApnsEnvironment::production;
    bool is_alive = true;
    UnixMillis dead_since = 0;
};

/// A provider's answer and how long it takes.
struct Answer {
    push::Outcome outcome;
    UnixMillis latency = 0;
    bool was_taken = false;  ///< the device gets it, whatever the answer says
};

/// APNs and FCM as one, with everything that they do wrong.
class Providers {
public:
    explicit Providers(SimRandom& random) : random_(random) {}

    /// `is_refused`: the credential is one that the provider does not take.
    Answer answer(const push::Dispatch& dispatch, bool has_credential, bool is_refused);

    std::map<std::string, TokenTruth> tokens;

private:
    Answer trouble();
    push::Outcome judge(const push::Dispatch& dispatch);
    std::optional<std::chrono::seconds> maybe_retry_after();

    SimRandom& random_;
};

/// The operator's credentials: some are missing, some are wrong until they are replaced.
class ModelCredentials final : public push::CredentialSource {
public:
    [[nodiscard]] std::shared_ptr<const push::Credentials> find(const BackendId& backend
    ) const override {
        const auto found = given.find(backend.text());
        return found == given.end() ? nullptr : found->second;
    }

    /// Gives the backend new ones, of this version.
    void give(const BackendId& backend, std::int64_t version, SimRandom& random);

    /// The version of what a dispatch uses; empty when there is none.
    [[nodiscard]] std::optional<std::int64_t> version_for(const push::Dispatch& dispatch) const;

    std::map<std::string, std::shared_ptr<const push::Credentials>> given;
    /// Those that the provider refuses: backend and version.
    std::map<std::string, std::int64_t> refused;
};

}  // namespace hako::sim
