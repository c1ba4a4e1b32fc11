// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "json/document.hpp"
#include "rpc/wire_error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hako::rpc {

/// One well-formed Request object (JSON-RPC 2.0, section 4). Views the document it was decoded
/// from.
struct Call {
    /// The id's exact JSON text (a string, a number or null), to be echoed; empty: a notification.
    std::optional<std::string_view> id;

    /// A string. Its characters may be escaped: read it with `string(scratch)`.
    json::Value method;

    /// An object or an array; empty when absent or null.
    std::optional<json::Value> params;
};

/// A batch of 1 to kRpcBatchCallsMax elements, which are decoded one by one with `decode_call`.
struct Batch {
    json::Elements elements;
    std::size_t size;
};

/// A body, or an element of a batch, that is not a Request object.
struct Refused {
    WireError error;

    /// JSON text: the id that was sent when it is a legal one, else `null`.
    std::string_view id;

    /// What is wrong with which member, for the caller.
    std::vector<ParamError> data;
};

using Message = std::variant<Call, Batch, Refused>;

/// Reads a whole body.
///
/// Text that `document` does not take is -32700 with
/// `data: {"body": "Duplicate member name at byte 17."}`; bytes are counted from 1. An empty batch
/// and one over kRpcBatchCallsMax are -32600 for the whole body. What is returned views `body` and
/// `document`, and dies with the document's next text.
Message decode_message(std::string_view body, json::Document& document);

/// Reads one Request object, alone or of a batch; all its wrong members are told at once.
///
/// -32600 when it is not an object, `jsonrpc` is not "2.0", `method` is not a string, `params` is a
/// number, string or boolean, or `id` is an object, array or boolean (then, and only then, the id
/// is not echoed). Members that JSON-RPC does not know are passed over.
std::variant<Call, Refused> decode_call(json::Value value);

}  // namespace hako::rpc
