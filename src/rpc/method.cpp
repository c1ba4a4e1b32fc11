// SPDX-License-Identifier: Apache-2.0
#include "rpc/method.hpp"

namespace hako::rpc {

void ResultType<Ok>::write(std::string& out, const Ok&) {
    out.append(R"("OK")");
}

void ResultType<Ok>::schema(json::Writer& writer) {
    writer.begin_object().name("const").string("OK").end_object();
}

}  // namespace hako::rpc
