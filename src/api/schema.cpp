// SPDX-License-Identifier: Apache-2.0
#include "api/schema.hpp"

namespace hako::api::schema {

void write_type(json::Writer& writer, std::string_view type) {
    writer.begin_object().name("type").string(type).end_object();
}

void string(json::Writer& writer) {
    write_type(writer, "string");
}

void integer(json::Writer& writer) {
    write_type(writer, "integer");
}

void boolean(json::Writer& writer) {
    write_type(writer, "boolean");
}

void object(json::Writer& writer) {
    write_type(writer, "object");
}

void write_object(json::Writer& writer, std::initializer_list<Member> members) {
    writer.begin_object().name("type").string("object").name("required").begin_array();
    for (const auto& [name, write] : members) {
        writer.string(name);
    }
    writer.end_array().name("properties").begin_object();
    for (const auto& [name, write] : members) {
        writer.name(name);
        write(writer);
    }
    writer.end_object().end_object();
}

void write_array(json::Writer& writer, Write element) {
    writer.begin_object().name("type").string("array").name("items");
    element(writer);
    writer.end_object();
}

void write_choice(json::Writer& writer, std::initializer_list<std::string_view> choices) {
    writer.begin_object().name("type").string("string").name("enum").begin_array();
    for (const auto choice : choices) {
        writer.string(choice);
    }
    writer.end_array().end_object();
}

}  // namespace hako::api::schema
