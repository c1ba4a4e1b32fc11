// SPDX-License-Identifier: Apache-2.0
// JSON-RPC bodies. Input: a body.

#include "base/limits.hpp"
#include "rpc/message.hpp"
#include "target.hpp"

#include <algorithm>
#include <array>

namespace hako::fuzz {
namespace {

/// An id that goes into a reply as it is.
void check_id(std::string_view id) {
    json::Document document;
    require(!document.parse(id), "an id is JSON");
    const json::Kind kind = document.root().kind();
    require(
        kind == json::Kind::null || kind == json::Kind::number || kind == json::Kind::string,
        "an id is a string, a number or null"
    );
}

void check_refused(const rpc::Refused& refused) {
    check_id(refused.id);
    require(
        std::all_of(
            refused.data.begin(),
            refused.data.end(),
            [](const ParamError& error) { return !error.name.empty(); }
        ),
        "what is wrong has a name"
    );
}

void check_call(const rpc::Call& call) {
    if (call.id) {
        check_id(*call.id);
    }
    require(call.method.is(json::Kind::string), "a method is a string");
    require(
        !call.params || call.params->is(json::Kind::object) || call.params->is(json::Kind::array),
        "params are an object or an array"
    );
}

void check_element(json::Value value) {
    const auto decoded = rpc::decode_call(value);
    if (const auto* call = std::get_if<rpc::Call>(&decoded)) {
        check_call(*call);
    } else {
        check_refused(std::get<rpc::Refused>(decoded));
    }
}

}  // namespace
}  // namespace hako::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hako;
    using namespace hako::fuzz;
    json::Document document;
    const rpc::Message message = rpc::decode_message(text_of(data, size), document);
    if (const auto* refused = std::get_if<rpc::Refused>(&message)) {
        check_refused(*refused);
    } else if (const auto* call = std::get_if<rpc::Call>(&message)) {
        check_call(*call);
    } else {
        const auto& batch = std::get<rpc::Batch>(message);
        require(
            batch.size >= 1 && batch.size <= limits::kRpcBatchCallsMax, "a batch has its limit"
        );
        std::size_t count = 0;
        for (const json::Value element : batch.elements) {
            check_element(element);
            ++count;
        }
        require(count == batch.size, "a batch has as many elements as it says");
    }
    return 0;
}
