// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/server_checks.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hako::mail {
namespace {

GivenServer good() {
    GivenServer given;
    given.host = "smtp.example.com";
    given.username = "user";
    given.password = crypto::Secret("pass word");
    given.from = "Hako <hako@example.com>";
    return given;
}

std::vector<std::string> wrong(GivenServer given) {
    std::vector<std::string> names;
    const auto server = checked(std::move(given));
    if (!server) {
        for (const auto& param : server.error().params()) {
            names.push_back(param.name);
        }
    }
    return names;
}

using Names = std::vector<std::string>;

TEST(ServerChecks, the_port_follows_from_the_security) {
    EXPECT_EQ(checked(good())->port, 587);
    GivenServer tls = good();
    tls.security = SmtpSecurity::tls;
    EXPECT_EQ(checked(std::move(tls))->port, 465);
    GivenServer given = good();
    given.port = 2525;
    EXPECT_EQ(checked(std::move(given))->port, 2525);
}

TEST(ServerChecks, hosts_are_names_or_addresses) {
    for (const char* host : {"localhost", "127.0.0.1", "::1", "mail.example.com"}) {
        GivenServer given = good();
        given.host = host;
        EXPECT_EQ(wrong(std::move(given)), Names()) << host;
    }
    for (const char* host :
         {"", "a b", "a/b", "smtp://a.b", "a.b:25", "a.b\r\n", "[::1]", "-a.b", "a@b.c", "a.b?x"}) {
        GivenServer given = good();
        given.host = host;
        EXPECT_EQ(wrong(std::move(given)), Names{"host"}) << host;
    }
}

TEST(ServerChecks, attack_90_no_field_takes_a_line_end_or_nul) {
    for (const std::string& evil :
         {std::string("\r\nRCPT TO:<x@y.z>"), std::string("\n"), std::string(1, '\0')}) {
        GivenServer given = good();
        given.host += evil;
        given.username += evil;
        given.password = crypto::Secret("p" + evil);
        given.from += evil;
        EXPECT_EQ(wrong(std::move(given)), (Names{"host", "username", "password", "from"}));
    }
}

TEST(ServerChecks, a_password_is_never_sent_in_clear) {
    GivenServer given = good();
    given.security = SmtpSecurity::none;
    EXPECT_EQ(wrong(std::move(given)), Names{"security"});
    GivenServer open = good();
    open.security = SmtpSecurity::none;
    open.username.clear();
    open.password = crypto::Secret("");
    EXPECT_EQ(wrong(std::move(open)), Names());
}

TEST(ServerChecks, username_and_password_come_together) {
    GivenServer given = good();
    given.password = crypto::Secret("");
    EXPECT_EQ(wrong(std::move(given)), Names{"password"});
}

TEST(ServerChecks, ports_and_authorities_are_looked_at) {
    GivenServer given = good();
    given.port = 0;
    given.ca_pem = "not a certificate";
    EXPECT_EQ(wrong(std::move(given)), (Names{"port", "ca"}));
    GivenServer high = good();
    high.port = 65'536;
    EXPECT_EQ(wrong(std::move(high)), Names{"port"});
}

}  // namespace
}  // namespace hako::mail
