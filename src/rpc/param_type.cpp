// SPDX-License-Identifier: Apache-2.0
#include "rpc/param_type.hpp"

#include "json/number.hpp"

#include <string_view>

namespace hako::rpc {
namespace {

void write_type(json::Writer& writer, std::string_view type) {
    writer.begin_object().name("type").string(type).end_object();
}

}  // namespace

std::optional<std::string> ParamType<std::string>::decode(json::Value value, std::string& why) {
    if (!value.is(json::Kind::string)) {
        why = "Must be a string.";
        return std::nullopt;
    }
    return value.string();
}

void ParamType<std::string>::schema(json::Writer& writer) {
    write_type(writer, "string");
}

std::optional<std::int64_t> ParamType<std::int64_t>::decode(json::Value value, std::string& why) {
    std::optional<std::int64_t> number;
    if (value.is(json::Kind::number)) {
        number = json::integral_value(value.text());
    }
    if (!number) {
        why = "Must be a whole number.";
    }
    return number;
}

void ParamType<std::int64_t>::schema(json::Writer& writer) {
    write_type(writer, "integer");
}

std::optional<bool> ParamType<bool>::decode(json::Value value, std::string& why) {
    if (!value.is(json::Kind::boolean)) {
        why = "Must be true or false.";
        return std::nullopt;
    }
    return value.boolean();
}

void ParamType<bool>::schema(json::Writer& writer) {
    write_type(writer, "boolean");
}

std::optional<json::Value> ParamType<json::Value>::decode(json::Value value, std::string&) {
    return value;
}

void ParamType<json::Value>::schema(json::Writer& writer) {
    writer.begin_object().end_object();
}

}  // namespace hako::rpc
