// SPDX-License-Identifier: Apache-2.0
#include "api/management/test_world.hpp"

#include <gtest/gtest.h>

namespace hako::api::management {
namespace {

constexpr auto kNoCollection = R"({"collectionName":"Collection not found."})";
constexpr auto kNoItem = R"({"_id":"Item not found."})";

class CollectionItemMethods : public ::testing::Test {
protected:
    CollectionItemMethods() {
        world.ok("Collection.create", R"({"_id":"a","defaultPublicPermission":"r"})");
        world.ok("Collection.create", R"({"_id":"b"})");
    }

    /// The id of an item of `a` that is made.
    std::string create(const std::string& item) {
        const auto result =
            world.ok("CollectionItem.create", R"({"collectionName":"a","item":)" + item + "}");
        return text(member(result, "item._id"));
    }

    static std::string of(const std::string& id, const std::string& more = {}) {
        return R"({"collectionName":"a","_id":")" + id + "\"" + more + "}";
    }

    std::string get(const std::string& id) {
        return world.ok("CollectionItem.get", of(id));
    }

    TestWorld world;
    const std::string nothing = "i01921234-5678-7abc-8def-0123456789ab";
    const std::string owner = "u01921234-5678-7abc-8def-0123456789ab";
};

TEST_F(CollectionItemMethods, create_keeps_numbers_as_sent) {
    const auto result = world.ok(
        "CollectionItem.create",
        R"({"collectionName":"a","item":{"x": 1.10, "y": 12345678901234567890, "z": {"": [ ]}}})"
    );
    const auto item = member(result, "item");
    EXPECT_NE(item.find(R"("x":1.10,"y":12345678901234567890,"z":{"":[]}})"), std::string::npos);
    EXPECT_EQ(member(item, "_ownerUserOid"), "null");
    EXPECT_EQ(member(item, "_permission"), R"({"public":"r"})");
    EXPECT_EQ(get(text(member(item, "_id"))), result);
}

TEST_F(CollectionItemMethods, create_takes_an_owner_and_a_permission) {
    const auto create_with = [&](const std::string& permission) {
        return member(
            world.ok(
                "CollectionItem.create",
                R"({"collectionName":"a","item":{},"ownerUserOid":")" + owner +
                    R"(","permission":)" + permission + "}"
            ),
            "item"
        );
    };
    EXPECT_EQ(member(create_with("null"), "_ownerUserOid"), "\"" + owner + "\"");
    EXPECT_EQ(member(create_with("null"), "_permission"), R"({"public":"r"})");
    EXPECT_EQ(member(create_with("{}"), "_permission"), R"({"public":"r"})");
    EXPECT_EQ(
        member(create_with(R"({"place-holder":"rw"})"), "_permission"),
        R"({"public":"r","place-holder":"rw"})"
    );
    EXPECT_EQ(member(create_with(R"({"public":""})"), "_permission"), R"({"public":""})");
}

TEST_F(CollectionItemMethods, create_tells_all_that_is_wrong_at_once) {
    const auto data = world.wrong(
        "CollectionItem.create",
        R"({"collectionName":"a b","item":{"_id":1},"ownerUserOid":"me","permission":{"x":"x"},)"
        R"("items":{}})"
    );
    for (const auto* name : {"collectionName", "item", "ownerUserOid", "permission", "items"}) {
        EXPECT_NE(member(data, name), "(none)") << name << data;
    }
    EXPECT_EQ(member(data, "items"), R"("Unknown parameter. Did you mean item?")");
    EXPECT_EQ(member(data, "ownerUserOid"), R"("Must be a user's id: \"u\" and a UUID.")");
}

TEST_F(CollectionItemMethods, create_refuses_what_cannot_be_stored) {
    const auto refused = [&](const std::string& item) {
        return member(
            world.wrong("CollectionItem.create", R"({"collectionName":"a","item":)" + item + "}"),
            "item"
        );
    };
    EXPECT_EQ(refused("null"), "\"Must be an object.\"");
    EXPECT_EQ(refused("[]"), "\"Must be an object.\"");
    for (const auto* name : {"_id", "_createdAt", "_permission", "_ownerUserOid", "_other"}) {
        EXPECT_EQ(
            refused("{\"" + std::string(name) + "\":null}"),
            "\"The system property \\\"" + std::string(name) + "\\\" cannot be set.\""
        );
    }
    EXPECT_EQ(
        refused("{\"a\":" + std::string(129, '1') + "}"),
        "\"A number may have at most 128 characters.\""
    );
    EXPECT_EQ(
        refused(R"({"a":")" + std::string(511'993, 'x') + R"("})"),
        "\"The properties are 512001 bytes of JSON; at most 512000 are allowed.\""
    );
    create(R"({"a":")" + std::string(511'992, 'x') + R"("})");
    EXPECT_EQ(
        member(world.ok("CollectionItem.count", R"({"collectionName":"a"})"), "totalItems"), "1"
    );
}

TEST_F(CollectionItemMethods, nothing_finds_what_does_not_exist) {
    const auto id = create("{}");

    struct Case {
        const char* method;
        const char* more;
    };

    for (const auto& [method, more] :
         {Case{"CollectionItem.get", ""},
          Case{"CollectionItem.getPermission", ""},
          Case{"CollectionItem.update", R"(,"item":{})"},
          Case{"CollectionItem.setPermission", R"(,"permission":{})"}}) {
        for (const std::string& wrong :
             {nothing, owner, std::string("x"), std::string(), id + "a", "I" + id.substr(1)}) {
            EXPECT_EQ(world.wrong(method, of(wrong, more)), kNoItem) << method << wrong;
        }
        const auto elsewhere = R"("_id":")" + id + "\"" + more + "}";
        EXPECT_EQ(world.wrong(method, R"({"collectionName":"b",)" + elsewhere), kNoItem);
        EXPECT_EQ(world.wrong(method, R"({"collectionName":"nope",)" + elsewhere), kNoCollection);
        EXPECT_NE(
            member(
                world.wrong(method, R"({"collectionName":"../a",)" + elsewhere), "collectionName"
            ),
            "(none)"
        );
        const auto missing = world.wrong(method);
        EXPECT_NE(member(missing, "collectionName"), "(none)");
        EXPECT_NE(member(missing, "_id"), "(none)");
    }
    for (const auto* method : {"CollectionItem.list", "CollectionItem.count"}) {
        EXPECT_EQ(world.wrong(method, R"({"collectionName":"nope"})"), kNoCollection);
    }
    EXPECT_EQ(
        world.wrong("CollectionItem.create", R"({"collectionName":"nope","item":{}})"),
        kNoCollection
    );
    EXPECT_EQ(
        world.wrong("CollectionItem.delete", R"({"collectionName":"nope","idList":[]})"),
        kNoCollection
    );
}

TEST_F(CollectionItemMethods, update_merges_and_ignores_system_properties) {
    const auto id = create(R"({"a":1,"b":{"c":2},"d":3})");
    const auto before = member(get(id), "item");
    EXPECT_EQ(
        world.ok(
            "CollectionItem.update",
            of(id,
               R"(,"item":{"b":null,"e":[1.0],"_id":"x","_permission":{"public":"rw"},)"
               R"("_createdAt":0,"_ownerUserOid":5})")
        ),
        "\"OK\""
    );
    const auto after = member(get(id), "item");
    EXPECT_NE(after.find(R"("a":1,"b":null,"d":3,"e":[1.0]})"), std::string::npos) << after;
    for (const auto* name : {"_id", "_createdAt", "_permission", "_ownerUserOid"}) {
        EXPECT_EQ(member(after, name), member(before, name)) << name;
    }
}

TEST_F(CollectionItemMethods, get_edit_update_round_trips) {
    const auto id = create(R"({"a":1})");
    const auto before = member(get(id), "item");
    world.ok("CollectionItem.update", of(id, R"(,"item":)" + before));
    EXPECT_EQ(member(member(get(id), "item"), "a"), "1");
}

TEST_F(CollectionItemMethods, update_refuses_what_cannot_be_stored) {
    const auto id = create(R"({"a":")" + std::string(511'000, 'x') + R"("})");
    const auto refused = [&](const std::string& item) {
        return member(world.wrong("CollectionItem.update", of(id, R"(,"item":)" + item)), "item");
    };
    EXPECT_EQ(refused("[]"), "\"Must be an object.\"");
    EXPECT_EQ(refused(R"({"1a":1})").find("\"The property name"), 0U);
    EXPECT_EQ(
        refused(R"({"b":")" + std::string(2'000, 'x') + R"("})").find("\"The properties are"), 0U
    );
    EXPECT_EQ(member(get(id), "item.b"), "(none)");
    world.ok("CollectionItem.update", of(id, R"(,"item":{"a":1})"));
    world.ok(
        "CollectionItem.update", of(id, R"(,"item":{"b":")" + std::string(2'000, 'x') + R"("})")
    );
}

TEST_F(CollectionItemMethods, delete_passes_over_what_does_not_exist) {
    const auto id = create("{}");
    const auto kept = create("{}");
    EXPECT_EQ(
        world.ok(
            "CollectionItem.delete",
            R"({"collectionName":"a","idList":[")" + id + R"(","x",")" + nothing + R"(",")" + id +
                R"("]})"
        ),
        "\"OK\""
    );
    EXPECT_EQ(world.wrong("CollectionItem.get", of(id)), kNoItem);
    get(kept);
    world.ok("CollectionItem.delete", R"({"collectionName":"b","_idList":[")" + kept + R"("]})");
    get(kept);
    EXPECT_EQ(
        world.wrong("CollectionItem.delete", R"({"collectionName":"a","idList":[null]})"),
        R"({"idList":"Element 1 must be a string."})"
    );
}

TEST_F(CollectionItemMethods, set_permission_replaces_the_whole) {
    const auto id = create("{}");
    const auto permission = [&] {
        return member(world.ok("CollectionItem.getPermission", of(id)), "permission");
    };
    EXPECT_EQ(permission(), R"({"public":"r"})");
    EXPECT_EQ(
        world.ok("CollectionItem.setPermission", of(id, R"(,"permission":{"b":"r","a":"w"})")),
        "\"OK\""
    );
    EXPECT_EQ(permission(), R"({"public":"","a":"w","b":"r"})");
    world.ok("CollectionItem.setPermission", of(id, R"(,"permission":{"public":"rw"})"));
    EXPECT_EQ(permission(), R"({"public":"rw"})");
    world.ok("CollectionItem.setPermission", of(id, R"(,"permission":{})"));
    EXPECT_EQ(permission(), R"({"public":""})");
}

TEST_F(CollectionItemMethods, set_permission_refuses_what_is_none) {
    const auto id = create("{}");
    for (const auto* permission :
         {"null",
          "[]",
          "\"rw\"",
          R"({"public":"wr"})",
          R"({"public":null})",
          R"({"a b":"r"})",
          R"({"":"r"})",
          R"({"public":true})"}) {
        const auto data = world.wrong(
            "CollectionItem.setPermission", of(id, R"(,"permission":)" + std::string(permission))
        );
        EXPECT_NE(member(data, "permission"), "(none)") << permission;
    }
    EXPECT_EQ(
        member(world.ok("CollectionItem.getPermission", of(id)), "permission"), R"({"public":"r"})"
    );
}

TEST_F(CollectionItemMethods, list_pages_sorts_and_filters) {
    for (const auto* item : {R"({"n":1,"s":"x"})", R"({"n":3,"s":"y"})", R"({"n":2,"s":"x"})"}) {
        create(item);
    }
    const auto page = world.ok(
        "CollectionItem.list",
        R"({"collectionName":"a","sortProperty":"n","sortOrder":"desc","itemsInPage":2,)"
        R"("propertyNames":["n"]})"
    );
    EXPECT_EQ(member(page, "totalItems"), "3");
    EXPECT_LT(page.find(R"("n":3)"), page.find(R"("n":2)"));
    EXPECT_EQ(page.find(R"("n":1)"), std::string::npos);
    EXPECT_EQ(page.find(R"("s":)"), std::string::npos);
    const auto found = world.ok(
        "CollectionItem.list",
        R"({"collectionName":"a","criteria":"s == ? && n > 1","bindParams":["x"]})"
    );
    EXPECT_EQ(member(found, "totalItems"), "1");
    EXPECT_NE(found.find(R"("n":2)"), std::string::npos);
    EXPECT_EQ(
        member(
            world.ok("CollectionItem.count", R"({"collectionName":"a","criteria":"s == \"x\""})"),
            "totalItems"
        ),
        "2"
    );
}

TEST_F(CollectionItemMethods, list_gives_an_empty_page_beyond_the_end) {
    create("{}");
    for (const auto* page : {"2", "9223372036854775807", "922337203685477580"}) {
        EXPECT_EQ(
            world.ok(
                "CollectionItem.list",
                R"({"collectionName":"a","itemsInPage":10000,"page":)" + std::string(page) + "}"
            ),
            R"({"items":[],"totalItems":1})"
        ) << page;
    }
}

TEST_F(CollectionItemMethods, list_takes_property_names_in_two_forms) {
    create(R"({"x":1,"y":2,"z":3})");
    const auto shown = [&](const std::string& names) {
        const auto page = world.ok(
            "CollectionItem.list", R"({"collectionName":"a","propertyNames":)" + names + "}"
        );
        std::string own;
        for (const auto* name : {"x", "y", "z"}) {
            if (page.find("\"" + std::string(name) + "\":") != std::string::npos) {
                own += name;
            }
        }
        EXPECT_NE(page.find("_permission"), std::string::npos);
        return own;
    };
    EXPECT_EQ(shown(R"(["z","x","nope"])"), "xz");
    EXPECT_EQ(shown(R"("z, x,")"), "xz");
    EXPECT_EQ(shown("[]"), "");
    EXPECT_EQ(shown(R"("")"), "");
    EXPECT_EQ(shown("null"), "xyz");
}

TEST_F(CollectionItemMethods, list_tells_all_that_is_wrong_at_once) {
    const auto data = world.wrong(
        "CollectionItem.list",
        R"({"collectionName":5,"page":1.5,"itemsInPage":"10","sortProperty":"a b",)"
        R"("sortOrder":"ASC","propertyNames":[1],"criteria":"a ==","bindParams":{},"criterias":1})"
    );
    EXPECT_EQ(member(data, "page"), "\"Must be a whole number from 1.\"");
    EXPECT_EQ(member(data, "itemsInPage"), "\"Must be a whole number from 1 to 10000.\"");
    EXPECT_EQ(member(data, "sortProperty"), R"("\"a b\" is not a property to sort by.")");
    EXPECT_EQ(member(data, "sortOrder"), R"("Must be \"asc\" or \"desc\".")");
    EXPECT_EQ(member(data, "propertyNames"), "\"Element 1 must be a string.\"");
    EXPECT_NE(member(data, "criteria").find("character"), std::string::npos) << data;
    EXPECT_EQ(member(data, "bindParams"), "\"Must be an array.\"");
    EXPECT_NE(member(data, "collectionName"), "(none)");
    EXPECT_NE(member(data, "criterias"), "(none)");
}

TEST_F(CollectionItemMethods, list_and_count_refuse_a_wrong_query) {
    for (const auto* method : {"CollectionItem.list", "CollectionItem.count"}) {
        const auto data = [&](const std::string& more) {
            return world.wrong(method, R"({"collectionName":"a",)" + more + "}");
        };
        EXPECT_NE(member(data(R"("criteria":"_password == 1")"), "criteria"), "(none)");
        EXPECT_NE(member(data(R"("criteria":"_permission == 1")"), "criteria"), "(none)");
        EXPECT_NE(member(data(R"("criteria":"_username == 1")"), "criteria"), "(none)");
        EXPECT_NE(member(data(R"("criteria":"a == ?")"), "bindParams"), "(none)");
        EXPECT_NE(
            member(data(R"("criteria":"a == ?","bindParams":[1,2])"), "bindParams"), "(none)"
        );
        EXPECT_NE(member(data(R"("bindParams":[1])"), "bindParams"), "(none)");
        EXPECT_EQ(data(R"("criteria":["a"])"), R"({"criteria":"Must be a string."})");
    }
}

TEST_F(CollectionItemMethods, list_without_a_filter_matches_everything) {
    create("{}");
    for (const auto* more :
         {"",
          R"(,"criteria":"")",
          R"(,"criteria":"  ","bindParams":[])",
          R"(,"criteria":null,"bindParams":null)"}) {
        const auto params = R"({"collectionName":"a")" + std::string(more) + "}";
        EXPECT_EQ(member(world.ok("CollectionItem.list", params), "totalItems"), "1") << more;
        EXPECT_EQ(world.ok("CollectionItem.count", params), R"({"totalItems":1})") << more;
    }
}

TEST_F(CollectionItemMethods, sort_order_alone_changes_nothing) {
    const auto first = create("{}");
    const auto second = create("{}");
    const auto page =
        world.ok("CollectionItem.list", R"({"collectionName":"a","sortOrder":"asc"})");
    EXPECT_LT(page.find(second), page.find(first));
    EXPECT_EQ(
        page, world.ok("CollectionItem.list", R"({"collectionName":"a","sortOrder":"desc"})")
    );
}

}  // namespace
}  // namespace hako::api::management
