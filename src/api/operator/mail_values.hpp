// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/mail/operator_service.hpp"
#include "rpc/param_type.hpp"
#include "rpc/result_type.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the methods on mail take and answer, as their JSON.
namespace hako::api::operator_front {

/// `{"backendId","configuredAt","host","port","security","username","from","ca"}`: `backendId` null
/// for the server of all, `ca` whether it has authorities of its own. Never the password. Without
/// the rest, but with `"host":null`, when the settings do not open.
struct MailServerResult {
    mail::ServerSummary server;
};

/// An array of the same.
struct MailServersResult {
    std::vector<mail::ServerSummary> servers;
};

/// `{"name","subject","from","bcc","body","use","updatedAt"}`; `use` is apps, reset or nobody.
struct TemplateResult {
    mail::Template value;
};

/// An array of the same.
struct TemplatesResult {
    std::vector<mail::Template> templates;
};

/// `{"sent","host","code","detail"}`
struct MailTestResult {
    mail::TestReport report;
};

}  // namespace hako::api::operator_front

namespace hako::rpc {

#define HAKO_PARAM_TYPE(T)                                                   \
    template <>                                                              \
    struct ParamType<T> {                                                    \
        static std::optional<T> decode(json::Value value, std::string& why); \
        static void schema(json::Writer& writer);                            \
    }

#define HAKO_RESULT_TYPE(T)                                   \
    template <>                                               \
    struct ResultType<T> {                                    \
        static void write(std::string& out, const T& result); \
        static void schema(json::Writer& writer);             \
    }

HAKO_PARAM_TYPE(mail::SmtpSecurity);
HAKO_PARAM_TYPE(mail::TemplateUse);

HAKO_RESULT_TYPE(api::operator_front::MailServerResult);
HAKO_RESULT_TYPE(api::operator_front::MailServersResult);
HAKO_RESULT_TYPE(api::operator_front::TemplateResult);
HAKO_RESULT_TYPE(api::operator_front::TemplatesResult);
HAKO_RESULT_TYPE(api::operator_front::MailTestResult);

#undef HAKO_RESULT_TYPE
#undef HAKO_PARAM_TYPE

}  // namespace hako::rpc
