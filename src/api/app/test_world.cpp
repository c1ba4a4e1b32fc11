// SPDX-License-Identifier: Apache-2.0
#include "api/app/test_world.hpp"

#include "base/check.hpp"
#include "domain/backends/backend_service.hpp"

#include <cstdlib>
#include <system_error>
#include <utility>

namespace hako::api::app {
namespace {

// As cheap as libsodium allows: how hard a hash is, is not tested here.
constexpr crypto::PasswordCost kCheap{.memory_bytes = 8192, .passes = 1};
constexpr crypto::PasswordCost kDearer{.memory_bytes = 16384, .passes = 1};

std::filesystem::path make_folder() {
    std::string path = (std::filesystem::temp_directory_path() / "hako-test-XXXXXX").string();
    check(::mkdtemp(path.data()) != nullptr, "a temporary folder can be made");
    return path;
}

sqlite::StorageOptions options_for(const std::string& folder) {
    return {
        .folder = folder,
        .scan_time_max = std::chrono::seconds(10),
        .slow_query_time = std::chrono::seconds(10),
        .scan_threads = 1,
        .scan_queue_max = 100,
    };
}

/// Many tests guess on purpose.
sessions::AttemptLimiter::Options without_limits() {
    sessions::AttemptLimiter::Options options;
    options.account_failures_free = 1'000'000;
    options.address_failures_free = 1'000'000;
    return options;
}

}  // namespace

AccountWorld::AccountWorld()
    : folder_(make_folder()),
      storage_(sqlite::Storage::open(options_for(folder_.string()), clock, random_, log_, metrics_)
                   .value()),
      directory_(std::make_unique<backends::Directory>(*storage_, clock)),
      changes_(std::make_unique<FolderChanges>(*storage_, *directory_)) {
    const backends::BackendService backends(*storage_, *changes_, clock, random_);
    backend_ = run_blocking(backends.create(operator_, "test")).value().id;
    crypto::PasswordHasher::Options cheap;
    cheap.cost = kCheap;
    hasher_ = std::make_unique<crypto::PasswordHasher>(cheap);
    accounts_ =
        std::make_unique<sessions::AccountService>(clock, random_, *hasher_, without_limits());
}

AccountWorld::~AccountWorld() {
    settle();
    storage_->stop();
    directory_.reset();
    storage_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::shared_ptr<const backends::Entry> AccountWorld::entry() {
    return directory_->find(backend_->text());
}

Result<AppCaller> AccountWorld::enter(
    const std::optional<std::string>& session,
    std::string device,
    sessions::DeadSession dead
) {
    const auto backend = entry();
    sessions::Shown shown;
    shown.app_key = backend->backend.app_key;
    shown.device = device;
    shown.has_session = session.has_value();
    if (session) {
        shown.session = *session;
    }
    HAKO_TRY(sessions::Authenticator::check(backend.get(), shown));
    return run(authenticator_.enter(backend, shown, dead));
}

AppCaller AccountWorld::guest(std::string device) {
    return enter(std::nullopt, std::move(device)).value();
}

sessions::Login AccountWorld::register_user(const std::string& username) {
    const AppCaller caller = guest();
    Error wrong(ErrorCode::invalid_params);
    auto credentials =
        users::Credentials::check(username, "secret", caller.backend().backend.settings, wrong);
    check(credentials.has_value(), "a user of the test");
    auto made =
        run_blocking(accounts_->register_user(caller, *std::move(credentials), Properties()));
    return std::move(made).value();
}

Result<sessions::Login> AccountWorld::log_in(
    const std::string& username,
    const std::string& password,
    const std::string& device
) {
    const AppCaller caller = guest(device);
    return run_blocking(accounts_->log_in(caller, username, crypto::Secret(password), std::nullopt)
    );
}

Result<sessions::Login>
AccountWorld::auto_log_in(const crypto::Secret& token, const std::string& device) {
    const AppCaller caller = guest(device);
    return run_blocking(accounts_->auto_log_in(caller, crypto::Secret(std::string(token.reveal())))
    );
}

bool AccountWorld::is_live(const crypto::Secret& session) {
    return enter(std::string(session.reveal())).has_value();
}

sessions::Session AccountWorld::stored(const crypto::Secret& session) {
    const auto found =
        run_blocking(data().sessions().find(crypto::sha256(session.reveal()))).value();
    check(found.has_value(), "a session of the test");
    return *found;
}

void AccountWorld::settle() {
    // The writer takes what came before first.
    auto nothing = [](BackendTransaction&) -> Task<Result<void>> { co_return Result<void>(); };
    run(write<void>(data().writes(), std::move(nothing))).value();
}

void AccountWorld::set(std::vector<std::string> assignments) {
    const backends::BackendService backends(*storage_, *changes_, clock, random_);
    run_blocking(backends.set(operator_, *backend_, std::move(assignments))).value();
}

void AccountWorld::raise_cost() {
    crypto::PasswordHasher::Options dearer;
    dearer.cost = kDearer;
    auto hasher = std::make_unique<crypto::PasswordHasher>(dearer);
    accounts_ =
        std::make_unique<sessions::AccountService>(clock, random_, *hasher, without_limits());
    hasher_ = std::move(hasher);
}

std::string AccountWorld::password_hash_of(const std::string& username) {
    const auto key = users::UsernameKey::of(username);
    return run_blocking(data().sessions().find_user(key)).value()->password_hash;
}

BackendStorage& AccountWorld::data() {
    return *entry()->storage;
}

}  // namespace hako::api::app
