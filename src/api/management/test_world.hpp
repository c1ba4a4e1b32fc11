// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/management/front.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/password_hasher.hpp"
#include "domain/backends/backend_service.hpp"
#include "domain/backends/directory.hpp"
#include "domain/folder_changes.hpp"
#include "domain/keys/key_service.hpp"
#include "json/document.hpp"
#include "rpc/observer.hpp"
#include "storage/sqlite/storage.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hako::api::management {

/// A folder of its own that is gone at the end.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] std::string path() const {
        return path_.string();
    }

private:
    std::filesystem::path path_;
};

/// Remembers nothing but the last bug.
class TestObserver final : public rpc::Observer {
public:
    void call_ended(const rpc::CallReport&) override {}

    std::string bug_caught(std::string_view method, std::string_view what) override;

    std::string bug;
};

/// The management front over the embedded engine in a folder of its own, with one backend and a
/// caller who showed its key.
class TestWorld {
public:
    TestWorld();
    ~TestWorld();
    TestWorld(const TestWorld&) = delete;
    TestWorld& operator=(const TestWorld&) = delete;

    /// The reply to a body, from the caller of the first backend or from `caller`.
    std::string answer(std::string_view body);
    std::string answer(std::string_view body, const ManagementCaller& caller);

    /// The JSON of the result of one call. A failure of the test when it is an error.
    std::string ok(std::string_view method, std::string_view params = "{}");

    /// The JSON of the `data` of the -32602 that one call is answered with. A failure of the test
    /// when it is anything else.
    std::string wrong(std::string_view method, std::string_view params = "{}");

    /// The code of the error of one call; "(none)" for a result.
    std::string code(std::string_view method, std::string_view params = "{}");

    /// Changes settings of the first backend. Callers that got in before keep the old ones.
    void set(std::vector<std::string> assignments);

    /// A caller of a backend of that name, which is made.
    ManagementCaller enter_new_backend(const std::string& name);

    [[nodiscard]] const ManagementCaller& caller() const {
        return *caller_;
    }

    [[nodiscard]] const Registry& registry() const {
        return registry_;
    }

private:
    ManagementCaller enter();

    TemporaryFolder folder_;
    SystemClock clock_;
    SystemRandom random_;
    NullLog log_;
    Metrics metrics_;
    std::unique_ptr<sqlite::Storage> storage_;
    std::unique_ptr<backends::Directory> directory_;
    std::unique_ptr<FolderChanges> changes_;
    crypto::PasswordHasher hasher_;
    collections::CollectionService collections_{clock_};
    items::ItemService items_{clock_};
    users::UserService users_{clock_, hasher_};
    push::PushService pushes_{clock_};
    Services services_{collections_, items_, users_, pushes_};
    Registry registry_ = make_registry();
    TestObserver observer_;
    OperatorCaller operator_ = OperatorCaller::of_data_folder();
    std::optional<BackendId> backend_;
    std::string key_;
    std::unique_ptr<ManagementCaller> caller_;
};

/// The JSON text of a member at a path of an object's text; "(none)" when there is none.
std::string member(std::string_view json, std::string_view path);

/// The characters of a string's JSON text.
std::string text(std::string_view json);

}  // namespace hako::api::management
