// SPDX-License-Identifier: Apache-2.0
#include "rpc/message.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <utility>

namespace hako::rpc {
namespace {

constexpr std::string_view kNullId = "null";

Refused refuse(const WireError& error, std::string_view about, std::string text) {
    Refused refused{.error = error, .id = kNullId, .data = {}};
    refused.data.push_back({std::string(about), PublicText(std::move(text))});
    return refused;
}

/// The members of a Request object, as they stand.
struct Parts {
    std::optional<json::Value> version;
    std::optional<json::Value> id;
    std::optional<json::Value> method;
    std::optional<json::Value> params;
};

Parts take_apart(json::Value object) {
    Parts parts;
    std::string scratch;
    for (const auto& member : object.members()) {
        const auto name = member.name.string(scratch);
        if (name == "jsonrpc") {
            parts.version = member.value;
        } else if (name == "id") {
            parts.id = member.value;
        } else if (name == "method") {
            parts.method = member.value;
        } else if (name == "params") {
            parts.params = member.value;
        }
    }
    return parts;
}

bool is_version_two(const std::optional<json::Value>& version) {
    std::string scratch;
    return version && version->is(json::Kind::string) && version->string(scratch) == "2.0";
}

bool is_legal_id(json::Value id) {
    return id.is(json::Kind::string) || id.is(json::Kind::number) || id.is(json::Kind::null);
}

bool are_legal_params(json::Value params) {
    return params.is(json::Kind::object) || params.is(json::Kind::array) ||
           params.is(json::Kind::null);
}

std::vector<ParamError> find_faults(const Parts& parts) {
    std::vector<ParamError> faults;
    const auto add = [&](std::string_view name, std::string_view text) {
        faults.push_back({std::string(name), PublicText(std::string(text))});
    };
    if (!is_version_two(parts.version)) {
        add("jsonrpc", "Must be \"2.0\".");
    }
    if (!parts.method || !parts.method->is(json::Kind::string)) {
        add("method", "Must be a string.");
    }
    if (parts.params && !are_legal_params(*parts.params)) {
        add("params", "Must be an object or an array.");
    }
    if (parts.id && !is_legal_id(*parts.id)) {
        add("id", "Must be a string, a number or null.");
    }
    return faults;
}

}  // namespace

std::variant<Call, Refused> decode_call(json::Value value) {
    if (!value.is(json::Kind::object)) {
        return refuse(kInvalidRequest, "request", "Must be an object.");
    }
    const Parts parts = take_apart(value);
    auto faults = find_faults(parts);
    if (!faults.empty()) {
        const bool has_legal_id = parts.id && is_legal_id(*parts.id);
        return Refused{
            .error = kInvalidRequest,
            .id = has_legal_id ? parts.id->text() : kNullId,
            .data = std::move(faults),
        };
    }
    Call call{.id = std::nullopt, .method = *parts.method, .params = std::nullopt};
    if (parts.id) {
        call.id = parts.id->text();
    }
    if (parts.params && !parts.params->is(json::Kind::null)) {
        call.params = parts.params;
    }
    return call;
}

Message decode_message(std::string_view body, json::Document& document) {
    if (const auto error = document.parse(body)) {
        return refuse(
            kParseError, "body", fmt::format("{} at byte {}.", error->what, error->byte + 1)
        );
    }
    const json::Value root = document.root();
    if (!root.is(json::Kind::array)) {
        auto decoded = decode_call(root);
        if (auto* refused = std::get_if<Refused>(&decoded)) {
            return std::move(*refused);
        }
        return std::get<Call>(decoded);
    }
    if (root.size() == 0) {
        return refuse(kInvalidRequest, "body", "A batch holds at least one call.");
    }
    if (root.size() > limits::kRpcBatchCallsMax) {
        return refuse(
            kInvalidRequest,
            "body",
            fmt::format("A batch holds at most {} calls.", limits::kRpcBatchCallsMax)
        );
    }
    return Batch{.elements = root.elements(), .size = root.size()};
}

}  // namespace hako::rpc
