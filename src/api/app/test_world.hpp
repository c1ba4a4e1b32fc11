// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/app/front.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/run_blocking.hpp"
#include "crypto/password_hasher.hpp"
#include "domain/backends/directory.hpp"
#include "domain/folder_changes.hpp"
#include "domain/sessions/authenticator.hpp"
#include "storage/sqlite/storage.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::api::app {

/// Stands still until it is told; from every thread.
class SteppingClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override {
        return millis_.load();
    }

    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return std::chrono::steady_clock::time_point(std::chrono::milliseconds(millis_.load()));
    }

    void pass(std::chrono::milliseconds time) {
        millis_ += time.count();
    }

private:
    std::atomic<UnixMillis> millis_{1'700'000'000'000};
};

/// One backend over the embedded engine in a folder of its own, its accounts, and apps that call
/// in the words of the domain.
class AccountWorld {
public:
    AccountWorld();
    ~AccountWorld();
    AccountWorld(const AccountWorld&) = delete;
    AccountWorld& operator=(const AccountWorld&) = delete;

    /// The caller of a call from `device` with a session; the refusal's code when there is none.
    Result<AppCaller> enter(
        const std::optional<std::string>& session,
        std::string device = "phone",
        sessions::DeadSession dead = sessions::DeadSession::refused
    );

    /// Whoever shows no session.
    AppCaller guest(std::string device = "phone");

    /// Registers a user with the password "secret".
    sessions::Login register_user(const std::string& username);

    Result<sessions::Login> log_in(
        const std::string& username,
        const std::string& password = "secret",
        const std::string& device = "phone"
    );

    Result<sessions::Login>
    auto_log_in(const crypto::Secret& token, const std::string& device = "phone");

    bool is_live(const crypto::Secret& session);

    /// The stored session; a failure of the test when there is none.
    sessions::Session stored(const crypto::Secret& session);

    /// Waits until what was begun before is on disk.
    void settle();

    /// Changes settings of the backend.
    void set(std::vector<std::string> assignments);

    /// Has passwords hashed at another cost from now on.
    void raise_cost();

    std::string password_hash_of(const std::string& username);

    BackendStorage& data();

    SteppingClock clock;

private:
    std::shared_ptr<const backends::Entry> entry();

    /// As run_blocking, on an executor that lives as long as the world: what nobody waits for comes
    /// back to it.
    template <class T>
    T run(Task<T> task) {
        const Executor::Scope scope(executor_);
        std::optional<T> value;
        bool done = false;
        start(
            [](Task<T> inner, std::optional<T>& out) -> Task<void> {
                out.emplace(co_await std::move(inner));
            }(std::move(task), value),
            [&done](const std::exception_ptr&) { done = true; }
        );
        executor_.run_until(done);
        return *std::move(value);
    }

    BlockingExecutor executor_;
    std::filesystem::path folder_;
    SystemRandom random_;
    NullLog log_;
    Metrics metrics_;
    std::unique_ptr<sqlite::Storage> storage_;
    std::unique_ptr<backends::Directory> directory_;
    std::unique_ptr<FolderChanges> changes_;
    std::unique_ptr<crypto::PasswordHasher> hasher_;
    sessions::Authenticator authenticator_{clock};
    std::unique_ptr<sessions::AccountService> accounts_;
    std::optional<BackendId> backend_;
    OperatorCaller operator_ = OperatorCaller::of_data_folder();
};

}  // namespace hako::api::app
