// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/recipient.hpp"

#include "base/check.hpp"
#include "json/document.hpp"

#include <algorithm>

namespace hako::mail {

bool is_for_mail(std::string_view property, const backends::Settings& settings) {
    const auto& names = settings.email_properties;
    return std::find(names.begin(), names.end(), property) != names.end();
}

std::optional<Address> address_in(const users::User& user, std::string_view property) {
    if (property == kUsernameProperty) {
        return Address::parse(user.username);
    }
    json::Document document;
    check(!document.parse(user.properties).has_value(), "stored properties are JSON");
    const auto value = document.root().find(property);
    if (!value || !value->is(json::Kind::string)) {
        return std::nullopt;
    }
    return Address::parse(value->string());
}

}  // namespace hako::mail
