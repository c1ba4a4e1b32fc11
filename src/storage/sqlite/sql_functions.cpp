// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sql_functions.hpp"

#include "base/check.hpp"
#include "base/ids.hpp"
#include "json/document.hpp"
#include "json/order_key.hpp"
#include "json/stored_text.hpp"
#include "storage/sqlite/property_key.hpp"
#include "storage/sqlite/record_id.hpp"

#include <sqlite3.h>

#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace hako::sqlite {
namespace {

using PathParts = std::vector<std::string>;

std::string_view text_of(sqlite3_value* value) {
    const auto* text = sqlite3_value_text(value);
    return {
        reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_value_bytes(value))
    };
}

std::string_view blob_of(sqlite3_value* value) {
    const void* bytes = sqlite3_value_blob(value);
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void delete_path(void* path) {
    delete static_cast<PathParts*>(path);
}

/// The path argument, split once for each statement instead of once for each row.
const PathParts& path_of(sqlite3_context* context, sqlite3_value* value, int argument) {
    if (const auto* kept = static_cast<PathParts*>(sqlite3_get_auxdata(context, argument))) {
        return *kept;
    }
    auto parts = std::make_unique<PathParts>(split_path(text_of(value)));
    const PathParts& result = *parts;
    sqlite3_set_auxdata(context, argument, parts.release(), delete_path);
    // SQLite may refuse to keep it and then has deleted it already.
    const auto* kept = static_cast<PathParts*>(sqlite3_get_auxdata(context, argument));
    check(kept == &result, "SQLite keeps the path");
    return *kept;
}

void give_key(sqlite3_context* context, const std::string& key) {
    sqlite3_result_blob64(context, key.data(), key.size(), SQLITE_TRANSIENT);
}

void key(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    std::string out;
    const PathParts& path = path_of(context, arguments[1], 1);
    json::append_stored_order_key(out, text_of(arguments[0]), path);
    give_key(context, out);
}

/// Whether the value that is `raw` compares equal, whole, to the value whose equality text is
/// `text`.
bool has_equality_text(std::string_view raw, std::string_view text) {
    json::Document document;
    check(!document.parse(raw).has_value(), "stored JSON reads");
    std::string own;
    json::append_equality_text(own, document.root());
    return own == text;
}

void equals(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    const PathParts& path = path_of(context, arguments[1], 1);
    const auto raw = json::find_stored(text_of(arguments[0]), path);
    sqlite3_result_int(context, raw && has_equality_text(*raw, text_of(arguments[2])) ? 1 : 0);
}

void contains(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    const PathParts& path = path_of(context, arguments[1], 1);
    const auto raw = json::find_stored(text_of(arguments[0]), path);
    bool found = false;
    if (raw && raw->front() == '[') {
        json::Document document;
        check(!document.parse(*raw).has_value(), "stored JSON reads");
        const std::string_view wanted = text_of(arguments[2]);
        std::string own;
        for (const json::Value element : document.root().elements()) {
            own.clear();
            json::append_equality_text(own, element);
            found = found || own == wanted;
        }
    }
    sqlite3_result_int(context, found ? 1 : 0);
}

void number_key(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    std::string out;
    json::append_number_order_key(out, std::to_string(sqlite3_value_int64(arguments[0])));
    give_key(context, out);
}

void string_key(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    std::string out;
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) {
        json::append_null_order_key(out);
    } else {
        json::append_string_order_key(out, text_of(arguments[0]));
    }
    give_key(context, out);
}

std::string id_text_of(sqlite3_value** arguments) {
    std::string text(text_of(arguments[0]));
    RecordId{sqlite3_value_int64(arguments[1]), sqlite3_value_int64(arguments[2])}.uuid().append_to(
        text
    );
    return text;
}

void id_key(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    std::string out;
    json::append_string_order_key(out, id_text_of(arguments));
    give_key(context, out);
}

void id_text(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    const std::string text = id_text_of(arguments);
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

Owner owner_of(sqlite3_value* value) {
    return sqlite3_value_type(value) == SQLITE_NULL ? Owner() : owner_from_blob(blob_of(value));
}

void owner_key(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    std::string out;
    const Owner owner = owner_of(arguments[0]);
    if (const UserId* user = owner.user()) {
        json::append_string_order_key(out, user->text());
    } else {
        json::append_null_order_key(out);
    }
    give_key(context, out);
}

void device_key(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    std::string out;
    const Owner owner = owner_of(arguments[0]);
    if (const DeviceKey* device = owner.device()) {
        json::append_string_order_key(out, device->hex());
    } else {
        json::append_null_order_key(out);
    }
    give_key(context, out);
}

using Function = void (*)(sqlite3_context*, int, sqlite3_value**);

/// SQLite is C: what a function throws must not pass through it.
template <Function Run>
void guarded(sqlite3_context* context, int count, sqlite3_value** arguments) {
    try {
        Run(context, count, arguments);
    } catch (const std::exception& problem) {
        sqlite3_result_error(context, problem.what(), -1);
    }
}

template <Function Run>
void add(sqlite3* connection, const char* name, int arguments) {
    constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    const int code = sqlite3_create_function_v2(
        connection, name, arguments, kFlags, nullptr, guarded<Run>, nullptr, nullptr, nullptr
    );
    check(code == SQLITE_OK, "register an SQL function");
}

}  // namespace

void register_sql_functions(sqlite3* connection) {
    add<key>(connection, "hako_key", 2);
    add<equals>(connection, "hako_equals", 3);
    add<contains>(connection, "hako_contains", 3);
    add<number_key>(connection, "hako_number_key", 1);
    add<string_key>(connection, "hako_string_key", 1);
    add<id_key>(connection, "hako_id_key", 3);
    add<id_text>(connection, "hako_id_text", 3);
    add<owner_key>(connection, "hako_owner_key", 1);
    add<device_key>(connection, "hako_device_key", 1);
}

}  // namespace hako::sqlite
