// SPDX-License-Identifier: Apache-2.0
#include "server/settings.hpp"

#include "base/limits.hpp"
#include "server/settings_file.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace hako::server {
namespace {

using Given = std::vector<GivenSetting>;
using Lines = std::vector<std::string>;

/// A TOML file that goes away with the test.
class SettingsTest : public testing::Test {
protected:
    ~SettingsTest() override {
        std::filesystem::remove_all(folder_);
    }

    std::string file_with(std::string_view text) {
        std::filesystem::create_directories(folder_);
        const auto path = folder_ / "hako.toml";
        std::ofstream(path, std::ios::binary) << text;
        return path.string();
    }

    /// The sentence with which the settings are refused; empty when they are not.
    static std::string refusal(const Given& options, const Lines& environment = {}) {
        const auto settings = resolve_settings(options, environment);
        return settings ? std::string() : settings.error().params().front().text.text();
    }

    std::string file_refusal(std::string_view text) {
        const std::string path = file_with(text);
        std::string sentence = refusal({{"config", {path}}});
        EXPECT_EQ(sentence.find(path + ": "), 0U) << sentence;
        return sentence.substr(std::min(sentence.size(), path.size() + 2));
    }

    std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                    ("hako_settings_" + std::to_string(::getpid()) + "_" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
};

ListenAddress listen_at(std::string_view address, std::uint16_t port) {
    return {IpAddress::parse(address).value(), port};
}

TEST_F(SettingsTest, defaults_are_those_of_the_table_and_the_limits) {
    const auto settings = resolve_settings({}, {});
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->data, "./data");
    EXPECT_EQ(settings->listen, std::vector{listen_at("127.0.0.1", 8080)});
    EXPECT_FALSE(settings->metrics_listen);
    EXPECT_EQ(settings->io_threads, usable_cpu_count());
    EXPECT_TRUE(settings->trusted_proxies.empty());
    EXPECT_EQ(settings->connections_max, limits::kHttpConnectionsMax);
    EXPECT_EQ(settings->connections_per_address_max, limits::kHttpConnectionsPerAddressMax);
    EXPECT_EQ(settings->registrations_per_minute_max, limits::kRegistrationsPerAddressAndMinuteMax);
    EXPECT_EQ(settings->mails_per_hour_max, limits::kMailsPerHourMax);
    EXPECT_EQ(settings->reset_mails_per_hour_max, limits::kResetMailsPerHourMax);
    EXPECT_EQ(settings->log_format, LogFormat::text);
    EXPECT_EQ(settings->log_level, LogLevel::info);
    EXPECT_EQ(settings->log_requests, LogRequests::on);
    EXPECT_EQ(settings->slow_query, std::chrono::milliseconds(500));
    EXPECT_EQ(settings->scan_seconds_max, limits::kScanSecondsMax);
    EXPECT_TRUE(settings->config.empty());
}

TEST_F(SettingsTest, io_threads_follow_the_cpus_the_process_may_use) {
    cpu_set_t before;
    ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
    std::size_t first = 0;
    while (!CPU_ISSET(first, &before)) {
        ++first;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    const auto settings = resolve_settings({}, {});
    ASSERT_EQ(sched_setaffinity(0, sizeof before, &before), 0);
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->io_threads, 1U);
}

TEST_F(SettingsTest, an_option_beats_a_variable_beats_the_file_beats_the_default) {
    const std::string path = file_with("data = '/file'\nio-threads = 3\nconnections-max = 30\n");
    const auto settings = resolve_settings(
        Given{{"data", {"/option"}}, {"config", {path}}},
        Lines{"HAKO_DATA=/variable", "HAKO_IO_THREADS=2"}
    );
    ASSERT_TRUE(settings) << settings.error().params().front().text.text();
    EXPECT_EQ(settings->data, "/option");
    EXPECT_EQ(settings->io_threads, 2U);
    EXPECT_EQ(settings->connections_max, 30U);
    EXPECT_EQ(settings->connections_per_address_max, 1'000U);
    EXPECT_EQ(settings->config, path);
}

TEST_F(SettingsTest, the_file_may_be_named_by_a_variable) {
    const std::string path = file_with("io-threads = 3\n");
    const auto settings = resolve_settings({}, Lines{"HAKO_CONFIG=" + path});
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->io_threads, 3U);
}

TEST_F(SettingsTest, every_setting_is_read_from_options_variables_and_the_file_alike) {
    const std::map<std::string, std::string> values{
        {"data", "/d"},
        {"listen", "[::1]:1"},
        {"metrics-listen", "0.0.0.0:9"},
        {"io-threads", "7"},
        {"trusted-proxy", "10.0.0.0/8"},
        {"connections-max", "5"},
        {"connections-per-address-max", "6"},
        {"registrations-per-minute-max", "8"},
        {"login-failures-max", "9"},
        {"login-failures-per-address-max", "10"},
        {"mails-per-hour-max", "11"},
        {"reset-mails-per-hour-max", "12"},
        {"log-format", "json"},
        {"log-level", "error"},
        {"log-requests", "off"},
        {"slow-query-ms", "0"},
        {"scan-seconds-max", "2"},
        {"push-apns-production", "https://apns.example"},
        {"push-apns-development", "https://apns.example:444"},
        {"push-fcm", "https://fcm.example"},
        {"push-oauth", "https://oauth.example/token"},
        {"push-ca-file", "/ca.pem"},
    };
    Given options;
    Lines environment;
    std::string text;
    for (const Setting& setting : all_settings()) {
        const std::string name(setting.name);
        if (name == "config") {
            continue;
        }
        const std::string& value = values.at(name);
        options.push_back({name, {value}});
        environment.push_back(environment_name(name) + "=" + value);
        text += name + " = \"" + value + "\"\n";
    }
    const Given only_file{{"config", {file_with(text)}}};
    for (const auto& settings :
         {resolve_settings(options, {}),
          resolve_settings({}, environment),
          resolve_settings(only_file, {})}) {
        ASSERT_TRUE(settings) << settings.error().params().front().text.text();
        EXPECT_EQ(settings->data, "/d");
        EXPECT_EQ(settings->listen, std::vector{listen_at("::1", 1)});
        EXPECT_EQ(settings->metrics_listen, listen_at("0.0.0.0", 9));
        EXPECT_EQ(settings->io_threads, 7U);
        ASSERT_EQ(settings->trusted_proxies.size(), 1U);
        EXPECT_EQ(settings->trusted_proxies.front().text(), "10.0.0.0/8");
        EXPECT_EQ(settings->connections_max, 5U);
        EXPECT_EQ(settings->connections_per_address_max, 6U);
        EXPECT_EQ(settings->registrations_per_minute_max, 8U);
        EXPECT_EQ(settings->login_failures_max, 9U);
        EXPECT_EQ(settings->login_failures_per_address_max, 10U);
        EXPECT_EQ(settings->mails_per_hour_max, 11U);
        EXPECT_EQ(settings->reset_mails_per_hour_max, 12U);
        EXPECT_EQ(settings->log_format, LogFormat::json);
        EXPECT_EQ(settings->log_level, LogLevel::error);
        EXPECT_EQ(settings->log_requests, LogRequests::off);
        EXPECT_FALSE(settings->slow_query);
        EXPECT_EQ(settings->scan_seconds_max, std::chrono::seconds(2));
        EXPECT_EQ(settings->push_apns_production, "https://apns.example");
        EXPECT_EQ(settings->push_apns_development, "https://apns.example:444");
        EXPECT_EQ(settings->push_fcm, "https://fcm.example");
        EXPECT_EQ(settings->push_oauth, "https://oauth.example/token");
        EXPECT_EQ(settings->push_ca_file, "/ca.pem");
    }
}

TEST_F(SettingsTest, a_repeated_setting_is_a_list_everywhere_and_replaces_the_weaker_list) {
    const std::vector expected{listen_at("127.0.0.1", 1), listen_at("::1", 2)};
    const Lines weaker{"HAKO_LISTEN=127.0.0.1:9"};
    const Given options{{"listen", {"127.0.0.1:1", "[::1]:2"}}};
    EXPECT_EQ(resolve_settings(options, weaker).value().listen, expected);
    const Lines both{"HAKO_LISTEN=127.0.0.1:1,[::1]:2"};
    EXPECT_EQ(resolve_settings({}, both).value().listen, expected);
    const Given file{{"config", {file_with("listen = ['127.0.0.1:1', '[::1]:2']")}}};
    EXPECT_EQ(resolve_settings(file, {}).value().listen, expected);
}

TEST_F(SettingsTest, the_file_takes_numbers_and_booleans_as_such) {
    const std::string path = file_with("log-requests = false\nslow-query-ms = 20\n");
    const auto settings = resolve_settings(Given{{"config", {path}}}, {});
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->log_requests, LogRequests::off);
    EXPECT_EQ(settings->slow_query, std::chrono::milliseconds(20));
}

TEST_F(SettingsTest, an_empty_file_changes_nothing) {
    const auto settings = resolve_settings(Given{{"config", {file_with("")}}}, {});
    ASSERT_TRUE(settings) << settings.error().params().front().text.text();
    EXPECT_EQ(settings->data, "./data");
}

TEST_F(SettingsTest, localhost_and_port_zero_are_addresses) {
    const auto settings = resolve_settings(Given{{"listen", {"localhost:0"}}}, {});
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->listen, std::vector{listen_at("127.0.0.1", 0)});
}

TEST_F(SettingsTest, an_unknown_variable_is_refused_with_the_nearest_name) {
    EXPECT_EQ(
        refusal({}, {"HAKO_LISTENS=127.0.0.1:1"}),
        "Unknown environment variable HAKO_LISTENS. Did you mean HAKO_LISTEN?"
    );
    EXPECT_EQ(refusal({}, {"HAKO_QUANTUM=1"}), "Unknown environment variable HAKO_QUANTUM.");
    EXPECT_EQ(refusal({}, {"HAKO_=1"}), "Unknown environment variable HAKO_.");
    EXPECT_EQ(
        refusal({}, {"HAKO_data=1"}),
        "Unknown environment variable HAKO_data. Did you mean HAKO_DATA?"
    );
}

TEST_F(SettingsTest, variables_that_are_not_for_the_server_are_left_alone) {
    EXPECT_EQ(
        refusal(
            {},
            {"PATH=/bin",
             "hako_listen=x",
             "HAKO_SERVICE_HOST=10.0.0.1",
             "HAKO_SERVICE_PORT_HTTP=80",
             "HAKO_PORT=tcp://10.0.0.1:80",
             "HAKO_PORT_80_TCP_ADDR=10.0.0.1",
             "HAKO_TEST_PG=x",
             "HAKO_URL=http://127.0.0.1",
             "HAKO_KEY=x"}
        ),
        ""
    );
}

TEST_F(SettingsTest, a_wrong_value_is_refused_by_the_name_it_was_given_under) {
    EXPECT_EQ(
        refusal({{"io-threads", {"0"}}}),
        "--io-threads: '0' is not a number from 1 to 1024, or auto."
    );
    EXPECT_EQ(
        refusal({}, {"HAKO_LOG_FORMAT=xml"}), "HAKO_LOG_FORMAT: 'xml' is not one of text, json."
    );
    EXPECT_EQ(
        file_refusal("log-level = 'trace'\n"),
        "log-level: 'trace' is not one of debug, info, warning, error."
    );
    EXPECT_EQ(refusal({}, {"HAKO_DATA="}), "HAKO_DATA: '' is not a path.");
    EXPECT_EQ(refusal({}, {"HAKO_DATA"}), "HAKO_DATA: '' is not a path.");
}

TEST_F(SettingsTest, numbers_out_of_range_or_shape_are_refused) {
    const std::map<std::string, std::vector<std::string>> wrong{
        {"io-threads", {"", "-1", "+1", "1.5", "1025", "2 ", " 2", "0x2", "99999999999999999999"}},
        {"connections-max", {"0", "1000001", "many"}},
        {"connections-per-address-max", {"0", "1000001"}},
        {"slow-query-ms", {"-1", "3600001", "1s"}},
        {"scan-seconds-max", {"0", "3601"}},
        {"log-requests", {"yes", "ON", ""}},
    };
    for (const auto& [name, values] : wrong) {
        for (const std::string& value : values) {
            EXPECT_EQ(
                refusal({{name, {value}}}).find("--" + name + ": '" + value + "' is not "), 0U
            ) << name
              << " " << value;
        }
    }
}

TEST_F(SettingsTest, addresses_that_are_none_are_refused) {
    for (const auto* text :
         {"",
          "8080",
          ":8080",
          "*:8080",
          "127.0.0.1",
          "127.0.0.1:",
          "127.0.0.1:65536",
          "127.0.0.1:-1",
          "127.1:80",
          "::1:8080",
          "[::1]",
          "[::1]8080",
          "[127.0.0.1]:80",
          "[]:80",
          "example.org:80",
          "http://127.0.0.1:80"}) {
        EXPECT_NE(refusal({{"listen", {text}}}).find("is not HOST:PORT"), std::string::npos)
            << text;
        EXPECT_NE(refusal({{"metrics-listen", {text}}}).find("is not HOST:PORT"), std::string::npos)
            << text;
    }
}

TEST_F(SettingsTest, a_proxy_range_must_be_one_and_not_everybody) {
    for (const auto* text : {"", "0.0.0.0/0", "::/0", "10.0.0.1/8", "proxy", "10.0.0.1-10.0.0.9"}) {
        const std::string sentence = refusal({{"trusted-proxy", {text}}});
        EXPECT_EQ(sentence.find("--trusted-proxy: '" + std::string(text) + "' is not"), 0U) << text;
        EXPECT_TRUE(sentence.ends_with('.') && !sentence.ends_with("..")) << sentence;
    }
}

TEST_F(SettingsTest, unknown_keys_and_tables_of_the_file_are_refused) {
    EXPECT_EQ(
        file_refusal("lissten = '127.0.0.1:1'\n"), "unknown key lissten. Did you mean listen?"
    );
    EXPECT_EQ(file_refusal("io_threads = 1\n"), "unknown key io_threads. Did you mean io-threads?");
    EXPECT_EQ(file_refusal("config = 'other.toml'\n").find("unknown key config."), 0U);
    EXPECT_EQ(
        file_refusal("data = 'x'\n[log]\nlevel = 'info'\n"),
        "line 2: unknown table [log]: the file has none."
    );
    EXPECT_EQ(file_refusal("[[listen]]\n"), "line 1: unknown table [listen]: the file has none.");
    EXPECT_EQ(
        file_refusal("listen.port = 1\n"), "line 1: unknown table [listen]: the file has none."
    );
}

TEST_F(SettingsTest, values_of_the_file_of_another_type_are_refused) {
    for (const auto* value : {"1.5", "2026-01-01", "[1.5]", "[['a']]", "nan"}) {
        EXPECT_EQ(
            file_refusal("listen = " + std::string(value) + "\n"),
            "line 1: listen must be a string, a whole number, true or false."
        ) << value;
    }
}

TEST_F(SettingsTest, one_value_is_one_value_and_a_list_needs_one) {
    const std::string two = file_with("data = ['a', 'b']\n");
    EXPECT_EQ(refusal({{"config", {two}}}), two + ": data takes one value.");
    const std::string none = file_with("listen = []\n");
    EXPECT_EQ(refusal({{"config", {none}}}), none + ": listen needs a value.");
    EXPECT_EQ(refusal({{"config", {file_with("trusted-proxy = []\n")}}}), "");
    EXPECT_EQ(refusal({{"data", {"a", "b"}}}), "--data takes one value.");
}

TEST_F(SettingsTest, a_file_that_is_no_toml_is_refused_with_the_line) {
    EXPECT_EQ(file_refusal("data = 'x'\nlisten 127.0.0.1\n").find("line 2: "), 0U);
    EXPECT_EQ(file_refusal("data = 'x'\ndata = 'y'\n").find("line 2: "), 0U);
    EXPECT_EQ(file_refusal("data = '\xff'\n").find("line 1: "), 0U);
}

TEST_F(SettingsTest, a_file_that_cannot_be_read_is_refused_by_name) {
    EXPECT_EQ(
        refusal({{"config", {"/does/not/exist.toml"}}}),
        "/does/not/exist.toml: the file cannot be read (No such file or directory)."
    );
    EXPECT_EQ(refusal({{"config", {"/"}}}), "/: this is a folder, not a file.");
    EXPECT_EQ(refusal({}, {"HAKO_CONFIG="}), "config: '' is not a path.");
}

TEST_F(SettingsTest, the_table_names_each_setting_once_and_helps_with_each) {
    std::set<std::string_view> names;
    for (const Setting& setting : all_settings()) {
        EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
        EXPECT_FALSE(setting.help.empty()) << setting.name;
        EXPECT_FALSE(setting.value_name.empty()) << setting.name;
    }
    EXPECT_EQ(environment_name("connections-per-address-max"), "HAKO_CONNECTIONS_PER_ADDRESS_MAX");
}

}  // namespace
}  // namespace hako::server
