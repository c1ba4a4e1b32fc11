// SPDX-License-Identifier: Apache-2.0
// A user's id where an item's is wanted.
// expect: could not convert .*user.* from .*PrefixedId<'u'>.* to .*PrefixedId<'i'>
#include "base/ids.hpp"

void remove_item(hako::ItemId id);

void use(hako::UserId user, hako::ItemId item) {
#ifdef RIGHT_WAY
    static_cast<void>(user);
    remove_item(item);
#else
    static_cast<void>(item);
    remove_item(user);
#endif
}
