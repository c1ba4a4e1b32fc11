// SPDX-License-Identifier: Apache-2.0
#include "domain/backends/backend_service.hpp"

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "domain/backends/settings.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace hako::backends {
namespace {

// The upstream shapes: ids are 12 bytes, an app key is 32, each in hex.
constexpr std::size_t kIdBytes = 12;
constexpr std::size_t kAppKeyBytes = 32;

template <std::size_t Bytes>
std::string random_hex(Random& random) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<std::byte, Bytes> bytes{};
    random.fill(bytes);
    std::string text;
    text.reserve(Bytes * 2);
    for (const auto byte : bytes) {
        text += kDigits[std::to_integer<std::size_t>(byte >> 4U)];
        text += kDigits[std::to_integer<std::size_t>(byte & std::byte{0x0F})];
    }
    return text;
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20U || byte == 0x7FU;
}

Result<void> check_name(std::string_view name) {
    const auto characters = count_code_points(name);
    if (!characters || std::any_of(name.begin(), name.end(), is_control)) {
        return Error::invalid_param("name", "A backend's name is text without control characters.");
    }
    if (*characters < 1 || *characters > limits::kBackendNameCharactersMax) {
        return Error::invalid_param(
            "name",
            "A backend's name has 1 to " + std::to_string(limits::kBackendNameCharactersMax) +
                " characters."
        );
    }
    return {};
}

}  // namespace

Task<Result<Backend>> BackendService::create(const OperatorCaller&, std::string name) const {
    HAKO_CO_TRY(check_name(name));
    const auto id = BackendId::parse(random_hex<kIdBytes>(random_));
    check(id.has_value(), "a random backend id is well-formed");
    const Backend backend{
        .id = *id,
        .name = std::move(name),
        .app_key = random_hex<kAppKeyBytes>(random_),
        .push_project_id = random_hex<kIdBytes>(random_),
        .settings = {},
        .created_at = clock_.now(),
    };
    auto work = [&backend](SystemTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto all, co_await tx.backends().list());
        if (all.size() >= limits::kBackendsMax) {
            Error full(ErrorCode::invalid_operation);
            full.add_param(
                "name",
                "A data folder has at most " + std::to_string(limits::kBackendsMax) + " backends."
            );
            co_return full;
        }
        co_return co_await tx.backends().insert(backend);
    };
    auto making = changes_.make<void>(std::move(work));
    HAKO_CO_TRY(co_await std::move(making));
    co_return backend;
}

Task<Result<std::vector<Backend>>> BackendService::list(const OperatorCaller&) const {
    auto work = [](SystemTransaction& tx) { return tx.backends().list(); };
    auto reading = write<std::vector<Backend>>(storage_.writes(), work);
    co_return co_await std::move(reading);
}

Task<Result<Backend>> BackendService::get(const OperatorCaller&, BackendId id) const {
    auto work = [&id](SystemTransaction& tx) { return require_backend(tx, id); };
    auto reading = write<Backend>(storage_.writes(), work);
    co_return co_await std::move(reading);
}

Task<Result<void>> BackendService::rename(const OperatorCaller&, BackendId id, std::string name)
    const {
    HAKO_CO_TRY(check_name(name));
    auto work = [&id, &name](SystemTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(auto backend, co_await require_backend(tx, id));
        backend.name = name;
        co_return co_await tx.backends().update(backend);
    };
    auto making = changes_.make<void>(std::move(work));
    co_return co_await std::move(making);
}

Task<Result<Settings>> BackendService::set(
    const OperatorCaller&,
    BackendId id,
    std::vector<std::string> assignments
) const {
    auto work = [&id, &assignments](SystemTransaction& tx) -> Task<Result<Settings>> {
        HAKO_CO_TRY_ASSIGN(auto backend, co_await require_backend(tx, id));
        HAKO_CO_TRY_ASSIGN(backend.settings, with_assignments(backend.settings, assignments));
        HAKO_CO_TRY(co_await tx.backends().update(backend));
        co_return backend.settings;
    };
    auto making = changes_.make<Settings>(std::move(work));
    co_return co_await std::move(making);
}

Task<Result<void>> BackendService::erase(const OperatorCaller&, BackendId id) const {
    auto work = [&id](SystemTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY(co_await require_backend(tx, id));
        co_return co_await tx.backends().erase(id);
    };
    auto making = changes_.make<void>(std::move(work));
    HAKO_CO_TRY(co_await std::move(making));
    storage_.remove_erased();
    co_return Result<void>();
}

}  // namespace hako::backends
