// SPDX-License-Identifier: Apache-2.0
#include "api/management/test_world.hpp"
#include "base/limits.hpp"

#include <gtest/gtest.h>

namespace hako::api::management {
namespace {

class CollectionMethods : public ::testing::Test {
protected:
    TestWorld world;
};

constexpr auto kNotFound = R"({"_id":"Collection not found."})";

TEST_F(CollectionMethods, create_takes_its_defaults) {
    EXPECT_EQ(world.ok("Collection.create", R"({"_id":"GameScore"})"), "\"OK\"");
    const auto config =
        member(world.ok("Collection.getConfig", R"({"_id":"GameScore"})"), "config");
    EXPECT_EQ(member(config, "_id"), "\"GameScore\"");
    EXPECT_EQ(member(config, "isInsertable"), "false");
    EXPECT_EQ(member(config, "defaultPublicPermission"), "\"\"");
    EXPECT_EQ(member(config, "itemCount"), "0");
    EXPECT_EQ(member(config, "indexes"), "[]");
    EXPECT_EQ(member(config, "_createdAt"), member(config, "_updatedAt"));
}

TEST_F(CollectionMethods, create_takes_what_is_given) {
    world.ok(
        "Collection.create", R"({"_id":"a","isInsertable":true,"defaultPublicPermission":"rw"})"
    );
    const auto config = world.ok("Collection.getConfig", R"(["a"])");
    EXPECT_EQ(member(config, "config.isInsertable"), "true");
    EXPECT_EQ(member(config, "config.defaultPublicPermission"), "\"rw\"");
    world.ok("Collection.create", R"({"_id":"A","isInsertable":null})");
}

TEST_F(CollectionMethods, create_refuses_a_name_that_exists) {
    world.ok("Collection.create", R"({"_id":"a"})");
    EXPECT_EQ(
        world.wrong("Collection.create", R"({"_id":"a"})"),
        R"({"_id":"A collection of this name exists already."})"
    );
}

TEST_F(CollectionMethods, create_tells_all_that_is_wrong_at_once) {
    const auto data = world.wrong(
        "Collection.create",
        R"({"_id":"_User","isInsertable":"yes","defaultPublicPermission":"wr","isInsertible":true})"
    );
    for (const auto* name : {"_id", "isInsertable", "defaultPublicPermission", "isInsertible"}) {
        EXPECT_NE(member(data, name), "(none)") << name;
    }
    EXPECT_EQ(member(data, "isInsertible"), R"("Unknown parameter. Did you mean isInsertable?")");
    EXPECT_EQ(
        member(data, "defaultPublicPermission"), R"("Must be \"\", \"r\", \"w\" or \"rw\".")"
    );
    EXPECT_EQ(world.ok("Collection.list"), R"({"items":[]})");
}

TEST_F(CollectionMethods, set_config_keeps_what_is_not_given) {
    world.ok(
        "Collection.create", R"({"_id":"a","isInsertable":true,"defaultPublicPermission":"r"})"
    );
    EXPECT_EQ(world.ok("Collection.setConfig", R"({"_id":"a","isInsertable":false})"), "\"OK\"");
    auto config = world.ok("Collection.getConfig", R"({"_id":"a"})");
    EXPECT_EQ(member(config, "config.isInsertable"), "false");
    EXPECT_EQ(member(config, "config.defaultPublicPermission"), "\"r\"");
    world.ok("Collection.setConfig", R"({"_id":"a","defaultPublicPermission":""})");
    config = world.ok("Collection.getConfig", R"({"_id":"a"})");
    EXPECT_EQ(member(config, "config.defaultPublicPermission"), "\"\"");
    EXPECT_EQ(
        world.wrong("Collection.setConfig", R"({"_id":"a","isInsertable":0})"),
        R"({"isInsertable":"Must be true or false."})"
    );
}

TEST_F(CollectionMethods, drop_takes_the_items_along) {
    world.ok("Collection.create", R"({"_id":"a"})");
    world.ok("CollectionItem.create", R"({"collectionName":"a","item":{}})");
    EXPECT_EQ(world.ok("Collection.drop", R"({"_id":"a"})"), "\"OK\"");
    EXPECT_EQ(world.wrong("Collection.getConfig", R"({"_id":"a"})"), kNotFound);
    world.ok("Collection.create", R"({"_id":"a"})");
    EXPECT_EQ(
        member(world.ok("CollectionItem.list", R"({"collectionName":"a"})"), "totalItems"), "0"
    );
}

TEST_F(CollectionMethods, nothing_finds_a_collection_that_does_not_exist) {
    for (const auto* method :
         {"Collection.drop",
          "Collection.setConfig",
          "Collection.getConfig",
          "Collection.getPropertyNames",
          "Collection.listIndexes"}) {
        EXPECT_EQ(world.wrong(method, R"({"_id":"nope"})"), kNotFound) << method;
        EXPECT_EQ(world.wrong(method), R"({"_id":"This parameter is required."})") << method;
        EXPECT_NE(member(world.wrong(method, R"({"_id":"no way"})"), "_id"), "(none)") << method;
        EXPECT_EQ(world.wrong(method, R"({"_id":["a"]})"), R"({"_id":"Must be a string."})");
    }
    for (const auto* method : {"Collection.createIndex", "Collection.dropIndex"}) {
        EXPECT_EQ(world.wrong(method, R"({"_id":"nope","properties":["a"]})"), kNotFound) << method;
    }
}

TEST_F(CollectionMethods, list_shows_all_by_name_with_their_counts) {
    world.ok("Collection.create", R"({"_id":"b"})");
    world.ok("Collection.create", R"({"_id":"a"})");
    world.ok("CollectionItem.create", R"({"collectionName":"b","item":{}})");
    const auto list = world.ok("Collection.list");
    EXPECT_LT(list.find(R"("_id":"a")"), list.find(R"("_id":"b")"));
    EXPECT_NE(list.find(R"("itemCount":1)"), std::string::npos);
    EXPECT_NE(member(world.wrong("Collection.list", "[1]"), "params"), "(none)");
}

TEST_F(CollectionMethods, property_names_come_sorted_and_once) {
    world.ok("Collection.create", R"({"_id":"a"})");
    EXPECT_EQ(world.ok("Collection.getPropertyNames", R"({"_id":"a"})"), R"({"names":[]})");
    world.ok("CollectionItem.create", R"({"collectionName":"a","item":{"b":1,"a":1}})");
    world.ok("CollectionItem.create", R"({"collectionName":"a","item":{"b":2,"c":null}})");
    EXPECT_EQ(
        world.ok("Collection.getPropertyNames", R"({"_id":"a"})"), R"({"names":["a","b","c"]})"
    );
}

TEST_F(CollectionMethods, an_index_is_asked_for_listed_and_dropped) {
    world.ok("Collection.create", R"({"_id":"a"})");
    const auto* params = R"({"_id":"a","properties":["score","user.name","_createdAt"]})";
    EXPECT_EQ(world.ok("Collection.createIndex", params), "\"OK\"");
    EXPECT_EQ(world.ok("Collection.createIndex", params), "\"OK\"");
    const auto indexes = world.ok("Collection.listIndexes", R"({"_id":"a"})");
    EXPECT_EQ(
        indexes.find(R"({"indexes":[{"properties":["score","user.name","_createdAt"],"state":")"),
        0U
    ) << indexes;
    EXPECT_NE(indexes.find(R"("automatic":false}]})"), std::string::npos) << indexes;
    EXPECT_EQ(world.ok("Collection.dropIndex", params), "\"OK\"");
    EXPECT_EQ(world.ok("Collection.listIndexes", R"({"_id":"a"})"), R"({"indexes":[]})");
    EXPECT_EQ(
        world.wrong("Collection.dropIndex", params),
        R"({"properties":"There is no index over these properties."})"
    );
}

TEST_F(CollectionMethods, the_order_of_its_properties_tells_indexes_apart) {
    world.ok("Collection.create", R"({"_id":"a"})");
    world.ok("Collection.createIndex", R"({"_id":"a","properties":["x","y"]})");
    world.wrong("Collection.dropIndex", R"({"_id":"a","properties":["y","x"]})");
    world.wrong("Collection.dropIndex", R"({"_id":"a","properties":["x"]})");
    world.ok("Collection.dropIndex", R"({"_id":"a","properties":["x","y"]})");
}

TEST_F(CollectionMethods, an_index_is_over_one_to_three_properties) {
    world.ok("Collection.create", R"({"_id":"a"})");
    const auto data = [&](const std::string& properties) {
        return member(
            world.wrong("Collection.createIndex", R"({"_id":"a","properties":)" + properties + "}"),
            "properties"
        );
    };
    EXPECT_EQ(data("[]"), R"("An index is over 1 to 3 properties.")");
    EXPECT_EQ(data(R"(["a","b","c","d"])"), R"("At most 3 properties may be given.")");
    EXPECT_EQ(data(R"(["a","b","a"])"), R"("The property \"a\" is named twice.")");
    EXPECT_EQ(data(R"(["a b"])"), R"("\"a b\" is not the name of a property.")");
    EXPECT_EQ(data(R"(["_password"])"), R"("\"_password\" is not the name of a property.")");
    EXPECT_EQ(data(R"(["_permission"])"), R"("\"_permission\" is not the name of a property.")");
    EXPECT_EQ(data(R"([""])"), R"("\"\" is not the name of a property.")");
    EXPECT_EQ(data(R"("a")"), R"("Must be an array of strings.")");
    EXPECT_EQ(data("[1]"), R"("Element 1 must be a string.")");
    EXPECT_EQ(data("null"), R"("Must be an array of strings.")");
}

TEST_F(CollectionMethods, one_index_too_many_is_refused) {
    world.ok("Collection.create", R"({"_id":"a"})");
    for (std::size_t i = 0; i < limits::kIndexesPerCollectionMax; ++i) {
        world.ok(
            "Collection.createIndex",
            R"({"_id":"a","properties":["p)" + std::to_string(i) + R"("]})"
        );
    }
    EXPECT_EQ(world.code("Collection.createIndex", R"({"_id":"a","properties":["x"]})"), "13");
    world.ok("Collection.createIndex", R"({"_id":"a","properties":["p0"]})");
    world.ok("Collection.dropIndex", R"({"_id":"a","properties":["p0"]})");
    world.ok("Collection.createIndex", R"({"_id":"a","properties":["x"]})");
}

TEST_F(CollectionMethods, a_batch_sees_its_own_writes) {
    const auto reply = world.answer(
        R"([{"jsonrpc":"2.0","id":1,"method":"Collection.create","params":{"_id":"a"}},)"
        R"({"jsonrpc":"2.0","id":2,"method":"CollectionItem.create",)"
        R"("params":{"collectionName":"a","item":{"n":1}}},)"
        R"({"jsonrpc":"2.0","id":3,"method":"CollectionItem.count","params":{"collectionName":"a"}},)"
        R"({"jsonrpc":"2.0","id":4,"method":"Collection.drop","params":{"_id":"a"}},)"
        R"({"jsonrpc":"2.0","id":5,"method":"Collection.list"}])"
    );
    EXPECT_NE(
        reply.find(R"({"jsonrpc":"2.0","id":3,"result":{"totalItems":1}})"), std::string::npos
    ) << reply;
    EXPECT_NE(reply.find(R"({"jsonrpc":"2.0","id":5,"result":{"items":[]}})"), std::string::npos)
        << reply;
}

}  // namespace
}  // namespace hako::api::management
