// SPDX-License-Identifier: Apache-2.0
#include "domain/items/device_owner.hpp"

#include "base/check.hpp"
#include "domain/items/item.hpp"
#include "json/document.hpp"
#include "monaql/evaluate.hpp"
#include "monaql/parse.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::items {
namespace {

constexpr std::string_view kOwn = "m-phone";

monaql::Query parsed(std::string_view text) {
    auto query = monaql::parse(text, std::nullopt, kAppQueryProperties, {"criteria", "bindParams"});
    check(query.has_value(), "a query of the test");
    return with_own_device_only(*std::move(query), kOwn, DeviceKey::of(kOwn));
}

/// Whether an item of this owner, whose property `a` is 1, matches for the device `kOwn`.
bool is_found(std::string_view text, const Owner& owner) {
    const auto query = parsed(text);
    const std::string device =
        owner.device() != nullptr ? '"' + owner.device()->hex() + '"' : "null";
    return !query || monaql::matches(*query, [&](const monaql::Path& path) {
        const std::string name = path.text();
        const std::string_view own = device;
        return std::optional<std::string_view>(name == "a" ? "1" : name == "_id" ? R"("i")" : own);
    });
}

struct Found {
    bool own;
    bool foreign;
    bool of_nobody;

    bool operator==(const Found&) const = default;
};

/// Foreign devices stand before and after the own one in every order.
Found find(std::string_view text) {
    const Owner low(DeviceKey::of("a-phone"));
    const Owner high(DeviceKey::of("z-phone"));
    const bool foreign = is_found(text, low);
    EXPECT_EQ(is_found(text, high), foreign) << text;
    return {is_found(text, Owner(DeviceKey::of(kOwn))), foreign, is_found(text, Owner())};
}

constexpr Found kOnlyOwn{true, false, false};
constexpr Found kAllButOwn{false, true, true};
constexpr Found kNone{false, false, false};
constexpr Found kAll{true, true, true};

TEST(DeviceOwner, finds_the_items_of_the_own_device) {
    EXPECT_EQ(find(R"(_ownerDeviceOid == "m-phone")"), kOnlyOwn);
    EXPECT_EQ(find(R"((a == 1) && (_ownerDeviceOid == "m-phone"))"), kOnlyOwn);
    EXPECT_EQ(find(R"(_ownerDeviceOid IN ["m-phone"])"), kOnlyOwn);
    EXPECT_EQ(find(R"(_ownerDeviceOid >= "m-phone")"), kOnlyOwn);
    EXPECT_EQ(find(R"(!(_ownerDeviceOid != "m-phone"))"), kOnlyOwn);
    EXPECT_EQ(find(R"(!(_ownerDeviceOid < "m-phone"))"), kOnlyOwn);
    EXPECT_EQ(find(R"(_ownerDeviceOid != "m-phone")"), kAllButOwn);
    EXPECT_EQ(find(R"(!(_ownerDeviceOid == "m-phone" || a == 2))"), kAllButOwn);
}

TEST(DeviceOwner, matches_nothing_of_another_id_under_any_operator_and_negation) {
    for (const std::string id :
         {R"("a-phone")", R"("z-phone")", R"("M-phone")", "null", "1", "[]"}) {
        for (const std::string op : {"==", "!=", "<", "<=", ">", ">=", "CONTAINS"}) {
            const std::string comparison = "_ownerDeviceOid " + op + " " + id;
            EXPECT_EQ(find(comparison), kNone) << comparison;
            EXPECT_EQ(find("!(" + comparison + ")"), kNone) << comparison;
            EXPECT_EQ(find("!(!(" + comparison + "))"), kNone) << comparison;
            EXPECT_EQ(find("!(a == 2 || " + comparison + ")"), kNone) << comparison;
            EXPECT_EQ(find("a == 1 && !(" + comparison + " && a == 1)"), kNone) << comparison;
        }
        for (const std::string op : {"IN", "NIN"}) {
            const std::string comparison = "_ownerDeviceOid " + op + " [" + id + "]";
            EXPECT_EQ(find(comparison), kNone) << comparison;
            EXPECT_EQ(find("!(" + comparison + ")"), kNone) << comparison;
        }
    }
    EXPECT_EQ(find(R"(_ownerDeviceOid == "" || _ownerDeviceOid > "")"), kNone);
}

TEST(DeviceOwner, does_not_tell_where_other_devices_stand) {
    EXPECT_EQ(find(R"(_ownerDeviceOid > "m-phone")"), kNone);
    EXPECT_EQ(find(R"(_ownerDeviceOid < "m-phone")"), kNone);
    EXPECT_EQ(find(R"(!(_ownerDeviceOid >= "m-phone"))"), kNone);
    EXPECT_EQ(find(R"(!(_ownerDeviceOid <= "m-phone"))"), kNone);
    EXPECT_EQ(find(R"(_ownerDeviceOid IN ["m-phone", "a-phone"])"), kOnlyOwn);
    EXPECT_EQ(find(R"(_ownerDeviceOid NIN ["m-phone", "a-phone"])"), kNone);
    EXPECT_EQ(find(R"(!(_ownerDeviceOid IN ["m-phone", "a-phone"]))"), kNone);
}

TEST(DeviceOwner, leaves_the_rest_of_a_query_to_itself) {
    EXPECT_EQ(find(R"(a == 1 || _ownerDeviceOid == "a-phone")"), kAll);
    EXPECT_EQ(find(R"(!(a == 2 && _ownerDeviceOid == "a-phone"))"), kAll);
    EXPECT_EQ(find(R"(a == 2 || _ownerDeviceOid == "m-phone")"), kOnlyOwn);
    EXPECT_EQ(find(R"(a == 2 && _ownerDeviceOid == "m-phone")"), kNone);
    EXPECT_EQ(find("_ownerDeviceOid IN []"), kNone);
    EXPECT_EQ(find("_ownerDeviceOid NIN []"), kAll);
    EXPECT_EQ(parsed(""), nullptr);
    EXPECT_EQ(monaql::print(*parsed("!(a == 1 && b == 2)")), "!(a == 1 && b == 2)");
}

TEST(DeviceOwner, keeps_no_device_id_in_the_query) {
    const auto query = parsed(
        R"(!(a == 1 && !(_ownerDeviceOid == "m-phone" || _ownerDeviceOid IN ["x-phone", "m-phone"])))"
    );
    EXPECT_EQ(monaql::print(*query).find("phone"), std::string::npos);
}

}  // namespace
}  // namespace hako::items
