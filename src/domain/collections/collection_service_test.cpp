// SPDX-License-Identifier: Apache-2.0
#include "domain/collections/collection_service.hpp"

#include "base/limits.hpp"
#include "base/run_blocking.hpp"
#include "domain/backends/backend_service.hpp"
#include "domain/backends/directory.hpp"
#include "domain/keys/key_service.hpp"
#include "domain/testing/fake_folder.hpp"

#include <gtest/gtest.h>

// What is hard to bring about in a real storage: limits of thousands, and writes that fail. The use
// cases themselves are tested over the embedded engine, with the methods that call them
// (api/management/).
namespace hako::collections {
namespace {

/// Says it has as many collections as it is told to, and none of any name.
class CrowdedStore final : public CollectionStore {
public:
    Task<Result<std::optional<CollectionRef>>> find(const CollectionName&) override {
        return Task<Result<std::optional<CollectionRef>>>::ready(std::optional<CollectionRef>());
    }

    Task<Result<std::size_t>> count() override {
        return Task<Result<std::size_t>>::ready(collection_count);
    }

    Task<Result<void>> insert(const CollectionName&, const Config&, UnixMillis) override {
        ++collection_count;
        return done();
    }

    Task<Result<void>> set_config(const CollectionRef&, const Config&, UnixMillis) override {
        return done();
    }

    Task<Result<void>> drop(const CollectionRef&) override {
        return done();
    }

    Task<Result<std::vector<Index>>> indexes(const CollectionRef&) override {
        return Task<Result<std::vector<Index>>>::ready(std::vector<Index>());
    }

    Task<Result<void>> insert_index(const CollectionRef&, const Index&) override {
        return done();
    }

    Task<Result<void>> drop_index(const CollectionRef&, const std::vector<monaql::Path>&) override {
        return done();
    }

    std::size_t collection_count = 0;

private:
    static Task<Result<void>> done() {
        return Task<Result<void>>::ready(Result<void>());
    }
};

class CrowdedTransaction final : public BackendTransaction {
public:
    explicit CrowdedTransaction(CollectionStore& store) : store_(store) {}

    CollectionStore& collections() override {
        return store_;
    }

    items::ItemStore& items() override {
        throw Bug("no items here", std::source_location::current());
    }

    users::UserStore& users() override {
        throw Bug("no users here", std::source_location::current());
    }

    devices::DeviceStore& devices() override {
        throw Bug("no devices here", std::source_location::current());
    }

    push::PushStore& pushes() override {
        throw Bug("no pushes here", std::source_location::current());
    }

private:
    CollectionStore& store_;
};

/// Runs every write at once, on the calling thread, on one store.
class CrowdedData final : public BackendStorage, private WriteQueue<BackendTransaction> {
public:
    WriteQueue<BackendTransaction>& writes() override {
        return *this;
    }

    CollectionReader& collections() override {
        return nothing_.collections();
    }

    items::ItemReader& items() override {
        return nothing_.items();
    }

    users::UserReader& users() override {
        return nothing_.users();
    }

    devices::DeviceReader& devices() override {
        return nothing_.devices();
    }

    push::PushReader& pushes() override {
        return nothing_.pushes();
    }

    push::PushQueue& push_queue() override {
        return nothing_.push_queue();
    }

    CrowdedStore store;
    std::optional<Error> next_failure;

private:
    bool enqueue(WriteJob<BackendTransaction>& job) override {
        if (next_failure) {
            job.fail(*std::exchange(next_failure, std::nullopt));
            return false;
        }
        CrowdedTransaction transaction(store);
        static_cast<void>(job.run(transaction).run_now());
        return false;  // It is done: the coroutine goes on by itself.
    }

    testing::NoBackendData nothing_;
};

class CollectionServiceTest : public ::testing::Test {
protected:
    CollectionServiceTest() {
        folder.data = data;
        const auto who = OperatorCaller::of_data_folder();
        const backends::BackendService backends(folder, changes, clock, random);
        const keys::KeyService keys(folder, changes, clock, random);
        const auto backend = run_blocking(backends.create(who, "a")).value();
        keys::KeyRequest request{.backend = backend.id, .ranges = {}, .name = {}, .expires_at = {}};
        const auto key = run_blocking(keys.create(who, std::move(request))).value();
        auto entered = directory.authenticate_management(
            backend.id.text(), key.secret.reveal(), IpAddress::parse("127.0.0.1")
        );
        caller.emplace(std::get<ManagementCaller>(std::move(entered)));
    }

    Result<void> create() {
        std::string why;
        auto name = CollectionName::parse("a", why).value();
        return run_blocking(service.create(*caller, std::move(name), {}));
    }

    testing::FakeClock clock;
    testing::CountingRandom random;
    testing::FakeFolder folder;
    std::shared_ptr<CrowdedData> data = std::make_shared<CrowdedData>();
    backends::Directory directory{folder, clock};
    FolderChanges changes{folder, directory};
    CollectionService service{clock};
    std::optional<ManagementCaller> caller;
};

TEST_F(CollectionServiceTest, one_collection_too_many_is_refused) {
    data->store.collection_count = limits::kCollectionsPerBackendMax - 1;
    EXPECT_TRUE(create());
    const auto refused = create();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::invalid_operation);
    EXPECT_EQ(refused.error().params()[0].name, "_id");
    EXPECT_EQ(refused.error().params()[0].text.text(), "A backend has at most 10000 collections.");
    EXPECT_EQ(data->store.collection_count, limits::kCollectionsPerBackendMax);
}

TEST_F(CollectionServiceTest, a_write_that_was_not_committed_is_no_success) {
    data->next_failure = Error::unavailable(PrivateDetail("disk full"));
    const auto refused = create();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::unavailable);
    EXPECT_EQ(data->store.collection_count, 0U);
    EXPECT_TRUE(create());
}

}  // namespace
}  // namespace hako::collections
