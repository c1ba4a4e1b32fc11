// SPDX-License-Identifier: Apache-2.0
#include "api/management/test_world.hpp"

#include <gtest/gtest.h>

namespace hako::api::management {
namespace {

class UserMethods : public ::testing::Test {
protected:
    /// The id of a user that is made.
    std::string create(const std::string& username, const std::string& properties = "{}") {
        const auto result = world.ok(
            "User.create",
            R"({"username":")" + username + R"(","password":"secret","properties":)" + properties +
                "}"
        );
        return text(member(result, "user._id"));
    }

    std::string get(const std::string& id) {
        return world.ok("User.get", R"({"_id":")" + id + R"("})");
    }

    TestWorld world;
    const std::string nobody = "u01921234-5678-7abc-8def-0123456789ab";
};

TEST_F(UserMethods, create_shows_the_user_without_its_password) {
    const auto result = world.ok(
        "User.create", R"({"username":"John","password":"canary1","properties":{"age":1.10}})"
    );
    EXPECT_EQ(member(result, "user._username"), "\"John\"");
    EXPECT_EQ(member(result, "user.age"), "1.10");
    EXPECT_EQ(member(result, "user._createdAt"), member(result, "user._updatedAt"));
    EXPECT_EQ(result.find("canary"), std::string::npos);
    EXPECT_EQ(result.find("argon"), std::string::npos);
    EXPECT_EQ(get(text(member(result, "user._id"))), result);
}

TEST_F(UserMethods, create_takes_parameters_by_position) {
    const auto result = world.ok("User.create", R"(["John","secret",{"a":1}])");
    EXPECT_EQ(member(result, "user.a"), "1");
    EXPECT_EQ(world.wrong("User.create", R"(["x","secret"])").find("{\"username\":"), 0U);
}

TEST_F(UserMethods, create_refuses_a_taken_name_however_it_is_written) {
    create("John");
    for (const auto* name : {"John", "john", "JOHN", "Ｊｏｈｎ"}) {
        EXPECT_EQ(
            world.wrong(
                "User.create", R"({"username":")" + std::string(name) + R"(","password":"secret"})"
            ),
            R"({"username":"This username is taken."})"
        ) << name;
    }
}

TEST_F(UserMethods, create_tells_all_that_is_wrong_at_once) {
    const auto data = world.wrong(
        "User.create",
        R"({"username":"a b","password":"x","properties":{"_id":"y"},"propertys":{}})"
    );
    for (const auto* name : {"username", "password", "properties", "propertys"}) {
        EXPECT_NE(member(data, name), "(none)") << name << data;
    }
    EXPECT_EQ(member(data, "properties"), R"("The system property \"_id\" cannot be set.")");
    const auto types =
        world.wrong("User.create", R"({"username":null,"password":["secret"],"properties":"{}"})");
    EXPECT_EQ(member(types, "username"), R"("Must be a string.")");
    EXPECT_EQ(member(types, "password"), R"("Must be a string.")");
    EXPECT_EQ(member(types, "properties"), R"("Must be an object.")");
    const auto missing = world.wrong("User.create");
    EXPECT_NE(member(missing, "username"), "(none)");
    EXPECT_NE(member(missing, "password"), "(none)");
}

TEST_F(UserMethods, create_obeys_the_lengths_of_the_backend) {
    world.set({"usernameLengthMin=5", "passwordLengthMin=8"});
    const auto data = world.wrong("User.create", R"({"username":"John","password":"secret7"})");
    EXPECT_NE(member(data, "username"), "(none)");
    EXPECT_NE(member(data, "password"), "(none)");
    world.ok("User.create", R"({"username":"Johny","password":"secret78"})");
}

TEST_F(UserMethods, get_does_not_find_what_is_not_there) {
    for (const std::string& id : {nobody, std::string("i") + nobody.substr(1), std::string("x")}) {
        EXPECT_EQ(
            world.wrong("User.get", R"({"_id":")" + id + R"("})"), R"({"_id":"User not found."})"
        );
    }
    EXPECT_EQ(world.wrong("User.get", R"({"_id":5})"), R"({"_id":"Must be a string."})");
    EXPECT_EQ(world.wrong("User.get"), R"({"_id":"This parameter is required."})");
}

TEST_F(UserMethods, update_merges_and_never_removes) {
    const auto id = create("John", R"({"a":1,"b":{"c":2}})");
    EXPECT_EQ(
        world.ok("User.update", R"({"_id":")" + id + R"(","user":{"b":null,"d":[]}})"), "\"OK\""
    );
    const auto user = get(id);
    EXPECT_EQ(member(user, "user.a"), "1");
    EXPECT_EQ(member(user, "user.b"), "null");
    EXPECT_EQ(member(user, "user.d"), "[]");
    EXPECT_EQ(member(user, "user._username"), "\"John\"");
}

TEST_F(UserMethods, get_edit_update_round_trips_under_stricter_rules) {
    const auto id = create("Jon", R"({"a":1})");
    world.set({"usernameLengthMin=10"});
    const auto user = member(get(id), "user");
    EXPECT_EQ(world.ok("User.update", R"({"_id":")" + id + R"(","user":)" + user + "}"), "\"OK\"");
    EXPECT_EQ(member(get(id), "user.a"), "1");
    EXPECT_EQ(member(get(id), "user._createdAt"), member(user, "_createdAt"));
}

TEST_F(UserMethods, update_renames) {
    const auto id = create("John");
    create("Mary");
    world.ok("User.update", R"({"_id":")" + id + R"(","user":{"_username":"john"}})");
    EXPECT_EQ(member(get(id), "user._username"), "\"john\"");
    EXPECT_EQ(
        world.wrong("User.update", R"({"_id":")" + id + R"(","user":{"_username":"MARY","a":1}})"),
        R"({"user":"This username is taken."})"
    );
    EXPECT_EQ(member(get(id), "user.a"), "(none)");
    world.ok("User.update", R"({"_id":")" + id + R"(","user":{"_username":"Jim"}})");
    create("John");
}

TEST_F(UserMethods, update_sets_a_password_and_does_not_store_it_as_a_property) {
    const auto id = create("John");
    world.ok("User.update", R"({"_id":")" + id + R"(","user":{"_password":"canary2"}})");
    EXPECT_EQ(get(id).find("canary"), std::string::npos);
    EXPECT_EQ(get(id).find("assword"), std::string::npos);
}

TEST_F(UserMethods, update_refuses_what_the_rules_refuse) {
    const auto id = create("John", R"({"a":1})");
    const auto update = [&](const std::string& user) {
        return member(
            world.wrong("User.update", R"({"_id":")" + id + R"(","user":)" + user + "}"), "user"
        );
    };
    EXPECT_EQ(update("null"), "\"Must be an object.\"");
    EXPECT_EQ(update("[]"), "\"Must be an object.\"");
    EXPECT_EQ(update(R"({"_username":null})"), R"("The \"_username\" must be a string.")");
    EXPECT_EQ(update(R"({"_password":1})"), R"("The \"_password\" must be a string.")");
    EXPECT_EQ(update(R"({"_password":"x"})").find(R"("The \"_password\" is wrong. )"), 0U);
    EXPECT_EQ(update(R"({"_username":"a b"})").find(R"("The \"_username\" is wrong. )"), 0U);
    EXPECT_EQ(update(R"({"a b":1})").find(R"("The property name \"a b\" is not allowed)"), 0U);
    EXPECT_EQ(
        update(R"({"b":")" + std::string(512'000, 'x') + R"("})").find("\"The properties are"), 0U
    );
    EXPECT_EQ(
        update(R"({"b":")" + std::string(511'992, 'x') + R"("})"),
        "\"The properties are 512006 bytes of JSON; at most 512000 are allowed.\""
    );
    EXPECT_EQ(member(get(id), "user.b"), "(none)");
}

TEST_F(UserMethods, update_does_not_find_what_is_not_there) {
    for (const auto* user : {"{}", R"({"_password":"secret"})", R"({"_username":"Jim"})"}) {
        EXPECT_EQ(
            world.wrong("User.update", R"({"_id":")" + nobody + R"(","user":)" + user + "}"),
            R"({"_id":"User not found."})"
        );
    }
}

TEST_F(UserMethods, delete_passes_over_what_does_not_exist) {
    const auto id = create("John");
    const auto other = create("Mary");
    EXPECT_EQ(
        world.ok(
            "User.delete",
            R"({"idList":[")" + id + R"(","nonsense",")" + nobody + R"(",")" + id + R"("]})"
        ),
        "\"OK\""
    );
    EXPECT_EQ(
        world.wrong("User.get", R"({"_id":")" + id + R"("})"), R"({"_id":"User not found."})"
    );
    get(other);
    create("John");
    EXPECT_EQ(world.ok("User.delete", R"({"_idList":[]})"), "\"OK\"");
}

TEST_F(UserMethods, delete_refuses_what_is_no_list_of_ids) {
    const auto id = create("John");
    const auto data = [&](const std::string& list) {
        return world.wrong("User.delete", R"({"idList":)" + list + "}");
    };
    EXPECT_EQ(data("\"" + id + "\""), R"({"idList":"Must be an array of strings."})");
    EXPECT_EQ(data("null"), R"({"idList":"Must be an array of strings."})");
    EXPECT_EQ(data("[\"" + id + "\",5]"), R"({"idList":"Element 2 must be a string."})");
    std::string many = "[\"x\"";
    for (int i = 0; i < 10'000; ++i) {
        many += ",\"x\"";
    }
    EXPECT_EQ(data(many + "]"), R"({"idList":"At most 10000 ids may be given."})");
    get(id);
}

TEST_F(UserMethods, list_filters_by_name_and_query_together) {
    create("John", R"({"age":20})");
    create("Johanna", R"({"age":30})");
    const auto mary = create("Mary", R"({"age":30})");
    EXPECT_EQ(member(world.ok("User.list"), "totalItems"), "3");
    EXPECT_EQ(member(world.ok("User.list", R"({"nameFilter":"JOH"})"), "totalItems"), "2");
    EXPECT_EQ(member(world.ok("User.list", R"({"nameFilter":""})"), "totalItems"), "3");
    EXPECT_EQ(
        member(
            world.ok("User.list", R"({"nameFilter":")" + mary.substr(5) + R"("})"), "totalItems"
        ),
        "1"
    );
    EXPECT_EQ(
        member(
            world.ok(
                "User.list",
                R"({"nameFilter":"joh","userQuery":"age == ?","userQueryBindParams":[30]})"
            ),
            "totalItems"
        ),
        "1"
    );
}

TEST_F(UserMethods, list_sorts_and_selects) {
    create("John", R"({"age":20,"x":1})");
    create("Mary", R"({"age":30,"x":1})");
    const auto page = world.ok(
        "User.list",
        R"({"sortPropery":"age","sortOrder":"desc","propertyNames":"age","itemsInPage":1,"page":2})"
    );
    EXPECT_NE(page.find(R"("_username":"John")"), std::string::npos);
    EXPECT_EQ(page.find("Mary"), std::string::npos);
    EXPECT_NE(page.find(R"("age":20)"), std::string::npos);
    EXPECT_EQ(page.find(R"("x":)"), std::string::npos);
    EXPECT_EQ(member(page, "totalItems"), "2");
}

TEST_F(UserMethods, list_tells_all_that_is_wrong_at_once) {
    const auto data = world.wrong(
        "User.list",
        R"({"page":0,"itemsInPage":10001,"sortProperty":"_password","sortOrder":"up",)"
        R"("propertyNames":5,"nameFilter":{},"userQuery":"_password == 1"})"
    );
    for (const auto* name :
         {"page",
          "itemsInPage",
          "sortProperty",
          "sortOrder",
          "propertyNames",
          "nameFilter",
          "userQuery"}) {
        EXPECT_NE(member(data, name), "(none)") << name << data;
    }
}

TEST_F(UserMethods, property_names_come_without_system_properties) {
    EXPECT_EQ(world.ok("User.getPropertyNames"), R"({"names":[]})");
    create("John", R"({"b":1,"a":{"c":1}})");
    create("Mary", R"({"a":2})");
    EXPECT_EQ(world.ok("User.getPropertyNames"), R"({"names":["a","b"]})");
    EXPECT_NE(member(world.wrong("User.getPropertyNames", R"({"x":1})"), "x"), "(none)");
}

TEST_F(UserMethods, one_backend_knows_nothing_of_another) {
    const auto id = create("John");
    const auto other = world.enter_new_backend("other");
    const auto reply = world.answer(
        R"({"jsonrpc":"2.0","id":1,"method":"User.get","params":{"_id":")" + id + R"("}})", other
    );
    EXPECT_EQ(member(reply, "error.data"), R"({"_id":"User not found."})");
}

}  // namespace
}  // namespace hako::api::management
