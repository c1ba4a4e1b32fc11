// SPDX-License-Identifier: Apache-2.0
#include "api/app/results.hpp"

#include "api/app/front.hpp"
#include "api/results.hpp"
#include "api/schema.hpp"
#include "domain/properties.hpp"
#include "json/write.hpp"

#include <utility>

namespace hako::api::app {

LoginResult login_result(sessions::Login login, RequestScope& request) {
    request.new_session = std::move(login.session);
    return {std::move(login.user), std::move(login.login_token)};
}

}  // namespace hako::api::app

namespace hako::rpc {
namespace schema = api::schema;

void ResultType<api::app::LoginResult>::write(
    std::string& out,
    const api::app::LoginResult& result
) {
    out += R"({"user":)";
    users::append_json(out, result.user.view(), std::nullopt);
    out += R"(,"loginToken":)";
    json::append_string(out, result.login_token.reveal());
    out += '}';
}

void ResultType<api::app::LoginResult>::schema(json::Writer& writer) {
    schema::write_object(
        writer, {{"user", &api::write_user_schema}, {"loginToken", &schema::string}}
    );
}

void ResultType<api::app::PropertiesResult>::write(
    std::string& out,
    const api::app::PropertiesResult& result
) {
    out += R"({"properties":{)";
    // Each property comes with a comma before it: the first one's is not wanted.
    const std::size_t begin = out.size();
    append_own_properties(out, result.stored, result.selection);
    if (out.size() > begin) {
        out.erase(begin, 1);
    }
    out += "}}";
}

void ResultType<api::app::PropertiesResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"properties", &schema::object}});
}

}  // namespace hako::rpc
