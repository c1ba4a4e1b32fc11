// SPDX-License-Identifier: Apache-2.0
#include "domain/backends/directory.hpp"

#include "crypto/sha256.hpp"

#include <atomic>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hako::backends {

/// When a key was last used; shared by all pictures that know the key.
class Directory::LastUse {
public:
    explicit LastUse(UnixMillis stored) : seen_(stored), stored_(stored) {}

    /// To the second: a key that is used all the time does not keep writing to a shared cache line.
    void note(UnixMillis now) {
        if (now - seen_.load(std::memory_order_relaxed) >= kMillisBetweenNotes) {
            seen_.store(now, std::memory_order_relaxed);
        }
    }

    /// What is to be stored; empty when it is.
    [[nodiscard]] std::optional<UnixMillis> unstored() const {
        const UnixMillis seen = seen_.load(std::memory_order_relaxed);
        return seen > stored_.load(std::memory_order_relaxed) ? std::optional(seen) : std::nullopt;
    }

    void set_stored(UnixMillis stored) {
        stored_.store(stored, std::memory_order_relaxed);
    }

private:
    static constexpr UnixMillis kMillisBetweenNotes = 1000;

    std::atomic<UnixMillis> seen_;
    std::atomic<UnixMillis> stored_;
};

struct Directory::KeyEntry {
    keys::ManagementKey key;
    std::shared_ptr<const Entry>
        backend;  ///< null: its backend could not be opened, or there is no key
    std::shared_ptr<LastUse> last_use;
};

/// All that is known at one moment.
class Directory::Picture {
public:
    [[nodiscard]] std::shared_ptr<const Entry> find_backend(std::string_view id) const {
        const auto found = backends_.find(id);
        return found == backends_.end() ? nullptr : found->second;
    }

    [[nodiscard]] std::shared_ptr<const Entry> find_push_project(std::string_view id) const {
        const auto found = by_push_project_.find(id);
        return found == by_push_project_.end() ? nullptr : found->second;
    }

    /// Null when there is none.
    [[nodiscard]] const KeyEntry* find_key(const crypto::Sha256& hash) const {
        const auto found = keys_.find(hash);
        return found == keys_.end() ? nullptr : &found->second;
    }

    /// Stands for every key that is none, so that it is judged as one.
    [[nodiscard]] const KeyEntry& nobody() const {
        return nobody_;
    }

    void add(std::shared_ptr<const Entry> backend) {
        by_push_project_.emplace(backend->backend.push_project_id, backend);
        const std::string id = backend->backend.id.text();
        backends_.emplace(id, std::move(backend));
    }

    void add(KeyEntry key) {
        const auto hash = key.key.hash;
        keys_.emplace(hash, std::move(key));
    }

    [[nodiscard]] std::size_t size() const {
        return backends_.size();
    }

    [[nodiscard]] std::vector<std::shared_ptr<const Entry>> all() const {
        std::vector<std::shared_ptr<const Entry>> entries;
        for (const auto& [id, entry] : backends_) {
            entries.push_back(entry);
        }
        return entries;
    }

    template <class Visit>
    void for_each_key(Visit visit) const {
        for (const auto& [hash, entry] : keys_) {
            visit(entry);
        }
    }

private:
    struct IdHash {
        using is_transparent = void;

        std::size_t operator()(std::string_view id) const noexcept {
            return std::hash<std::string_view>()(id);
        }
    };

    static KeyEntry make_nobody() {
        const auto id = keys::KeyId::parse("k0000000000000000");
        const auto backend = BackendId::parse("000000000000000000000000");
        check(id && backend, "ids of zeros are well-formed");
        return {
            .key =
                {
                    .id = *id,
                    .backend = *backend,
                    .name = {},
                    .ranges = {},
                    .expires_at = std::nullopt,
                    .last_used_at = std::nullopt,
                    .revoked_at = std::nullopt,
                },
            .backend = nullptr,
            .last_use = nullptr,
        };
    }

    using Backends =
        std::unordered_map<std::string, std::shared_ptr<const Entry>, IdHash, std::equal_to<>>;

    Backends backends_;
    Backends by_push_project_;
    std::unordered_map<crypto::Sha256, KeyEntry, crypto::Sha256Hash> keys_;
    KeyEntry nobody_ = make_nobody();
};

std::string_view to_string(KeyRefusal refusal) {
    switch (refusal) {
        case KeyRefusal::key_missing:
            return "key_missing";
        case KeyRefusal::key_unknown:
            return "key_unknown";
        case KeyRefusal::backend_unknown:
            return "backend_unknown";
        case KeyRefusal::other_backend:
            return "other_backend";
        case KeyRefusal::revoked:
            return "revoked";
        case KeyRefusal::expired:
            return "expired";
        case KeyRefusal::address_denied:
            return "address_denied";
        case KeyRefusal::api_off:
            return "api_off";
    }
    check(false, "a key refusal outside of its enumeration");
    return {};
}

namespace {

KeyRefusal refusal_of(keys::Verdict verdict) {
    switch (verdict) {
        case keys::Verdict::revoked:
            return KeyRefusal::revoked;
        case keys::Verdict::expired:
            return KeyRefusal::expired;
        case keys::Verdict::address_denied:
            return KeyRefusal::address_denied;
        case keys::Verdict::allowed:
            break;
    }
    return KeyRefusal::api_off;
}

}  // namespace

Directory::Directory(Storage& storage, const Clock& clock)
    : storage_(storage),
      clock_(clock),
      failures_(clock, {}),
      picture_(std::make_shared<const Picture>()) {}

Directory::~Directory() = default;

std::variant<std::shared_ptr<const Entry>, KeyRefusal> Directory::judge(
    std::string_view backend_id,
    std::string_view key,
    const std::optional<IpAddress>& client
) const {
    const auto picture = picture_.get();
    const UnixMillis now = clock_.now();
    // Every step is taken whatever the ones before it showed; only then is the reason picked.
    auto backend = picture->find_backend(backend_id);
    const KeyEntry* found = picture->find_key(crypto::sha256(key));
    const KeyEntry& entry = found != nullptr ? *found : picture->nobody();
    const auto verdict = keys::judge(entry.key, client, now);

    if (found == nullptr) {
        return key.empty() ? KeyRefusal::key_missing : KeyRefusal::key_unknown;
    }
    if (backend == nullptr) {
        return KeyRefusal::backend_unknown;
    }
    if (entry.backend != backend) {
        return KeyRefusal::other_backend;
    }
    if (verdict != keys::Verdict::allowed ||
        backend->backend.settings.management_api == Switch::off) {
        return refusal_of(verdict);
    }
    entry.last_use->note(now);
    return backend;
}

std::variant<ManagementCaller, Refused> Directory::authenticate_management(
    std::string_view backend_id,
    std::string_view key,
    const std::optional<IpAddress>& client
) {
    auto judged = judge(backend_id, key, client);
    if (auto* backend = std::get_if<std::shared_ptr<const Entry>>(&judged)) {
        return ManagementCaller(std::move(*backend));
    }
    Refused refused{std::get<KeyRefusal>(judged), std::nullopt};
    if (client) {
        refused.retry_after = failures_.count_failure(*client);
    }
    return refused;
}

std::optional<NativeCaller> Directory::enter_push_project(std::string_view push_project_id) const {
    auto backend = picture_.get()->find_push_project(push_project_id);
    return backend ? std::optional(NativeCaller(std::move(backend))) : std::nullopt;
}

std::shared_ptr<const Entry> Directory::find(std::string_view backend_id) const {
    return picture_.get()->find_backend(backend_id);
}

std::vector<std::shared_ptr<const Entry>> Directory::all() const {
    return picture_.get()->all();
}

std::size_t Directory::size() const {
    return picture_.get()->size();
}

Result<void> Directory::changed(FolderContents contents) {
    const std::scoped_lock lock(changing_);
    if (contents.number <= last_number_) {
        return {};
    }
    last_number_ = contents.number;
    const auto before = picture_.get();
    auto after = std::make_shared<Picture>();
    std::optional<Error> failed;
    for (auto& backend : contents.backends) {
        const auto known = before->find_backend(backend.id.text());
        auto storage = known ? Result<std::shared_ptr<BackendStorage>>(known->storage)
                             : storage_.open_backend(backend.id);
        if (!storage) {
            failed = std::move(storage).error();
            continue;
        }
        after->add(std::make_shared<const Entry>(std::move(backend), *std::move(storage)));
    }
    for (auto& key : contents.keys) {
        const KeyEntry* known = before->find_key(key.hash);
        auto last_use = known != nullptr ? known->last_use
                                         : std::make_shared<LastUse>(key.last_used_at.value_or(0));
        auto backend = after->find_backend(key.backend.text());
        after->add(KeyEntry{std::move(key), std::move(backend), std::move(last_use)});
    }
    picture_.replace(std::move(after));
    return failed ? Result<void>(*std::move(failed)) : Result<void>();
}

Task<Result<void>> Directory::flush() {
    const auto picture = picture_.get();
    std::vector<std::pair<keys::KeyId, UnixMillis>> uses;
    std::vector<std::pair<std::shared_ptr<LastUse>, UnixMillis>> noted;
    picture->for_each_key([&](const KeyEntry& entry) {
        if (const auto seen = entry.last_use->unstored()) {
            uses.emplace_back(entry.key.id, *seen);
            noted.emplace_back(entry.last_use, *seen);
        }
    });
    if (uses.empty()) {
        co_return Result<void>();
    }
    auto work = [&uses](SystemTransaction& tx) { return tx.keys().set_last_used(uses); };
    auto writing = write<void>(storage_.writes(), work);
    HAKO_CO_TRY(co_await std::move(writing));
    for (const auto& [last_use, seen] : noted) {
        last_use->set_stored(seen);
    }
    co_return Result<void>();
}

}  // namespace hako::backends
