// SPDX-License-Identifier: Apache-2.0
#include "domain/items/item.hpp"

#include <gtest/gtest.h>

namespace hako::items {
namespace {

Item sample() {
    return {
        .id = *ItemId::parse("i01921234-5678-7abc-8def-0123456789ab"),
        .created_at = 1000,
        .updated_at = 2000,
        .owner = std::nullopt,
        .permission = R"({"public":"r"})",
        .properties = R"({"score":1.10,"name":"é"})",
    };
}

std::string shown(
    const Item& item,
    const PropertySelection& selection = std::nullopt,
    Viewer viewer = Viewer::management
) {
    std::string out;
    append_json(out, item.view(), selection, viewer);
    return out;
}

TEST(Item, shows_system_properties_first) {
    EXPECT_EQ(
        shown(sample()),
        R"({"_id":"i01921234-5678-7abc-8def-0123456789ab","_createdAt":1000,"_updatedAt":2000,)"
        R"("_ownerUserOid":null,"_permission":{"public":"r"},"score":1.10,"name":"é"})"
    );
}

TEST(Item, shows_its_owner) {
    Item item = sample();
    item.owner = UserId::parse("u01921234-5678-7abc-8def-0123456789ab");
    item.properties = "{}";
    EXPECT_EQ(
        shown(item),
        R"({"_id":"i01921234-5678-7abc-8def-0123456789ab","_createdAt":1000,"_updatedAt":2000,)"
        R"("_ownerUserOid":"u01921234-5678-7abc-8def-0123456789ab","_permission":{"public":"r"}})"
    );
}

TEST(Item, shows_apps_neither_the_permission_nor_the_device) {
    Item item = sample();
    item.owner = DeviceKey::of("phone");
    item.properties = "{}";
    EXPECT_EQ(
        shown(item, std::nullopt, Viewer::app),
        R"({"_id":"i01921234-5678-7abc-8def-0123456789ab","_createdAt":1000,"_updatedAt":2000,)"
        R"("_ownerUserOid":null})"
    );
    EXPECT_EQ(shown(item).find("phone"), std::string::npos);
    EXPECT_EQ(shown(item).find(DeviceKey::of("phone").hex()), std::string::npos);
}

TEST(Item, shows_system_properties_whatever_is_selected) {
    const std::string system =
        R"({"_id":"i01921234-5678-7abc-8def-0123456789ab","_createdAt":1000,"_updatedAt":2000,)"
        R"("_ownerUserOid":null,"_permission":{"public":"r"})";
    EXPECT_EQ(shown(sample(), std::vector<std::string>()), system + "}");
    EXPECT_EQ(shown(sample(), std::vector<std::string>{"_id", "nope"}), system + "}");
    EXPECT_EQ(shown(sample(), std::vector<std::string>{"score"}), system + R"(,"score":1.10})");
}

}  // namespace
}  // namespace hako::items
