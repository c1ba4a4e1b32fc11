// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/backends/backend.hpp"
#include "domain/mail/address.hpp"
#include "domain/users/user.hpp"

#include <optional>
#include <string_view>

namespace hako::mail {

/// The name of the property that is the username itself.
inline constexpr std::string_view kUsernameProperty = "_username";

/// Whether mail may go to the address in this property: the operator named it in `emailProperties`.
bool is_for_mail(std::string_view property, const backends::Settings& settings);

/// The address in a user's property; empty when it has none, or holds no address.
std::optional<Address> address_in(const users::User& user, std::string_view property);

}  // namespace hako::mail
