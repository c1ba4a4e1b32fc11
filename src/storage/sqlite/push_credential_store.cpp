// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/push_credential_store.hpp"

namespace hako::sqlite {
namespace {

using push::CredentialSlot;
using push::ProviderTokenKey;
using push::SealedCredential;
using push::SealedToken;

std::string_view bytes_of(const crypto::Sha256& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

CredentialSlot slot_from(std::int64_t number) {
    check(
        number >= 0 && number <= static_cast<std::int64_t>(CredentialSlot::fcm),
        "a stored slot is one"
    );
    return static_cast<CredentialSlot>(number);
}

}  // namespace

Task<Result<std::vector<SealedCredential>>> CredentialStore::list() {
    return Task<Result<std::vector<SealedCredential>>>::ready(list_now());
}

Result<std::vector<SealedCredential>> CredentialStore::list_now() {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement(
            "SELECT backend_id, slot, version, box, configured_at FROM push_credentials "
            "ORDER BY backend_id, slot"
        )
    );
    StatementUse use(*statement);
    std::vector<SealedCredential> all;
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, use->step());
        if (!row) {
            return all;
        }
        const auto backend = BackendId::parse(use->text(0));
        check(backend.has_value(), "a stored backend id is one");
        all.push_back({
            .backend = *backend,
            .slot = slot_from(use->integer(1)),
            .version = use->integer(2),
            .box = std::string(use->blob(3)),
            .configured_at = use->integer(4),
        });
    }
}

Task<Result<void>> CredentialStore::put(const SealedCredential& credential) {
    return Task<Result<void>>::ready(put_now(credential));
}

Result<void> CredentialStore::put_now(const SealedCredential& credential) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement("INSERT OR REPLACE INTO push_credentials VALUES (?, ?, ?, ?, ?)")
    );
    StatementUse use(*statement);
    use->bind_text(1, credential.backend.text());
    use->bind(2, static_cast<std::int64_t>(credential.slot)).bind(3, credential.version);
    use->bind_blob(4, credential.box).bind(5, credential.configured_at);
    return use->run();
}

Task<Result<bool>> CredentialStore::erase(const BackendId& backend, CredentialSlot slot) {
    return Task<Result<bool>>::ready(erase_now(backend, slot));
}

Result<bool> CredentialStore::erase_now(const BackendId& backend, CredentialSlot slot) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement("DELETE FROM push_credentials WHERE backend_id = ? AND slot = ?")
    );
    StatementUse use(*statement);
    use->bind_text(1, backend.text()).bind(2, static_cast<std::int64_t>(slot));
    HAKO_TRY(use->run());
    return connection_.changes() > 0;
}

Task<Result<std::optional<SealedToken>>> ProviderTokenStore::find(const ProviderTokenKey& key) {
    return Task<Result<std::optional<SealedToken>>>::ready(find_now(key));
}

Result<std::optional<SealedToken>> ProviderTokenStore::find_now(const ProviderTokenKey& key) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement("SELECT issued_at, box FROM provider_tokens "
                              "WHERE team_id = ? AND key_id = ? AND fingerprint = ?")
    );
    StatementUse use(*statement);
    use->bind_text(1, key.team_id).bind_text(2, key.key_id);
    use->bind_blob(3, bytes_of(key.fingerprint));
    HAKO_TRY_ASSIGN(const bool row, use->step());
    if (!row) {
        return std::optional<SealedToken>();
    }
    return std::optional(SealedToken{use->integer(0), std::string(use->blob(1))});
}

Task<Result<std::optional<UnixMillis>>> ProviderTokenStore::newest_of_team(std::string_view team_id
) {
    return Task<Result<std::optional<UnixMillis>>>::ready(newest_now(team_id));
}

Result<std::optional<UnixMillis>> ProviderTokenStore::newest_now(std::string_view team_id) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement("SELECT max(issued_at) FROM provider_tokens WHERE team_id = ?")
    );
    StatementUse use(*statement);
    use->bind_text(1, team_id);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    check(row, "an aggregate gives a row");
    return use->is_null(0) ? std::optional<UnixMillis>() : std::optional(use->integer(0));
}

Task<Result<void>> ProviderTokenStore::put(const ProviderTokenKey& key, const SealedToken& token) {
    return Task<Result<void>>::ready(put_now(key, token));
}

Result<void> ProviderTokenStore::put_now(const ProviderTokenKey& key, const SealedToken& token) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement("INSERT OR REPLACE INTO provider_tokens VALUES (?, ?, ?, ?, ?)")
    );
    StatementUse use(*statement);
    use->bind_text(1, key.team_id).bind_text(2, key.key_id);
    use->bind_blob(3, bytes_of(key.fingerprint)).bind(4, token.issued_at);
    use->bind_blob(5, token.box);
    return use->run();
}

}  // namespace hako::sqlite
