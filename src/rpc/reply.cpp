// SPDX-License-Identifier: Apache-2.0
#include "rpc/reply.hpp"

#include "json/write.hpp"

namespace hako::rpc {
namespace {

void append_head(std::string& out, std::string_view id) {
    out.append(R"({"jsonrpc":"2.0","id":)");
    out.append(id);
}

void append_error_head(std::string& out, std::string_view id, const WireError& error) {
    append_head(out, id);
    out.append(R"(,"error":{"code":)");
    json::append_integer(out, error.code);
    out.append(R"(,"message":)");
    json::append_string(out, error.message);
}

}  // namespace

void append_result_begin(std::string& out, std::string_view id) {
    append_head(out, id);
    out.append(R"(,"result":)");
}

void append_result_end(std::string& out) {
    out.push_back('}');
}

void append_error(
    std::string& out,
    std::string_view id,
    const WireError& error,
    std::span<const ParamError> data,
    std::optional<std::chrono::milliseconds> retry_after
) {
    append_error_head(out, id, error);
    if (!data.empty() || retry_after) {
        out.append(R"(,"data":)");
        json::Writer writer(out);
        writer.begin_object();
        for (const auto& param : data) {
            writer.name(param.name).string(param.text.text());
        }
        if (retry_after) {
            writer.name("retryAfterMs").integer(retry_after->count());
        }
        writer.end_object();
    }
    out.append("}}");
}

void append_bug(std::string& out, std::string_view id, std::string_view incident) {
    append_error_head(out, id, kInternalError);
    if (!incident.empty()) {
        out.append(R"(,"data":{"incident":)");
        json::append_string(out, incident);
        out.push_back('}');
    }
    out.append("}}");
}

}  // namespace hako::rpc
