// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/smtp_server_codec.hpp"

#include "base/check.hpp"
#include "json/document.hpp"
#include "json/number.hpp"
#include "json/write.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hako::mail {
namespace {

constexpr std::array<std::string_view, 3> kSecurities{"starttls", "tls", "none"};

std::string associated(const std::optional<BackendId>& backend) {
    return "mail server " + (backend ? backend->text() : std::string("of all"));
}

SmtpServer read(json::Value root) {
    const auto member = [&](std::string_view name) {
        const auto value = root.find(name);
        check(value.has_value(), "sealed mail settings have all their fields");
        return *value;
    };
    const auto port = json::integral_value(member("port").text());
    const auto security = parse_security(member("security").string());
    auto from = Mailbox::parse(member("from").string());
    check(port && security && from, "sealed mail settings were checked before");
    return {
        .host = member("host").string(),
        .port = static_cast<std::uint16_t>(*port),
        .security = *security,
        .username = member("username").string(),
        .password = crypto::Secret(member("password").string()),
        .ca_pem = member("ca").string(),
        .from = *std::move(from),
    };
}

}  // namespace

std::string_view to_string(SmtpSecurity security) {
    return kSecurities.at(static_cast<std::size_t>(security));
}

std::optional<SmtpSecurity> parse_security(std::string_view text) {
    const auto* const found = std::find(kSecurities.begin(), kSecurities.end(), text);
    if (found == kSecurities.end()) {
        return std::nullopt;
    }
    return static_cast<SmtpSecurity>(found - kSecurities.begin());
}

std::string seal(
    const crypto::Sealer& sealer,
    const SmtpServer& server,
    const std::optional<BackendId>& backend,
    Random& random
) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object().name("host").string(server.host).name("port").integer(server.port);
    writer.name("security").string(to_string(server.security));
    writer.name("username").string(server.username);
    writer.name("password").string(server.password.reveal());
    writer.name("ca").string(server.ca_pem).name("from").string(server.from.text()).end_object();
    const crypto::Secret secret(std::move(text));
    return sealer.seal(secret.reveal(), associated(backend), random);
}

std::shared_ptr<const SmtpServer>
open(const crypto::Sealer& sealer, const SealedSmtpServer& sealed) {
    const auto secret = sealer.open(sealed.box, associated(sealed.backend));
    if (!secret) {
        return nullptr;
    }
    json::Document document;
    check(!document.parse(secret->reveal()).has_value(), "what was sealed is JSON");
    return std::make_shared<const SmtpServer>(read(document.root()));
}

}  // namespace hako::mail
