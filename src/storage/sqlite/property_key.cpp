// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/property_key.hpp"

#include "base/check.hpp"
#include "json/order_key.hpp"
#include "json/stored_text.hpp"

namespace hako::sqlite {
namespace {

constexpr std::size_t kUserBytes = 16;
constexpr char kDevice = 'd';

void append_system_key(std::string& out, const RowView& row, std::string_view name) {
    if (name == "_id") {
        std::string text(1, row.id_letter);
        row.id.uuid().append_to(text);
        json::append_string_order_key(out, text);
    } else if (name == "_createdAt") {
        json::append_number_order_key(out, std::to_string(row.created_at));
    } else if (name == "_updatedAt") {
        json::append_number_order_key(out, std::to_string(row.updated_at));
    } else if (name == "_ownerUserOid" && row.owner.user() != nullptr) {
        json::append_string_order_key(out, row.owner.user()->text());
    } else if (name == "_username" && row.username) {
        json::append_string_order_key(out, *row.username);
    } else {
        json::append_null_order_key(out);
    }
}

}  // namespace

void append_property_key(std::string& out, const RowView& row, const monaql::Path& path) {
    if (path.is_system()) {
        append_system_key(out, row, path.parts.front());
    } else {
        json::append_stored_order_key(out, row.properties, path.parts);
    }
}

std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t dot = path.find('.');
        parts.emplace_back(path.substr(0, dot));
        if (dot == std::string_view::npos) {
            return parts;
        }
        path.remove_prefix(dot + 1);
    }
}

std::string user_to_blob(const UserId& user) {
    std::string blob;
    for (const std::uint64_t half : {user.uuid().high, user.uuid().low}) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            blob.push_back(static_cast<char>((half >> static_cast<unsigned>(shift)) & 0xFFU));
        }
    }
    return blob;
}

std::string owner_to_blob(const Owner& owner) {
    if (const UserId* user = owner.user()) {
        return user_to_blob(*user);
    }
    check(owner.device() != nullptr, "nobody is stored as NULL");
    return kDevice + std::string(owner.device()->bytes());
}

Owner owner_from_blob(std::string_view blob) {
    if (blob.size() == 1 + DeviceKey::kBytes && blob.front() == kDevice) {
        return DeviceKey::from_bytes(blob.substr(1));
    }
    check(blob.size() == kUserBytes, "an owner is a user or a device");
    Uuid uuid;
    for (std::size_t i = 0; i < kUserBytes; ++i) {
        std::uint64_t& half = i < kUserBytes / 2 ? uuid.high : uuid.low;
        half = (half << 8U) | static_cast<std::uint8_t>(blob[i]);
    }
    return UserId(uuid);
}

}  // namespace hako::sqlite
