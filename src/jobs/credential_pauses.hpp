// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "domain/push/credentials.hpp"
#include "domain/push/push_gateway.hpp"
#include "jobs/push_policy.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace hako::jobs {

/// Names the credential that a dispatch is sent with. Backends that were given the same key or
/// account share a name, and another one is there after a change; so a pause holds for all who
/// would be refused together, and ends with what caused it.
class CredentialNames {
public:
    explicit CredentialNames(const push::CredentialSource& source) : source_(source) {}

    /// Empty: the backend has none for this platform and environment.
    const std::string&
    name(const BackendId& backend, push::Platform platform, push::ApnsEnvironment environment);

private:
    struct Known {
        std::int64_t version = 0;
        std::string name;
    };

    const push::CredentialSource& source_;
    /// So that a key is not hashed for every dispatch.
    std::map<std::tuple<BackendId, push::Platform, push::ApnsEnvironment>, Known> known_;
};

/// Which credentials pause, on the provider's word. After a pause one dispatch goes first, alone:
/// only when its answer is no reason to pause again do the others follow.
///
/// Kept in memory: after a restart the provider says it again, to one dispatch in flight at a time
/// no longer, but to what is in flight at once.
class CredentialPauses {
public:
    explicit CredentialPauses(const Policy& policy) : policy_(policy) {}

    /// Whether a dispatch may go with the credential now; if not, when to ask again. `ticket` is
    /// the dispatch's: it may become the one that goes first.
    std::optional<UnixMillis>
    held_until(const std::string& credential, std::uint64_t ticket, UnixMillis now);

    /// As held_until, when nothing is sent.
    [[nodiscard]] std::optional<UnixMillis>
    would_hold_until(const std::string& credential, UnixMillis now) const;

    /// How many dispatches may go before the next answer: 0 or 1; empty: as many as there are.
    [[nodiscard]] std::optional<std::size_t> room(const std::string& credential, UnixMillis now)
        const;

    /// Takes the answer to a dispatch in. True when the credential begins to pause with it.
    bool answered(
        const std::string& credential,
        std::uint64_t ticket,
        const push::Outcome& outcome,
        UnixMillis now
    );

    /// No answer came to a dispatch in time.
    void lost(const std::string& credential, std::uint64_t ticket, UnixMillis now);

private:
    struct Pause {
        UnixMillis until = 0;
        int strikes = 0;
        std::optional<std::uint64_t> first;  ///< the dispatch that is under way alone
    };

    void hold(Pause& pause, UnixMillis until);

    const Policy& policy_;
    std::map<std::string, Pause> pauses_;
};

}  // namespace hako::jobs
