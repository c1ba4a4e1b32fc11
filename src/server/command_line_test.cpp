// SPDX-License-Identifier: Apache-2.0
#include "server/command_line.hpp"

#include <gtest/gtest.h>

namespace hako::server {
namespace {

constexpr const char* kId = "0123456789abcdef01234567";
constexpr UnixMillis kNow = 1'800'000'000'000;

class StoppedClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override {
        return kNow;
    }

    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return {};
    }
};

using Arguments = std::vector<std::string>;
using Parsed = std::variant<Invocation, EarlyExit>;

Parsed parse(const Arguments& arguments, const Arguments& environment = {}) {
    return parse_command_line(arguments, environment, StoppedClock());
}

/// The command that the arguments make; a failed test when they make none, or another.
template <class T>
T command_of(const Parsed& parsed) {
    if (const auto* exit = std::get_if<EarlyExit>(&parsed)) {
        throw std::runtime_error(exit->text);
    }
    return std::get<T>(std::get<Invocation>(parsed).command);
}

std::string usage_of(const Arguments& arguments, const Arguments& environment = {}) {
    const Parsed parsed = parse(arguments, environment);
    const auto* exit = std::get_if<EarlyExit>(&parsed);
    if (exit == nullptr) {
        return "accepted";
    }
    EXPECT_EQ(exit->code, ExitCode::usage);
    EXPECT_TRUE(exit->text.ends_with('\n'));
    return exit->text;
}

TEST(CommandLine, serve_takes_every_setting) {
    const Parsed parsed = parse(
        {"serve",
         "--data",
         "/d",
         "--listen",
         "127.0.0.1:1",
         "--listen=[::1]:2",
         "--trusted-proxy",
         "10.0.0.0/8",
         "--log-format",
         "json"},
        {"HAKO_IO_THREADS=3"}
    );
    command_of<Serve>(parsed);
    const auto& invocation = std::get<Invocation>(parsed);
    EXPECT_EQ(invocation.settings.data, "/d");
    EXPECT_EQ(invocation.settings.listen.size(), 2U);
    EXPECT_EQ(invocation.settings.trusted_proxies.size(), 1U);
    EXPECT_EQ(invocation.settings.log_format, LogFormat::json);
    EXPECT_EQ(invocation.settings.io_threads, 3U);
}

TEST(CommandLine, backend_commands_take_their_arguments_in_any_place) {
    const Parsed create = parse({"backend", "create", "My game", "--data", "/d", "--json"});
    EXPECT_EQ(command_of<BackendCreate>(create).name, "My game");
    EXPECT_EQ(std::get<Invocation>(create).settings.data, "/d");
    EXPECT_EQ(std::get<Invocation>(create).output, OutputFormat::json);

    EXPECT_EQ(
        command_of<BackendCreate>(parse({"backend", "create", "--data", "/d", "--json", "x"})).name,
        "x"
    );
    const Parsed list = parse({"backend", "list"});
    command_of<BackendList>(list);
    EXPECT_EQ(std::get<Invocation>(list).output, OutputFormat::text);
    EXPECT_EQ(std::get<Invocation>(list).settings.data, "./data");

    const auto rename = command_of<BackendRename>(parse({"backend", "rename", kId, "Other"}));
    EXPECT_EQ(rename.id.text(), kId);
    EXPECT_EQ(rename.name, "Other");
    EXPECT_EQ(command_of<BackendDelete>(parse({"backend", "delete", kId})).id.text(), kId);
}

TEST(CommandLine, the_data_folder_of_a_command_may_come_from_the_environment) {
    const Parsed parsed = parse({"backend", "list"}, {"HAKO_DATA=/e"});
    EXPECT_EQ(std::get<Invocation>(parsed).settings.data, "/e");
}

TEST(CommandLine, backend_set_splits_at_the_first_equals_sign) {
    const auto set = command_of<BackendSet>(
        parse({"backend", "set", kId, "managementApi=off", "passwordLengthMin=8", "x=a=b", "y="})
    );
    EXPECT_EQ(set.id.text(), kId);
    ASSERT_EQ(set.options.size(), 4U);
    EXPECT_EQ(set.options[0].name, "managementApi");
    EXPECT_EQ(set.options[0].value, "off");
    EXPECT_EQ(set.options[2].value, "a=b");
    EXPECT_EQ(set.options[3].value, "");
}

TEST(CommandLine, backend_get_takes_one_name_or_none) {
    EXPECT_EQ(
        command_of<BackendGet>(parse({"backend", "get", kId, "managementApi"})).name,
        "managementApi"
    );
    EXPECT_FALSE(command_of<BackendGet>(parse({"backend", "get", kId})).name);
}

TEST(CommandLine, key_commands_take_their_options) {
    const auto create = command_of<KeyCreate>(parse(
        {"key",
         "create",
         "--backend",
         kId,
         "--ip",
         "10.0.0.0/8",
         "--ip",
         "::1",
         "--name",
         "cron",
         "--expires",
         "90d"}
    ));
    EXPECT_EQ(create.backend.text(), kId);
    ASSERT_EQ(create.ranges.size(), 2U);
    EXPECT_EQ(create.ranges[1].text(), "::1");
    EXPECT_EQ(create.name, "cron");
    EXPECT_EQ(create.expires_at, kNow + 90 * 86'400'000LL);

    const auto plain = command_of<KeyCreate>(parse({"key", "create", "--backend", kId}));
    EXPECT_TRUE(plain.ranges.empty());
    EXPECT_TRUE(plain.name.empty());
    EXPECT_FALSE(plain.expires_at);

    EXPECT_EQ(command_of<KeyList>(parse({"key", "list", "--backend", kId})).backend.text(), kId);
    const auto revoke = command_of<KeyRevoke>(parse({"key", "revoke", "--backend", kId, "k1"}));
    EXPECT_EQ(revoke.key_id, "k1");
}

TEST(CommandLine, version_and_openrpc_work_whatever_the_environment_holds) {
    const Arguments environment{"HAKO_NONSENSE=1"};
    command_of<PrintOpenRpc>(parse({"openrpc"}, environment));
    command_of<PrintVersion>(parse({"version"}, environment));
    command_of<PrintVersion>(parse({"--version"}, environment));
    const Parsed json = parse({"version", "--json"}, environment);
    EXPECT_EQ(std::get<Invocation>(json).output, OutputFormat::json);
}

TEST(CommandLine, help_is_answered_for_every_command) {
    const std::vector<std::pair<Arguments, std::string>> helps{
        {{"--help"}, "Exit codes: 0 done"},
        {{"serve", "--help"}, "HAKO_LISTEN; default 127.0.0.1:8080"},
        {{"serve", "-h"}, "--slow-query-ms MS"},
        {{"backend", "--help"}, "rename"},
        {{"backend", "create", "--help"}, "NAME"},
        {{"backend", "set", "--help"}, "NAME=VALUE"},
        {{"key", "create", "--help"}, "--ip CIDR"},
        {{"key", "revoke", "--help"}, "KEYID"},
        {{"openrpc", "--help"}, "JSON"},
        {{"version", "--help"}, "--json"},
    };
    for (const auto& [arguments, part] : helps) {
        const Parsed parsed = parse(arguments, {"HAKO_NONSENSE=1"});
        const auto* exit = std::get_if<EarlyExit>(&parsed);
        ASSERT_NE(exit, nullptr) << arguments.front();
        EXPECT_EQ(exit->code, ExitCode::ok);
        EXPECT_NE(exit->text.find(part), std::string::npos) << exit->text;
    }
}

TEST(CommandLine, a_command_that_is_missing_is_answered_with_the_help) {
    EXPECT_NE(usage_of({}).find("serve"), std::string::npos);
    EXPECT_NE(usage_of({"backend"}).find("rename"), std::string::npos);
    EXPECT_NE(usage_of({"key"}).find("revoke"), std::string::npos);
}

TEST(CommandLine, unknown_options_and_commands_are_refused_with_the_nearest_name) {
    const std::vector<std::pair<Arguments, std::string>> refusals{
        {{"serv"}, "hako: Unknown command 'serv'. Did you mean serve?\n"},
        {{"backnd"}, "hako: Unknown command 'backnd'. Did you mean backend?\n"},
        {{"xyzzy"}, "hako: Unknown command 'xyzzy'.\n"},
        {{"--quiet"}, "hako: Unknown option '--quiet'.\n"},
        {{"serve", "--lisen", "127.0.0.1:1"},
         "hako serve: Unknown option '--lisen'. Did you mean --listen?\n"},
        {{"serve", "--lisen=127.0.0.1:1"},
         "hako serve: Unknown option '--lisen'. Did you mean --listen?\n"},
        {{"serve", "extra"}, "hako serve: Unknown argument 'extra'.\n"},
        {{"serve", "backend"}, "hako serve: Unknown argument 'backend'.\n"},
        {{"backend", "creat", "x"}, "hako backend: Unknown command 'creat'. Did you mean create?\n"
        },
        {{"backend", "serve"}, "hako backend: Unknown command 'serve'.\n"},
        {{"backend", "list", "extra"}, "hako backend list: Unknown argument 'extra'.\n"},
        {{"backend", "create", "a", "b"}, "hako backend create: Unknown argument 'b'.\n"},
        {{"key", "create", "--backnd", kId},
         "hako key create: Unknown option '--backnd'. Did you mean --backend?\n"},
        {{"key", "list", "--backend", kId, "--listen", "127.0.0.1:1"},
         "hako key list: Unknown option '--listen'.\n"},
        {{"openrpc", "--json"}, "hako openrpc: Unknown option '--json'.\n"},
        {{"serve", "--json"}, "hako serve: Unknown option '--json'.\n"},
    };
    for (const auto& [arguments, sentence] : refusals) {
        EXPECT_EQ(usage_of(arguments), sentence);
    }
}

TEST(CommandLine, what_is_missing_is_named) {
    for (const auto& [arguments, name] : std::vector<std::pair<Arguments, std::string>>{
             {{"backend", "create"}, "NAME"},
             {{"backend", "rename", kId}, "NAME"},
             {{"backend", "delete"}, "ID"},
             {{"backend", "set", kId}, "NAME=VALUE"},
             {{"key", "create"}, "--backend"},
             {{"key", "list"}, "--backend"},
             {{"key", "revoke", "--backend", kId}, "KEYID"},
             {{"serve", "--data"}, "--data"},
         }) {
        const std::string sentence = usage_of(arguments);
        EXPECT_NE(sentence.find(name), std::string::npos) << sentence;
        EXPECT_EQ(sentence.find("hako " + arguments.front()), 0U) << sentence;
    }
}

TEST(CommandLine, wrong_values_are_refused_by_name) {
    const std::vector<std::pair<Arguments, std::string>> refusals{
        {{"serve", "--io-threads", "0"},
         "hako serve: --io-threads: '0' is not a number from 1 to 1024, or auto.\n"},
        {{"backend", "delete", "nonsense"},
         "hako backend delete: 'nonsense' is not a backend's id, which is 24 lower-case hex "
         "digits.\n"},
        {{"backend", "set", kId, "managementApi"},
         "hako backend set: 'managementApi' is not NAME=VALUE.\n"},
        {{"backend", "set", kId, "=on"}, "hako backend set: '=on' is not NAME=VALUE.\n"},
        {{"key", "create", "--backend", kId, "--expires", "2020-01-01T00:00:00Z"},
         "hako key create: --expires: '2020-01-01T00:00:00Z': Must lie in the future.\n"},
        {{"key", "create", "--backend", kId, "--expires", ""},
         "hako key create: --expires: '': Must be a time such as 2027-01-31T09:00:00Z, or a number "
         "of days such as 90d.\n"},
        {{"key", "create", "--backend", kId, "--expires", "soon"},
         "hako key create: --expires: 'soon': Must be a time such as 2027-01-31T09:00:00Z, or a "
         "number of days such as 90d.\n"},
    };
    for (const auto& [arguments, sentence] : refusals) {
        EXPECT_EQ(usage_of(arguments), sentence);
    }
    for (const auto* id : {"", "0123456789ABCDEF01234567", "0123456789abcdef0123456"}) {
        for (const Arguments& arguments : std::vector<Arguments>{
                 {"backend", "rename", id, "x"},
                 {"backend", "get", id},
                 {"backend", "set", id, "a=b"},
                 {"key", "create", "--backend", id},
                 {"key", "list", "--backend", id},
                 {"key", "revoke", "--backend", id, "k"},
             }) {
            EXPECT_NE(usage_of(arguments).find("is not a backend's id"), std::string::npos) << id;
        }
    }
}

TEST(CommandLine, key_ranges_that_are_none_are_refused) {
    for (const auto* range :
         {"0.0.0.0/0", "::/0", "10.0.0.1/8", "10.0.0.1-10.0.0.9", "010.0.0.1"}) {
        EXPECT_EQ(
            usage_of({"key", "create", "--backend", kId, "--ip", range})
                .find("hako key create: --ip: '" + std::string(range) + "': "),
            0U
        ) << range;
    }
}

TEST(CommandLine, an_option_that_takes_one_value_is_given_once_and_with_one) {
    for (const Arguments& arguments : std::vector<Arguments>{
             {"serve", "--data", "/a", "--data", "/b"},
             {"serve", "--data"},
         }) {
        EXPECT_EQ(usage_of(arguments), "hako serve: --data takes one value.\n");
    }
}

TEST(CommandLine, one_value_options_do_not_swallow_what_follows) {
    const auto revoke =
        command_of<KeyRevoke>(parse({"key", "revoke", "--data", "/d", "--backend", kId, "k1"}));
    EXPECT_EQ(revoke.key_id, "k1");
    EXPECT_EQ(
        usage_of({"key", "create", "--backend", kId, "--ip", "10.0.0.1", "10.0.0.2"}),
        "hako key create: Unknown argument '10.0.0.2'.\n"
    );
}

TEST(CommandLine, unknown_variables_stop_commands_too) {
    EXPECT_EQ(
        usage_of({"backend", "list"}, {"HAKO_DATTA=/d"}),
        "hako backend list: Unknown environment variable HAKO_DATTA. Did you mean HAKO_DATA?\n"
    );
}

TEST(CommandLine, mail_configure_is_for_one_backend_or_all) {
    const auto all = command_of<MailConfigure>(
        parse({"mail", "configure", "--host", "h.example", "--from", "A <a@b.example>"})
    );
    EXPECT_FALSE(all.backend);
    EXPECT_FALSE(all.port);
    EXPECT_EQ(all.host, "h.example");
    EXPECT_EQ(all.from, "A <a@b.example>");
    const auto one = command_of<MailConfigure>(parse(
        {"mail",
         "configure",
         "--backend",
         kId,
         "--host",
         "h.example",
         "--from",
         "a@b.c",
         "--port",
         "465",
         "--security",
         "tls",
         "--username",
         "u",
         "--password-file",
         "-",
         "--ca",
         "ca.pem"}
    ));
    EXPECT_EQ(one.backend->text(), kId);
    EXPECT_EQ(one.port, 465);
    EXPECT_EQ(one.password.file, "-");
    EXPECT_EQ(one.ca.file, "ca.pem");
    EXPECT_EQ(
        usage_of({"mail", "configure", "--host", "h", "--from", "f", "--backend", "x"}),
        "hako mail configure: 'x' is not a backend's id, which is 24 lower-case hex digits.\n"
    );
}

TEST(CommandLine, mail_template_commands_are_words_of_their_own) {
    const auto set = command_of<TemplateSet>(parse(
        {"mail", "template", "set", "welcome", "--backend", kId, "--subject", "", "--use", "reset"}
    ));
    EXPECT_EQ(set.name, "welcome");
    EXPECT_EQ(set.subject, "");
    EXPECT_FALSE(set.from);
    EXPECT_EQ(set.use, "reset");
    const auto test = command_of<MailTest>(parse(
        {"mail",
         "template",
         "test",
         "welcome",
         "--backend",
         kId,
         "--to",
         "a@b.c",
         "--param",
         "name=x=y",
         "--param",
         "other="}
    ));
    EXPECT_EQ(test.template_name, "welcome");
    ASSERT_EQ(test.values.size(), 2U);
    EXPECT_EQ(test.values[0], std::pair(std::string("name"), std::string("x=y")));
    EXPECT_EQ(test.values[1], std::pair(std::string("other"), std::string()));
    EXPECT_EQ(
        usage_of(
            {"mail", "template", "test", "w", "--backend", kId, "--to", "a@b.c", "--param", "x"}
        ),
        "hako mail template test: --param: 'x' is not NAME=VALUE.\n"
    );
    EXPECT_FALSE(command_of<MailTest>(parse({"mail", "test", "--to", "a@b.c"})).template_name);
}

}  // namespace
}  // namespace hako::server
