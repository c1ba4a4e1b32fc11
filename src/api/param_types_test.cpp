// SPDX-License-Identifier: Apache-2.0
#include "api/param_types.hpp"

#include "api/list_query.hpp"
#include "base/check.hpp"
#include "domain/items/item.hpp"

#include <gtest/gtest.h>

namespace hako::api {
namespace {

/// `json` decoded as a T; the sentence that refuses it, or "taken".
template <class T>
std::string refusal(const std::string& json) {
    json::Document document;
    check(!document.parse(json), "the test's JSON is wrong");
    std::string why;
    return rpc::ParamType<T>::decode(document.root(), why) ? "taken" : why;
}

template <class T>
T taken(const std::string& json) {
    json::Document document;
    check(!document.parse(json), "the test's JSON is wrong");
    std::string why;
    auto decoded = rpc::ParamType<T>::decode(document.root(), why);
    check(decoded.has_value(), why);
    return *std::move(decoded);
}

template <class T>
std::string schema() {
    std::string out;
    json::Writer writer(out);
    rpc::ParamType<T>::schema(writer);
    json::Document document;
    EXPECT_FALSE(document.parse(out)) << out;
    return out;
}

TEST(ParamTypes, an_ill_formed_id_is_the_id_of_nothing) {
    EXPECT_EQ(refusal<ItemId>(R"("i01921234-5678-7abc-8def-0123456789ab")"), "taken");
    EXPECT_EQ(refusal<ItemId>(R"("u01921234-5678-7abc-8def-0123456789ab")"), "Item not found.");
    EXPECT_EQ(refusal<ItemId>(R"("i01921234-5678-7ABC-8def-0123456789ab")"), "Item not found.");
    EXPECT_EQ(refusal<UserId>(R"("")"), "User not found.");
    EXPECT_EQ(refusal<UserId>("null"), "Must be a string.");
}

TEST(ParamTypes, pages_are_whole_numbers_within_their_bounds) {
    EXPECT_EQ(taken<PageNumber>("1e1").value, 10);
    EXPECT_EQ(taken<PageNumber>("9223372036854775807").value, INT64_MAX);
    for (const auto* json : {"0", "-1", "1.5", "\"1\"", "9223372036854775808", "1e300", "true"}) {
        EXPECT_EQ(refusal<PageNumber>(json), "Must be a whole number from 1.") << json;
    }
    EXPECT_EQ(taken<ItemsInPage>("10000").value, 10'000);
    EXPECT_EQ(taken<ItemsInPage>("1.0").value, 1);
    for (const auto* json : {"0", "10001", "\"5\"", "null", "[]"}) {
        EXPECT_EQ(refusal<ItemsInPage>(json), "Must be a whole number from 1 to 10000.") << json;
    }
}

TEST(ParamTypes, property_names_are_sorted_and_bounded) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(taken<PropertyNames>(R"(["b","a","b"])").names, (Names{"a", "b"}));
    EXPECT_EQ(taken<PropertyNames>(R"(" b , a b ,, c")").names, (Names{"a b", "b", "c"}));
    EXPECT_EQ(taken<PropertyNames>(R"(" , ")").names, Names());
    std::string array = "[\"a\"";
    std::string list = "\"a";
    for (int i = 0; i < 1'000; ++i) {
        array += ",\"a\"";
        list += ",a";
    }
    EXPECT_EQ(refusal<PropertyNames>(array + "]"), "At most 1000 names may be given.");
    EXPECT_EQ(refusal<PropertyNames>(list + "\""), "At most 1000 names may be given.");
    EXPECT_EQ(refusal<PropertyNames>("{}"), "Must be an array of strings.");
}

TEST(ParamTypes, a_user_update_takes_its_two_system_properties_out) {
    const auto update =
        taken<users::UserUpdate>(R"({"_username":"J\u006fhn","_password":"secret","_id":"x","a":1})"
        );
    EXPECT_EQ(update.username, "John");
    EXPECT_EQ(update.password, "secret");
    EXPECT_EQ(update.properties.text(), R"({"a":1})");
    const auto empty = taken<users::UserUpdate>("{}");
    EXPECT_FALSE(empty.username);
    EXPECT_FALSE(empty.password);
}

TEST(ParamTypes, choices_take_their_words_only) {
    EXPECT_EQ(taken<SortOrder>(R"("desc")"), SortOrder::desc);
    EXPECT_EQ(taken<SortOrder>(R"("asc")"), SortOrder::asc);
    EXPECT_EQ(refusal<SortOrder>(R"("")"), R"(Must be "asc" or "desc".)");
    EXPECT_EQ(refusal<SortOrder>("1"), R"(Must be "asc" or "desc".)");
    EXPECT_EQ(taken<permissions::Right>(R"("rw")"), permissions::Right::rw);
    EXPECT_EQ(refusal<permissions::Right>("null"), R"(Must be "", "r", "w" or "rw".)");
    EXPECT_EQ(taken<collections::Insertable>("true"), collections::Insertable::yes);
    EXPECT_EQ(refusal<collections::Insertable>("1"), "Must be true or false.");
}

TEST(ParamTypes, every_schema_is_json) {
    EXPECT_EQ(
        schema<ItemsInPage>(), R"({"type":"integer","minimum":1,"maximum":10000,"default":100})"
    );
    EXPECT_EQ(schema<PageNumber>(), R"({"type":"integer","minimum":1,"default":1})");
    schema<collections::CollectionName>();
    schema<collections::Insertable>();
    schema<permissions::Permission>();
    schema<permissions::Right>();
    schema<users::UserUpdate>();
    schema<SortOrder>();
    schema<ItemId>();
    schema<UserId>();
    schema<OwnerId>();
    schema<NewProperties>();
    schema<PropertyChanges>();
    schema<PropertyNames>();
    schema<BindParams>();
    schema<IdList<ItemId>>();
    schema<IdList<UserId>>();
    schema<IndexProperties>();
}

ListQuery made(ListArguments arguments, Error& wrong) {
    return make_list_query(
        std::move(arguments), items::kQueryProperties, {"criteria", "bindParams"}, wrong
    );
}

TEST(ListQueryArguments, a_page_beyond_all_rows_does_not_overflow) {
    Error wrong(ErrorCode::invalid_params);
    ListArguments arguments;
    arguments.page = {3};
    arguments.items_in_page = {20};
    EXPECT_EQ(made(arguments, wrong).page.offset, 40);
    EXPECT_EQ(made(arguments, wrong).page.limit, 20);
    for (const auto page : {INT64_MAX, INT64_MAX / 10'000 + 2}) {
        arguments.page = {page};
        arguments.items_in_page = {10'000};
        const auto query = made(arguments, wrong);
        EXPECT_GT(query.page.offset, INT64_MAX / 4);
        EXPECT_LT(query.page.offset, INT64_MAX - query.page.limit);
    }
    EXPECT_TRUE(wrong.params().empty());
}

TEST(ListQueryArguments, what_is_wrong_is_told_together) {
    Error wrong(ErrorCode::invalid_params);
    ListArguments arguments;
    arguments.sort_property = "_permission";
    arguments.query = "a ==";
    const auto query = made(std::move(arguments), wrong);
    EXPECT_FALSE(query.sorting);
    EXPECT_FALSE(query.filter);
    ASSERT_EQ(wrong.params().size(), 2U);
    EXPECT_EQ(wrong.params()[0].name, "sortProperty");
    EXPECT_EQ(wrong.params()[1].name, "criteria");
}

TEST(ListQueryArguments, nothing_given_lists_everything_newest_first) {
    Error wrong(ErrorCode::invalid_params);
    const auto query = made({}, wrong);
    EXPECT_FALSE(query.filter);
    EXPECT_FALSE(query.sorting);
    EXPECT_FALSE(query.properties);
    EXPECT_EQ(query.page.offset, 0);
    EXPECT_EQ(query.page.limit, 100);
}

}  // namespace
}  // namespace hako::api
