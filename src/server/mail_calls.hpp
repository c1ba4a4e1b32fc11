// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.hpp"
#include "json/write.hpp"
#include "server/command_line.hpp"
#include "server/operator_calls.hpp"

#include <optional>

namespace hako::server {

/// Begins the call's body; the params object stays open.
void write_call(json::Writer& writer, const MailConfigure& command);
void write_call(json::Writer& writer, const MailShow& command);
void write_call(json::Writer& writer, const MailRemove& command);
void write_call(json::Writer& writer, const MailTest& command);
void write_call(json::Writer& writer, const TemplateSet& command);
void write_call(json::Writer& writer, const TemplateList& command);
void write_call(json::Writer& writer, const TemplateShow& command);
void write_call(json::Writer& writer, const TemplateRemove& command);

/// What a mail command prints for its result; empty for other commands, and for those that print as
/// all do.
std::optional<Printed>
print_mail_result(const Command& command, OutputFormat format, json::Value result);

}  // namespace hako::server
