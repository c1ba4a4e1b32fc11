// SPDX-License-Identifier: Apache-2.0
#include "api/operator/front.hpp"

#include "base/run_blocking.hpp"
#include "domain/folder_changes.hpp"
#include "domain/testing/fake_folder.hpp"
#include "rpc/dispatch.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace hako::api::operator_front {
namespace {

class Observer final : public rpc::Observer {
public:
    void call_ended(const rpc::CallReport&) override {}

    std::string bug_caught(std::string_view, std::string_view what) override {
        ADD_FAILURE() << what;
        return "incident";
    }
};

/// Asks nobody.
class SilentGateway final : public push::PushGateway {
public:
    void send(push::Dispatch dispatch, push::OutcomeSink& sink) override {
        push::Outcome outcome;
        outcome.verdict = push::Verdict::no_credential;
        sink.finished(dispatch.ticket, std::move(outcome));
    }
};

class OperatorFront : public ::testing::Test {
protected:
    /// The reply without its frame: the result's or the error's data's JSON.
    std::string call(std::string_view method, const std::string& params) {
        const std::string body = R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(method) +
                                 R"(","params":)" + params + "}";
        const rpc::Context<OperatorCaller, Services> context{
            registry, caller, services, observer, clock
        };
        json::Document document;
        std::string out;
        run_blocking(rpc::answer(body, context, document, out));
        json::Document reply;
        EXPECT_FALSE(reply.parse(out)) << out;
        if (const auto result = reply.root().find("result")) {
            return std::string(result->text());
        }
        const auto error = *reply.root().find("error");
        const auto data = error.find("data");
        return std::string(error.find("code")->text()) + " " +
               std::string(data ? data->text() : std::string_view());
    }

    std::string create_backend() {
        call("backend.create", R"({"name":"My app"})");
        return folder.rows.backends.back().id.text();
    }

    const OperatorCaller caller = OperatorCaller::of_data_folder();
    testing::FakeClock clock;
    testing::CountingRandom random;
    testing::FakeFolder folder;
    NoFolderWatcher watcher;
    FolderChanges changes{folder, watcher};
    backends::BackendService backends{folder, changes, clock, random};
    keys::KeyService keys{folder, changes, clock, random};
    const crypto::Sealer sealer = *crypto::Sealer::open_or_create(
        std::filesystem::path(::testing::TempDir()) /
            ("hako-front-test-" + std::to_string(::getpid()) + ".key"),
        random
    );
    push::CredentialService credentials{{
        .storage = folder,
        .changes = changes,
        .sealer = sealer,
        .clock = clock,
        .random = random,
    }};
    SilentGateway gateway;
    push::Doctor doctor{{
        .storage = folder,
        .sealer = sealer,
        .gateway = gateway,
        .clock = clock,
        .random = random,
    }};
    Services services{backends, keys, credentials, doctor};
    Registry registry = make_registry();
    Observer observer;
};

const std::string kUnknown = "ffffffffffffffffffffffff";

TEST_F(OperatorFront, creates_a_backend_in_the_shape_scripts_depend_on) {
    const auto result = call("backend.create", R"({"name":"My \"app\""})");
    const auto backend = folder.rows.backends.at(0);
    EXPECT_EQ(
        result,
        R"({"backendId":")" + backend.id.text() + R"(","name":"My \"app\"","appKey":")" +
            backend.app_key + R"(","pushProjectId":")" + backend.push_project_id + R"("})"
    );
    EXPECT_EQ(call("backend.create", "{}"), R"(-32602 {"name":"This parameter is required."})");
    EXPECT_EQ(
        call("backend.create", R"({"name":""})"),
        R"(-32602 {"name":"A backend's name has 1 to 100 characters."})"
    );
}

TEST_F(OperatorFront, shows_backends_with_their_settings) {
    EXPECT_EQ(call("backend.list", "{}"), "[]");
    const auto id = create_backend();
    const auto one = call("backend.get", R"({"backendId":")" + id + R"("})");
    EXPECT_EQ(call("backend.list", "{}"), "[" + one + "]");
    EXPECT_NE(
        one.find(R"("createdAt":1000000,"settings":{"managementApi":"on","passwordLengthMin":4,)"
                 R"("usernameLengthMin":3}})"),
        std::string::npos
    ) << one;
}

TEST_F(OperatorFront, sets_settings) {
    const auto id = create_backend();
    EXPECT_EQ(
        call(
            "backend.set",
            R"({"backendId":")" + id +
                R"(","settings":["managementApi=off","passwordLengthMin=9"]})"
        ),
        R"({"managementApi":"off","passwordLengthMin":9,"usernameLengthMin":3})"
    );
    EXPECT_EQ(
        call("backend.set", R"({"backendId":")" + id + R"(","settings":["colour=red"]})")
            .find(R"(-32602 {"colour":"Unknown setting.)"),
        0U
    );
    for (const auto* settings : {R"("managementApi=on")", "[1]", "{}"}) {
        EXPECT_EQ(
            call(
                "backend.set",
                R"({"backendId":")" + id + R"(","settings":)" + std::string(settings) + "}"
            ),
            R"(-32602 {"settings":"Must be an array of strings."})"
        );
    }
}

TEST_F(OperatorFront, renames_and_deletes) {
    const auto id = create_backend();
    EXPECT_EQ(call("backend.rename", R"({"backendId":")" + id + R"(","name":"b"})"), "\"OK\"");
    EXPECT_EQ(folder.rows.backends.at(0).name, "b");
    EXPECT_EQ(call("backend.delete", R"({"backendId":")" + id + R"("})"), "\"OK\"");
    EXPECT_EQ(call("backend.list", "{}"), "[]");
    EXPECT_EQ(folder.removals, 1);
}

TEST_F(OperatorFront, does_not_find_what_does_not_exist) {
    create_backend();
    for (const auto& [method, more] : std::initializer_list<std::pair<std::string, std::string>>{
             {"backend.get", ""},
             {"backend.rename", R"(,"name":"b")"},
             {"backend.set", R"(,"settings":[])"},
             {"backend.delete", ""},
             {"key.create", ""},
             {"key.list", ""},
             {"key.revoke", R"(,"keyId":"k0123456789abcdef")"},
         }) {
        for (const auto& id : {kUnknown, std::string("nonsense")}) {
            EXPECT_EQ(
                call(method, R"({"backendId":")" + id + "\"" + more + "}"),
                R"(-32602 {"backendId":"Backend not found."})"
            ) << method;
        }
        EXPECT_EQ(
            call(method, R"({"backendId":5)" + more + "}"),
            R"(-32602 {"backendId":"Must be a string."})"
        );
    }
}

TEST_F(OperatorFront, creates_a_key_and_shows_it_once) {
    const auto id = create_backend();
    const auto result = call(
        "key.create",
        R"({"backendId":")" + id +
            R"(","name":"deploy","ipRanges":["10.0.0.0/8","::1"],"expiresAt":1000001})"
    );
    const auto key = folder.rows.keys.at(0);
    EXPECT_EQ(result.find(R"({"keyId":")" + key.id.text() + R"(","key":"hako_)"), 0U) << result;
    EXPECT_NE(result.find(R"(,"ipRanges":["10.0.0.0/8","::1"]})"), std::string::npos) << result;
    const auto listed = call("key.list", R"({"backendId":")" + id + R"("})");
    EXPECT_EQ(
        listed,
        R"([{"keyId":")" + key.id.text() +
            R"(","name":"deploy","ipRanges":["10.0.0.0/8","::1"],"createdAt":1000000,)"
            R"("lastUsedAt":null,"expiresAt":1000001,"revokedAt":null}])"
    );
    EXPECT_EQ(listed.find("hako_"), std::string::npos);
}

TEST_F(OperatorFront, refuses_a_key_that_cannot_be) {
    const auto id = create_backend();
    const auto data = call(
        "key.create", R"({"backendId":")" + id + R"(","ipRanges":["10.0.0.1/8"],"name":5,"ip":"x"})"
    );
    EXPECT_EQ(data.find("-32602 "), 0U);
    for (const auto* name : {R"("ipRanges":"\"10.0.0.1/8\": )", R"("name":)", R"("ip":)"}) {
        EXPECT_NE(data.find(name), std::string::npos) << name << data;
    }
    EXPECT_EQ(
        call("key.create", R"({"backendId":")" + id + R"(","expiresAt":1000000})"),
        R"(-32602 {"expiresAt":"A key must end in the future."})"
    );
    EXPECT_EQ(
        call("key.create", R"({"backendId":")" + id + R"(","ipRanges":"10.0.0.1"})"),
        R"(-32602 {"ipRanges":"Must be an array of strings."})"
    );
    EXPECT_TRUE(folder.rows.keys.empty());
}

TEST_F(OperatorFront, revokes_a_key) {
    const auto id = create_backend();
    call("key.create", R"({"backendId":")" + id + R"("})");
    const auto key = folder.rows.keys.at(0).id.text();
    EXPECT_EQ(
        call("key.revoke", R"({"backendId":")" + id + R"(","keyId":"k0123456789abcdee"})"),
        R"(-32602 {"keyId":"Key not found."})"
    );
    EXPECT_EQ(
        call("key.revoke", R"({"backendId":")" + id + R"(","keyId":"x"})"),
        R"(-32602 {"keyId":"Key not found."})"
    );
    EXPECT_FALSE(folder.rows.keys.at(0).revoked_at);
    EXPECT_EQ(
        call("key.revoke", R"({"backendId":")" + id + R"(","keyId":")" + key + R"("})"), "\"OK\""
    );
    EXPECT_TRUE(folder.rows.keys.at(0).revoked_at);
}

TEST_F(OperatorFront, says_when_the_change_could_not_be_stored) {
    folder.next_failure = Error::unavailable(PrivateDetail("disk full"));
    EXPECT_EQ(call("backend.create", R"({"name":"a"})"), "-32603 ");
}

TEST_F(OperatorFront, serves_these_methods_and_describes_them) {
    std::vector<std::string> names;
    for (const auto& method : registry.methods()) {
        names.emplace_back(method.name);
    }
    EXPECT_EQ(
        names,
        (std::vector<std::string>{
            "backend.create",
            "backend.list",
            "backend.get",
            "backend.rename",
            "backend.set",
            "backend.delete",
            "key.create",
            "key.list",
            "key.revoke",
            "push.configure",
            "push.show",
            "push.remove",
            "push.doctor",
            "rpc.discover",
        })
    );
    json::Document document;
    EXPECT_FALSE(document.parse(registry.openrpc()));
    EXPECT_EQ(call("User.list", "{}").find("-32601"), 0U);
}

TEST_F(OperatorFront, an_access_rule_that_is_none_permits_nobody) {
    using Policy = rpc::AccessPolicy<OperatorCaller>;
    EXPECT_TRUE(Policy::permits(Access::data_folder, caller));
    EXPECT_FALSE(Policy::permits(static_cast<Access>(1), caller));
}

}  // namespace
}  // namespace hako::api::operator_front
