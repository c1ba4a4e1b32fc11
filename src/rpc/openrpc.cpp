// SPDX-License-Identifier: Apache-2.0
#include "rpc/openrpc.hpp"

#include "json/write.hpp"
#include "rpc/registry.hpp"

#include <algorithm>
#include <utility>

namespace hako::rpc {
namespace {

constexpr std::string_view kOpenRpcVersion = "1.3.2";
constexpr std::string_view kExtension = "x-hako-extension";

/// JSON-RPC's own range (section 5.1): every API may answer these, so none lists them.
bool is_reserved(int code) {
    return code >= -32768 && code <= -32000;
}

void write_param(json::Writer& writer, const Field& field) {
    writer.begin_object().name("name").string(field.name);
    if (!field.description.empty()) {
        writer.name("description").string(field.description);
    }
    writer.name("required").boolean(field.presence == Presence::required).name("schema");
    field.schema(writer);
    if (!field.other_name.empty()) {
        writer.name("x-hako-aliases").begin_array().string(field.other_name).end_array();
    }
    if (field.origin == Origin::ours) {
        writer.name(kExtension).boolean(true);
    }
    writer.end_object();
}

std::vector<WireError>
list_errors(const ApiDescription& description, WireTable wire, const MethodEntry& method) {
    std::vector<WireError> listed;
    const auto add = [&](ErrorCode code) {
        const WireError error = wire(code);
        const bool is_listed = std::find(listed.begin(), listed.end(), error) != listed.end();
        if (!is_reserved(error.code) && !is_listed) {
            listed.push_back(error);
        }
    };
    std::for_each(description.errors.begin(), description.errors.end(), add);
    std::for_each(method.errors.begin(), method.errors.end(), add);
    return listed;
}

void write_errors(json::Writer& writer, std::span<const WireError> errors) {
    if (errors.empty()) {
        return;
    }
    writer.name("errors").begin_array();
    for (const auto& error : errors) {
        writer.begin_object();
        writer.name("code").integer(error.code).name("message").string(error.message);
        writer.end_object();
    }
    writer.end_array();
}

void write_method(
    json::Writer& writer,
    const MethodEntry& method,
    ParamStructure param_structure,
    std::span<const WireError> errors
) {
    writer.begin_object();
    writer.name("name").string(method.name).name("summary").string(method.summary);
    writer.name("paramStructure");
    writer.string(param_structure == ParamStructure::either ? "either" : "by-name");
    writer.name("params").begin_array();
    for (const auto& field : method.fields) {
        write_param(writer, field);
    }
    writer.end_array();
    writer.name("result").begin_object().name("name").string("result").name("schema");
    method.result_schema(writer);
    writer.end_object();
    write_errors(writer, errors);
    if (method.origin == Origin::ours) {
        writer.name(kExtension).boolean(true);
    }
    writer.end_object();
}

/// Puts the white space between the tokens of one JSON text.
class Indenter {
public:
    std::string run(std::string_view json) {
        for (std::size_t i = 0; i < json.size(); ++i) {
            const char c = json[i];
            if (in_string_) {
                copy_in_string(c);
            } else {
                const char next = i + 1 < json.size() ? json[i + 1] : '\0';
                put_token_character(c, next);
            }
        }
        out_.push_back('\n');
        return std::move(out_);
    }

private:
    void copy_in_string(char c) {
        out_.push_back(c);
        in_string_ = escaped_ || c != '"';
        escaped_ = !escaped_ && c == '\\';
    }

    void put_token_character(char c, char next) {
        const bool closes = c == '}' || c == ']';
        const bool opens = c == '{' || c == '[';
        if (closes) {
            --depth_;
            if (!is_empty_) {
                start_line();
            }
        }
        out_.push_back(c);
        in_string_ = c == '"';
        is_empty_ = opens && (next == '}' || next == ']');
        if (opens) {
            ++depth_;
        }
        if (c == ',' || (opens && !is_empty_)) {
            start_line();
        } else if (c == ':') {
            out_.push_back(' ');
        }
    }

    void start_line() {
        out_.push_back('\n');
        out_.append(2 * depth_, ' ');
    }

    std::string out_;
    std::size_t depth_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
    bool is_empty_ = false;
};

}  // namespace

std::string openrpc_document(
    const ApiDescription& description,
    WireTable wire,
    std::span<const MethodEntry> methods
) {
    std::string out;
    json::Writer writer(out);
    writer.begin_object().name("openrpc").string(kOpenRpcVersion);
    writer.name("info").begin_object();
    writer.name("title").string(description.title).name("version").string(description.version);
    if (!description.description.empty()) {
        writer.name("description").string(description.description);
    }
    writer.end_object();
    writer.name("methods").begin_array();
    for (const auto& method : methods) {
        write_method(
            writer, method, description.param_structure, list_errors(description, wire, method)
        );
    }
    writer.end_array().end_object();
    return out;
}

std::string indented(std::string_view json) {
    return Indenter().run(json);
}

Task<Result<void>> discover(const Invocation& invocation) {
    NoParams params;
    auto decoded = decode_params({}, invocation.params, invocation.unknown_params, &params);
    if (decoded) {
        invocation.out.append(invocation.methods.openrpc());
    }
    return Task<Result<void>>::ready(std::move(decoded));
}

void discover_schema(json::Writer& writer) {
    writer.begin_object().name("type").string("object").end_object();
}

}  // namespace hako::rpc
