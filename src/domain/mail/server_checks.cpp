// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/server_checks.hpp"

#include "base/ip_address.hpp"
#include "crypto/certificate.hpp"

#include <utility>

namespace hako::mail {
namespace {

constexpr std::int64_t kPortMax = 65'535;
constexpr std::size_t kCredentialBytesMax = 255;

/// RFC 6409, RFC 8314, RFC 5321.
std::int64_t usual_port(SmtpSecurity security) {
    switch (security) {
        case SmtpSecurity::starttls:
            return 587;
        case SmtpSecurity::tls:
            return 465;
        case SmtpSecurity::none:
            return 25;
    }
    return 0;
}

bool is_host(const std::string& text) {
    constexpr std::size_t kHostBytesMax = 253;
    return text.size() <= kHostBytesMax && (is_host_name(text) || IpAddress::parse(text));
}

bool is_credential(std::string_view text) {
    return text.size() <= kCredentialBytesMax && is_one_line(text);
}

void check_login(const GivenServer& given, Error& wrong) {
    if (!is_credential(given.username)) {
        wrong.add_param("username", "Must be one line of at most 255 bytes.");
    }
    if (!is_credential(given.password.reveal())) {
        wrong.add_param("password", "Must be one line of at most 255 bytes.");
    }
    if (given.username.empty() != (given.password.size() == 0)) {
        wrong.add_param("password", "Give both username and password, or none.");
    } else if (!given.username.empty() && given.security == SmtpSecurity::none) {
        wrong.add_param("security", "A password is sent under TLS only: starttls or tls.");
    }
}

}  // namespace

Result<SmtpServer> checked(GivenServer given) {
    Error wrong(ErrorCode::invalid_params);
    if (!is_host(given.host)) {
        wrong.add_param("host", "Must be the name or address of a host.");
    }
    const std::int64_t port = given.port.value_or(usual_port(given.security));
    if (port < 1 || port > kPortMax) {
        wrong.add_param("port", "Must be a number from 1 to 65535.");
    }
    check_login(given, wrong);
    if (!given.ca_pem.empty() && !crypto::pem_contents(given.ca_pem).has_certificate) {
        wrong.add_param("ca", "Must be certificates as PEM.");
    }
    auto from = Mailbox::parse(given.from);
    if (!from) {
        wrong.add_param("from", "Must be an address, or NAME <ADDRESS>.");
    }
    if (!wrong.params().empty()) {
        return wrong;
    }
    return SmtpServer{
        .host = std::move(given.host),
        .port = static_cast<std::uint16_t>(port),
        .security = given.security,
        .username = std::move(given.username),
        .password = std::move(given.password),
        .ca_pem = std::move(given.ca_pem),
        .from = *std::move(from),
    };
}

}  // namespace hako::mail
