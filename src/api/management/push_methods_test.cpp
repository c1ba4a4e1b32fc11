// SPDX-License-Identifier: Apache-2.0
#include "api/management/test_world.hpp"
#include "base/run_blocking.hpp"
#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"

#include <gmock/gmock.h>

namespace hako::api::management {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PushMethods : public ::testing::Test {
protected:
    BackendStorage& data() {
        return *world.caller().backend().storage;
    }

    std::string project() {
        return world.caller().backend().backend.push_project_id;
    }

    /// What Push.send needs, and `more`, which starts with a comma.
    std::string params(const std::string& more = "") {
        return R"({"pushProjectId":")" + project() +
               R"(","platform":"ios","target":"app","buildType":"release","message":"Hi")" + more +
               "}";
    }

    /// The queue id of a push.
    std::string send(const std::string& more = "") {
        const auto list = member(world.ok("Push.send", params(more)), "queueIdList");
        return list.substr(2, list.size() - 4);
    }

    std::string count(const std::string& more = "") {
        return member(world.ok("Push.send", params(R"(,"dryRun":true)" + more)), "numTarget");
    }

    std::string of(const std::string& queue) {
        return R"({"pushProjectId":")" + project() + R"(","queueId":")" + queue + R"("})";
    }

    std::string create_user(const std::string& name, const std::string& properties) {
        const auto result = world.ok(
            "User.create",
            R"({"username":")" + name + R"(","password":"secret","properties":)" + properties + "}"
        );
        return text(member(result, "user._id"));
    }

    void put(int first, int count) {
        auto work = [&](BackendTransaction& tx) { return put_all(tx, first, count); };
        const auto done = run_blocking(hako::write<void>(data().writes(), std::move(work)));
        ASSERT_TRUE(done.has_value());
    }

    void link(const std::string& device, const std::string& user) {
        auto work = [&](BackendTransaction& tx) {
            return tx.devices().link(device, UserId::parse(user).value(), now());
        };
        const auto done = run_blocking(hako::write<void>(data().writes(), std::move(work)));
        ASSERT_TRUE(done.has_value());
    }

    void prepare() {
        bool more = true;
        while (more) {
            more = run_blocking(data().push_queue().prepare(now(), kRows)).value();
        }
    }

    static UnixMillis now() {
        return SystemClock().now() + 1'000;
    }

    TestWorld world;

private:
    static constexpr std::int64_t kRows = 4'000;

    static Task<Result<void>> put_all(BackendTransaction& tx, int first, int count) {
        for (int i = first; i < first + count; ++i) {
            devices::Registration registration;
            registration.device_id = "d" + std::to_string(i);
            registration.token = "aa" + std::to_string(i);
            HAKO_CO_TRY(co_await tx.devices().put(registration, 1));
        }
        co_return Result<void>();
    }
};

TEST_F(PushMethods, a_filter_finds_the_devices_of_users) {
    put(0, 3);
    const auto alice = create_user("alice", R"({"age":20})");
    const auto carol = create_user("carol", R"({"age":30})");
    link("d0", alice);
    link("d1", carol);
    EXPECT_EQ(count(), "3");
    EXPECT_EQ(count(R"(,"userOidList":[")" + alice + R"("])"), "1");
    EXPECT_EQ(count(R"(,"userQuery":"age > ?","userQueryBindParams":[25])"), "1");
    EXPECT_EQ(count(R"(,"userQuery":"age == null")"), "0");
    EXPECT_EQ(count(R"(,"deviceIdList":["d2","d9"])"), "1");
    world.ok("User.delete", R"({"idList":[")" + alice + R"("]})");
    EXPECT_EQ(count(R"(,"userQuery":"age > 0")"), "1");
    EXPECT_EQ(count(), "3");
}

TEST_F(PushMethods, the_audience_sees_what_stands_before_it_in_a_batch) {
    put(0, 1);
    const auto alice = create_user("alice", R"({"age":20})");
    link("d0", alice);
    const auto reply = world.answer(
        R"([{"jsonrpc":"2.0","id":1,"method":"User.update","params":[")" + alice +
        R"(",{"age":21}]},{"jsonrpc":"2.0","id":2,"method":"Push.send","params":)" +
        params(R"(,"userQuery":"age == 21")") + "}]"
    );
    EXPECT_THAT(reply, HasSubstr("queueIdList"));
    const auto list = world.ok("Push.list", R"({"pushProjectId":")" + project() + R"("})");
    EXPECT_THAT(list, HasSubstr(R"("numTarget":1)"));
}

TEST_F(PushMethods, more_than_ten_thousand_devices_are_filled_in_later) {
    put(0, 10'000);
    EXPECT_EQ(member(world.ok("Push.status", of(send())), "numTarget"), "10000");
    put(10'000, 1);
    const auto queue = send();
    EXPECT_EQ(member(world.ok("Push.status", of(queue)), "numTarget"), "0");
    EXPECT_EQ(member(world.ok("Push.status", of(queue)), "status"), R"("wait")");
    prepare();
    EXPECT_EQ(member(world.ok("Push.status", of(queue)), "numTarget"), "10001");
    EXPECT_EQ(member(world.ok("Push.status", of(queue)), "status"), R"("push")");
}

TEST_F(PushMethods, a_finished_push_cannot_be_cancelled) {
    const auto queue = send(R"(,"deviceIdList":[])");
    prepare();
    const auto status = world.ok("Push.status", of(queue));
    EXPECT_EQ(member(status, "status"), R"("finish")");
    EXPECT_EQ(member(status, "numTarget"), "0");
    EXPECT_NE(member(status, "pushFinishedAt"), "null");
    EXPECT_EQ(world.code("Push.cancel", of(queue)), "13");
    EXPECT_EQ(member(world.ok("Push.status", of(queue)), "status"), R"("finish")");
}

TEST_F(PushMethods, the_ledger_tells_the_reason_in_plain_words) {
    put(0, 1);
    const auto alice = create_user("alice", "{}");
    link("d0", alice);
    const auto queue = send();
    prepare();
    auto claim = data().push_queue().claim(now(), std::chrono::seconds(60), 10);
    const auto claimed = run_blocking(std::move(claim)).value();
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_THAT(claimed[0].payload->json, HasSubstr(project()));
    push::DeliveryRecord record;
    record.key = claimed[0].key;
    record.attempt = claimed[0].attempts;
    record.state = push::DeliveryState::failed;
    record.status = 410;
    record.reason = "Unregistered";
    const std::vector<push::DeliveryRecord> records{record};
    ASSERT_TRUE(run_blocking(data().push_queue().record(records, now())).has_value());
    const auto ledger = world.ok("Push.devices", of(queue));
    EXPECT_THAT(ledger, HasSubstr(R"("userOid":")" + alice));
    EXPECT_THAT(ledger, HasSubstr(R"("state":"failed","status":410,"reason":"Unregistered")"));
    EXPECT_THAT(ledger, Not(HasSubstr(R"("explanation":null)")));
    EXPECT_EQ(member(world.ok("Push.status", of(queue)), "numFailed"), "1");
}

TEST_F(PushMethods, another_backends_pushes_do_not_exist) {
    const auto queue = send();
    const auto other = world.enter_new_backend("other");
    const auto reply = world.answer(
        R"({"jsonrpc":"2.0","id":1,"method":"Push.status","params":[")" +
            other.backend().backend.push_project_id + R"(",")" + queue + R"("]})",
        other
    );
    EXPECT_THAT(reply, HasSubstr("Push not found."));
}

TEST_F(PushMethods, wrong_times_are_told_together) {
    EXPECT_EQ(
        world.wrong("Push.send", params(R"(,"sendAt":1,"spreadSeconds":-1)")),
        R"({"sendAt":"This is past: expected milliseconds since 1970.",)"
        R"("spreadSeconds":"Expected 0 to 86400 seconds."})"
    );
}

}  // namespace
}  // namespace hako::api::management
