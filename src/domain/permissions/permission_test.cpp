// SPDX-License-Identifier: Apache-2.0
#include "domain/permissions/permission.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::permissions {
namespace {

const UserId kAlice(Uuid{1, 1});
const UserId kBob(Uuid{2, 2});

Identity user(UserId id) {
    return {DeviceKey::of("phone"), id};
}

Identity nobody() {
    return {DeviceKey::of("phone"), std::nullopt};
}

std::optional<Permission> parse(const std::string& json, std::string& why) {
    json::Document document;
    check(!document.parse(json), "the test's own JSON is bad");
    return Permission::parse(document.root(), why);
}

Permission permission(const std::string& json) {
    std::string why;
    auto parsed = parse(json, why);
    check(parsed.has_value(), why);
    return *parsed;
}

std::string refusal(const std::string& json) {
    std::string why;
    return parse(json, why) ? "taken" : why;
}

std::string many_keys(std::size_t count) {
    std::string json = "{";
    for (std::size_t i = 0; i < count; ++i) {
        json += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + R"(":"r")";
    }
    return json + "}";
}

TEST(Right, is_spelt_as_on_the_wire) {
    for (const Right right : {Right::none, Right::r, Right::w, Right::rw}) {
        EXPECT_EQ(parse_right(to_string(right)), right);
    }
    for (const auto* text : {"wr", "R", "RW", "rwx", " r", "r ", "rr", "none", "x"}) {
        EXPECT_FALSE(parse_right(text).has_value()) << text;
    }
}

TEST(Right, adds_up) {
    EXPECT_EQ(Right::r | Right::w, Right::rw);
    EXPECT_EQ(Right::none | Right::w, Right::w);
    EXPECT_EQ(Right::rw | Right::none, Right::rw);
    EXPECT_TRUE(includes(Right::rw, Right::r));
    EXPECT_TRUE(includes(Right::r, Right::none));
    EXPECT_FALSE(includes(Right::r, Right::rw));
    EXPECT_FALSE(includes(Right::none, Right::w));
}

TEST(Permission, is_written_with_public_first_and_its_keys_in_order) {
    EXPECT_EQ(permission("{}").text(), "{}");
    EXPECT_EQ(permission(R"({"public":"r"})").text(), R"({"public":"r"})");
    EXPECT_EQ(
        permission(R"({ "z": "w", "a": "", "public": "rw", "A-1": "r" })").text(),
        R"({"public":"rw","A-1":"r","a":"","z":"w"})"
    );
    EXPECT_EQ(permission(R"({"\u0070ublic":"\u0072"})").text(), R"({"public":"r"})");
}

TEST(Permission, of_the_same_keys_is_the_same) {
    EXPECT_EQ(permission(R"({"a":"r","b":"w"})"), permission(R"({"b":"w","a":"r"})"));
    EXPECT_NE(permission(R"({"a":"r"})"), permission(R"({"a":""})"));
    EXPECT_NE(permission("{}"), permission(R"({"public":""})"));
}

TEST(Permission, keeps_place_holders_and_empty_rights) {
    const auto* text = R"({"public":"","-":"r","0":"w","user-id":""})";
    EXPECT_EQ(permission(text).text(), text);
    EXPECT_EQ(permission(text).rights_of(user(kAlice), {}), Right::none);
}

TEST(Permission, comes_back_from_its_stored_text) {
    for (const std::string text :
         {"{}", R"({"public":"rw"})", R"({"public":"","-9":"r","a":"rw","u1":""})"}) {
        EXPECT_EQ(Permission::from_stored(text).text(), text);
        EXPECT_EQ(Permission::from_stored(text), permission(text));
    }
    const auto many = permission(many_keys(1'000));
    EXPECT_EQ(Permission::from_stored(many.text()), many);
}

TEST(Permission, from_a_text_that_nobody_stored_is_a_bug) {
    for (const auto* text :
         {"",
          "{",
          "null",
          "x}",
          "{x",
          R"({"public":"wr"})",
          R"({"a b":"r"})",
          R"({"a":1})",
          R"({"a":true})"}) {
        EXPECT_THROW(static_cast<void>(Permission::from_stored(text)), Bug) << text;
    }
}

TEST(Permission, refuses_what_is_no_object) {
    for (const auto* json : {"null", "[]", "\"rw\"", "1", "true", R"([{"public":"r"}])"}) {
        EXPECT_EQ(refusal(json), R"(Must be an object such as {"public":"r"}.)") << json;
    }
}

TEST(Permission, refuses_rights_of_another_spelling) {
    for (const auto* value :
         {"\"wr\"", "\"R\"", "\"rwx\"", "\" r\"", "null", "1", "true", "[]", "{}", "[\"r\"]"}) {
        EXPECT_EQ(
            refusal(R"({"public":)" + std::string(value) + "}"),
            R"(The key "public" must have the value "", "r", "w" or "rw".)"
        ) << value;
    }
}

TEST(Permission, refuses_keys_of_another_form) {
    const std::string rule = R"( must be "public", or 1 to 64 of letters, digits and "-".)";
    EXPECT_EQ(refusal(R"({"":"r"})"), R"(The key "")" + rule);
    for (const auto* key : {"a b", "a_b", "a.b", "ü", "_id", "a/b", "*", "{}"}) {
        EXPECT_EQ(
            refusal("{\"" + std::string(key) + "\":\"r\"}"),
            "The key \"" + std::string(key) + "\"" + rule
        );
    }
    EXPECT_EQ(refusal(R"({"a\"b":"r"})"), R"(The key "a\"b")" + rule);
    EXPECT_NE(refusal(R"({"a\u0000":"r"})"), "taken");
}

TEST(Permission, takes_keys_of_64_characters_and_not_of_65) {
    EXPECT_EQ(refusal("{\"" + std::string(64, 'k') + "\":\"r\"}"), "taken");
    EXPECT_EQ(
        refusal("{\"" + std::string(65, 'k') + "\":\"r\"}"),
        "The key \"" + std::string(64, 'k') +
            R"(…" must be "public", or 1 to 64 of letters, digits and "-".)"
    );
}

TEST(Permission, takes_1000_keys_and_not_1001) {
    EXPECT_EQ(refusal(many_keys(1'000)), "taken");
    EXPECT_EQ(refusal(many_keys(1'001)), "Must have at most 1000 keys.");
}

TEST(Permission, names_all_that_is_wrong_at_once) {
    EXPECT_EQ(
        refusal(R"({"public":"x","a b":"r","good":"r","c":null})"),
        R"(The key "public" must have the value "", "r", "w" or "rw".)"
        R"( The key "a b" must be "public", or 1 to 64 of letters, digits and "-".)"
        R"( The key "c" must have the value "", "r", "w" or "rw".)"
    );
}

TEST(Permission, keeps_the_message_short_when_much_is_wrong) {
    std::string json = "{";
    for (int i = 0; i < 500; ++i) {
        json += "\"" + std::string(5'000, '_') + std::to_string(i) + "\":1,";
    }
    json.back() = '}';
    const std::string why = refusal(json);
    EXPECT_LT(why.size(), 2'000U);
    EXPECT_NE(why.find(" 490 more keys are wrong."), std::string::npos);
}

TEST(Permission, takes_public_from_the_collection_only_when_it_says_nothing_of_it) {
    EXPECT_FALSE(permission("{}").has_public());
    EXPECT_FALSE(permission(R"({"a":"r"})").has_public());
    EXPECT_TRUE(permission(R"({"public":""})").has_public());
    EXPECT_EQ(
        permission(R"({"a":"r"})").with_default_public(Right::w).text(), R"({"public":"w","a":"r"})"
    );
    EXPECT_EQ(
        permission(R"({"public":""})").with_default_public(Right::rw).text(), R"({"public":""})"
    );
    EXPECT_EQ(Permission().with_default_public(Right::none).text(), R"({"public":""})");
}

TEST(Permission, adds_up_the_rights_of_everyone_and_of_the_caller) {
    const auto shared =
        permission(R"({"public":"r",")" + kAlice.text() + R"(":"w",")" + kBob.text() + R"(":""})");
    EXPECT_EQ(shared.rights_of(user(kAlice), {}), Right::rw);
    EXPECT_EQ(shared.rights_of(user(kBob), {}), Right::r);
    EXPECT_EQ(shared.rights_of(nobody(), {}), Right::r);
    EXPECT_EQ(shared.rights_of(user(UserId(Uuid{0, 1})), {}), Right::r);
    EXPECT_EQ(shared.rights_of(user(UserId(Uuid{9, 9})), {}), Right::r);
    EXPECT_EQ(Permission().rights_of(user(kAlice), {}), Right::none);
}

TEST(Permission, gives_the_owner_everything_and_nobody_else) {
    const auto closed = permission(R"({"public":"",")" + kAlice.text() + R"(":""})");
    EXPECT_EQ(closed.rights_of(user(kAlice), kAlice), Right::rw);
    EXPECT_EQ(closed.rights_of(user(kBob), kAlice), Right::none);
    EXPECT_EQ(closed.rights_of(nobody(), kAlice), Right::none);
    // An item without an owner is not owned by a caller without a name.
    EXPECT_EQ(closed.rights_of(nobody(), {}), Right::none);
}

TEST(Permission, gives_the_device_everything_that_an_item_belongs_to) {
    const auto closed = permission(R"({"public":""})");
    const Owner phone(DeviceKey::of("phone"));
    EXPECT_EQ(closed.rights_of(nobody(), phone), Right::rw);
    EXPECT_EQ(closed.rights_of(user(kAlice), phone), Right::rw);
    EXPECT_EQ(closed.rights_of(nobody(), Owner(DeviceKey::of("pad"))), Right::none);
}

TEST(Permission, takes_changes_key_by_key) {
    const auto before = permission(R"({"public":"r","a":"w","b":"r"})");
    EXPECT_EQ(
        before.merged_with(permission(R"({"b":"","c":"rw"})"))->text(),
        R"({"public":"r","a":"w","b":"","c":"rw"})"
    );
    EXPECT_EQ(
        before.merged_with(permission(R"({"public":""})"))->text(),
        R"({"public":"","a":"w","b":"r"})"
    );
    EXPECT_EQ(before.merged_with(permission("{}")), before);
}

TEST(Permission, does_not_grow_over_the_limit_by_changes) {
    const auto full = permission(many_keys(1'000));
    EXPECT_TRUE(full.merged_with(permission(R"({"k7":"w"})")).has_value());
    EXPECT_FALSE(full.merged_with(permission(R"({"one-more":"w"})")).has_value());
    EXPECT_FALSE(full.merged_with(permission(R"({"public":""})")).has_value());
}

}  // namespace
}  // namespace hako::permissions
