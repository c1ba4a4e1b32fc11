// SPDX-License-Identifier: Apache-2.0
#include "api/management/front.hpp"

#include "api/management/test_world.hpp"
#include "rpc/openrpc.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <source_location>
#include <sstream>

namespace hako::api::management {
namespace {

std::string committed_contract() {
    const std::filesystem::path here = std::source_location::current().file_name();
    const auto root = here.parent_path().parent_path().parent_path().parent_path();
    std::ifstream file(root / "contract" / "openrpc-management.json");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(ManagementFront, serves_the_methods_of_the_reference_in_their_order) {
    const auto registry = make_registry();
    std::vector<std::string> names;
    for (const auto& method : registry.methods()) {
        names.emplace_back(method.name);
    }
    const std::vector<std::string> expected{
        "User.list",
        "User.create",
        "User.get",
        "User.update",
        "User.delete",
        "User.getPropertyNames",
        "Collection.list",
        "Collection.create",
        "Collection.drop",
        "Collection.setConfig",
        "Collection.getConfig",
        "Collection.getPropertyNames",
        "Collection.createIndex",
        "Collection.dropIndex",
        "Collection.listIndexes",
        "CollectionItem.list",
        "CollectionItem.create",
        "CollectionItem.get",
        "CollectionItem.update",
        "CollectionItem.delete",
        "CollectionItem.getPermission",
        "CollectionItem.setPermission",
        "CollectionItem.count",
        "Push.send",
        "Push.status",
        "Push.list",
        "Push.cancel",
        "Push.devices",
        "rpc.discover",
    };
    EXPECT_EQ(names, expected);
}

TEST(ManagementFront, the_committed_contract_is_what_is_served) {
    EXPECT_EQ(committed_contract(), rpc::indented(make_registry().openrpc()))
        << "Make it again: hako openrpc > contract/openrpc-management.json";
}

TEST(ManagementFront, discover_answers_the_document) {
    TestWorld world;
    EXPECT_EQ(world.ok("rpc.discover"), world.registry().openrpc());
}

TEST(ManagementFront, does_not_know_other_methods) {
    TestWorld world;
    for (const auto* method :
         {"rpc.other", "User", "user.list", "User.List", "", "Push.sends", "__proto__", "User.list "
         }) {
        EXPECT_EQ(world.code(method), "-32601") << method;
    }
}

TEST(ManagementFront, an_access_rule_that_is_none_permits_nobody) {
    TestWorld world;
    using Policy = rpc::AccessPolicy<ManagementCaller>;
    EXPECT_TRUE(Policy::permits(Access::management_key, world.caller()));
    const auto refused = Policy::permits(static_cast<Access>(1), world.caller());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::permission_denied);
}

}  // namespace
}  // namespace hako::api::management
