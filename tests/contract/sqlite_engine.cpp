// SPDX-License-Identifier: Apache-2.0
// The engines that the contract is asked of: the embedded one.

#include "storage/sqlite/connection.hpp"
#include "tests/contract/store_contract.hpp"
#include "tests/storage/open_storage.hpp"
#include "tests/storage/verify.hpp"

#include <optional>

namespace hako::contract {
namespace {

class SqliteEngine final : public Engine {
public:
    SqliteEngine() {
        storage_.emplace(folder_.path());
    }

    BackendStorage& data() override {
        return storage_->data();
    }

    void restart() override {
        storage_.reset();
        storage_.emplace(folder_.path());
    }

    std::int64_t used_bytes() override {
        return sqlite::used_bytes(storage_->file());
    }

    std::string problems() override {
        std::string all;
        for (const auto& problem : sqlite::problems_of(storage_->file())) {
            all += problem + "\n";
        }
        return all;
    }

private:
    sqlite::TestFolder folder_;
    std::optional<sqlite::OpenStorage> storage_;
};

}  // namespace

const std::vector<EngineKind>& engine_kinds() {
    static const std::vector<EngineKind> kinds{{"sqlite", [] {
                                                    return std::make_unique<SqliteEngine>();
                                                }}};
    return kinds;
}

}  // namespace hako::contract
