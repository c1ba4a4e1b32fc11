// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ip_address.hpp"
#include "base/published.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/backends/backend.hpp"
#include "domain/callers.hpp"
#include "domain/folder_changes.hpp"
#include "domain/keys/failure_limiter.hpp"
#include "domain/system_storage.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace hako::backends {

/// Why a management key was refused: for the log and the metrics. Callers are told none of it.
enum class KeyRefusal : std::uint8_t {
    key_missing,
    key_unknown,
    backend_unknown,
    other_backend,  ///< a key, but not of this backend
    revoked,
    expired,
    address_denied,
    api_off,  ///< everything is right, but the backend's management API is switched off
};

/// The refusal's name as it is spelt in C++.
std::string_view to_string(KeyRefusal refusal);

/// A caller that was not let in.
struct Refused {
    KeyRefusal reason = KeyRefusal::key_missing;
    /// Empty: answered as a wrong key (401). Given: too many wrong keys came from there (429), to
    /// be told in `Retry-After`.
    std::optional<std::chrono::seconds> retry_after;
};

/// Who may enter: all backends and keys of the data folder, in memory.
///
/// What is looked up is one immutable picture, replaced as a whole after each committed change, so
/// a key that is right takes no lock and a key that was revoked is refused from the moment the
/// operator's call returns. Safe to use from every thread.
class Directory final : public FolderWatcher {
public:
    /// Knows nothing until FolderChanges::announce() is done. Both references outlive it.
    Directory(Storage& storage, const Clock& clock);
    ~Directory() override;

    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    /// Judges what a request for `backend_id` showed as its key (empty: none) from the address
    /// `client` (empty: not known, which no key allows).
    ///
    /// Whatever is wrong, the same steps are taken in the same order, so their time tells nothing.
    /// Wrong keys are counted by address; a right one is never refused for their number.
    std::variant<ManagementCaller, Refused> authenticate_management(
        std::string_view backend_id,
        std::string_view key,
        const std::optional<IpAddress>& client
    );

    /// The caller of the backend that has this push project; empty when there is none.
    [[nodiscard]] std::optional<NativeCaller> enter_push_project(std::string_view push_project_id
    ) const;

    /// The backend as it is now; null when there is none.
    [[nodiscard]] std::shared_ptr<const Entry> find(std::string_view backend_id) const;

    /// All backends that are open now, in no order.
    [[nodiscard]] std::vector<std::shared_ptr<const Entry>> all() const;

    /// How many backends are open.
    [[nodiscard]] std::size_t size() const;

    /// Puts the contents in the place of what was known, if they are later. Opens the data of
    /// backends that were not there before (blocks on files); what cannot be opened is left out,
    /// and is the error that is returned.
    Result<void> changed(FolderContents contents) override;

    /// Stores when keys were last used, as far as that is not stored yet. Call it every minute, and
    /// at the end. What could not be stored is tried again the next time.
    Task<Result<void>> flush();

private:
    class Picture;
    class LastUse;
    struct KeyEntry;

    /// A key's owner, or what is wrong with it.
    std::variant<std::shared_ptr<const Entry>, KeyRefusal> judge(
        std::string_view backend_id,
        std::string_view key,
        const std::optional<IpAddress>& client
    ) const;

    Storage& storage_;
    const Clock& clock_;
    keys::FailureLimiter failures_;
    Published<Picture> picture_;
    std::mutex changing_;            ///< held by changed()
    std::uint64_t last_number_ = 0;  ///< guarded by changing_
};

}  // namespace hako::backends
