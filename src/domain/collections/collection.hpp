// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/permissions/permission.hpp"
#include "monaql/query.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hako::collections {

/// A valid collection name: 1 to 64 of letters, digits, `_`, `-`, starting with a letter. Names
/// that differ by case differ (spec management-api.md).
class CollectionName {
public:
    /// Empty when it is not a valid name; `why` then says why in a whole sentence.
    static std::optional<CollectionName> parse(std::string_view text, std::string& why);

    [[nodiscard]] const std::string& text() const {
        return text_;
    }

    auto operator<=>(const CollectionName&) const = default;

private:
    explicit CollectionName(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// Whether apps may insert items (spec: `isInsertable`).
enum class Insertable : std::uint8_t { no, yes };

/// What a collection's owner may set.
struct Config {
    Insertable insertable = Insertable::no;
    permissions::Right default_public = permissions::Right::none;
};

enum class IndexState : std::uint8_t { building, ready };

/// Who asked for an index.
enum class IndexOrigin : std::uint8_t { asked, automatic };

/// An index over 1 to 3 properties, in this order.
struct Index {
    std::vector<monaql::Path> properties;
    IndexState state = IndexState::building;
    IndexOrigin origin = IndexOrigin::asked;
};

/// A collection as `Collection.list` shows it.
struct Collection {
    CollectionName name;
    Config config;
    std::int64_t item_count = 0;
    UnixMillis created_at = 0;
    UnixMillis updated_at = 0;
    std::vector<Index> indexes;
};

/// The refusal for a collection that does not exist, under the wire name that it was asked for by:
/// `_id` in the use cases of collections, `collectionName` in those of items.
Error no_such_collection(std::string_view parameter);

}  // namespace hako::collections
