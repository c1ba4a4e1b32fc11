// SPDX-License-Identifier: Apache-2.0
#include "domain/backends/backend_service.hpp"

#include "base/limits.hpp"
#include "base/run_blocking.hpp"
#include "domain/testing/fake_folder.hpp"

#include <gtest/gtest.h>

namespace hako::backends {
namespace {

class BackendServiceTest : public ::testing::Test {
protected:
    Result<Backend> create(const std::string& name) {
        return run_blocking(service.create(operator_, name));
    }

    template <class T>
    static std::string refusal(const Result<T>& result, std::string_view parameter) {
        if (result) {
            return "not refused";
        }
        EXPECT_EQ(result.error().params().size(), 1U);
        EXPECT_EQ(result.error().params()[0].name, parameter);
        return result.error().params()[0].text.text();
    }

    const BackendId unknown_ = *BackendId::parse("ffffffffffffffffffffffff");
    const OperatorCaller operator_ = OperatorCaller::of_data_folder();
    testing::FakeClock clock;
    testing::CountingRandom random;
    testing::FakeFolder folder;
    NoFolderWatcher watcher;
    FolderChanges changes{folder, watcher};
    BackendService service{folder, changes, clock, random};
};

TEST_F(BackendServiceTest, creates_with_ids_of_their_own) {
    const auto first = create("My app").value();
    const auto second = create("My app").value();
    EXPECT_EQ(first.name, "My app");
    EXPECT_EQ(first.created_at, clock.millis);
    EXPECT_EQ(first.app_key.size(), 64U);
    EXPECT_EQ(first.push_project_id.size(), 24U);
    EXPECT_NE(first.id, second.id);
    EXPECT_NE(first.app_key, second.app_key);
    EXPECT_NE(first.push_project_id, second.push_project_id);
    EXPECT_NE(first.push_project_id, first.id.text());
    EXPECT_EQ(run_blocking(service.list(operator_)).value().size(), 2U);
}

TEST_F(BackendServiceTest, refuses_names_that_are_none) {
    EXPECT_EQ(refusal(create(""), "name"), "A backend's name has 1 to 100 characters.");
    EXPECT_EQ(
        refusal(create(std::string(101, 'a')), "name"), "A backend's name has 1 to 100 characters."
    );
    for (const std::string name : {"a\nb", "\x7f", "a\tb", "\xff"}) {
        EXPECT_EQ(
            refusal(create(name), "name"), "A backend's name is text without control characters."
        );
    }
    EXPECT_TRUE(folder.rows.backends.empty());
    std::string longest;
    for (int i = 0; i < 100; ++i) {
        longest += "箱";
    }
    EXPECT_TRUE(create(longest));
}

TEST_F(BackendServiceTest, refuses_one_backend_too_many) {
    const auto first = create("a").value();
    folder.rows.backends.assign(limits::kBackendsMax, first);
    const auto refused = create("b");
    EXPECT_EQ(refusal(refused, "name"), "A data folder has at most 10000 backends.");
    EXPECT_EQ(refused.error().code(), ErrorCode::invalid_operation);
}

TEST_F(BackendServiceTest, renames) {
    const auto backend = create("a").value();
    ASSERT_TRUE(run_blocking(service.rename(operator_, backend.id, "b")));
    EXPECT_EQ(run_blocking(service.get(operator_, backend.id)).value().name, "b");
    EXPECT_EQ(
        refusal(run_blocking(service.rename(operator_, backend.id, "")), "name"),
        "A backend's name has 1 to 100 characters."
    );
    EXPECT_EQ(run_blocking(service.get(operator_, backend.id)).value().name, "b");
}

TEST_F(BackendServiceTest, sets_all_or_nothing) {
    const auto backend = create("a").value();
    const auto settings =
        run_blocking(service.set(operator_, backend.id, {"passwordLengthMin=8"})).value();
    EXPECT_EQ(settings.password_length_min, 8);
    const auto refused = run_blocking(
        service.set(operator_, backend.id, {"usernameLengthMin=9", "passwordLengthMin=0"})
    );
    EXPECT_EQ(refusal(refused, "passwordLengthMin"), "Must be a whole number from 1 to 80.");
    const auto after = run_blocking(service.get(operator_, backend.id)).value();
    EXPECT_EQ(after.settings.password_length_min, 8);
    EXPECT_EQ(after.settings.username_length_min, 3);
}

TEST_F(BackendServiceTest, erases_and_removes_the_data) {
    const auto backend = create("a").value();
    ASSERT_TRUE(run_blocking(service.erase(operator_, backend.id)));
    EXPECT_TRUE(run_blocking(service.list(operator_)).value().empty());
    EXPECT_EQ(folder.removals, 1);
}

TEST_F(BackendServiceTest, does_not_find_what_does_not_exist) {
    create("a").value();
    EXPECT_EQ(
        refusal(run_blocking(service.get(operator_, unknown_)), "backendId"), "Backend not found."
    );
    EXPECT_EQ(
        refusal(run_blocking(service.rename(operator_, unknown_, "b")), "backendId"),
        "Backend not found."
    );
    EXPECT_EQ(
        refusal(run_blocking(service.set(operator_, unknown_, {})), "backendId"),
        "Backend not found."
    );
    EXPECT_EQ(
        refusal(run_blocking(service.erase(operator_, unknown_)), "backendId"), "Backend not found."
    );
    EXPECT_EQ(folder.removals, 0);
}

TEST_F(BackendServiceTest, says_when_nothing_can_be_written) {
    folder.next_failure = Error::unavailable(PrivateDetail("disk full"));
    const auto refused = create("a");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::unavailable);
    EXPECT_TRUE(folder.rows.backends.empty());
}

}  // namespace
}  // namespace hako::backends
