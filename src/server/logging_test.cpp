// SPDX-License-Identifier: Apache-2.0
#include "server/logging.hpp"

#include "server/log_escape.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hako::server {
namespace {

class StoppedClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override {
        return 1'795'512'600'125;
    }

    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return {};
    }
};

/// A log whose lines can be read once it is closed.
class LogTest : public testing::Test {
protected:
    LogTest() {
        EXPECT_EQ(::pipe(pipe_.data()), 0);
    }

    ~LogTest() override {
        for (const int end : pipe_) {
            if (end >= 0) {
                ::close(end);
            }
        }
    }

    std::unique_ptr<AsyncLog> open(LogOptions options) {
        options.file_descriptor = pipe_[1];
        return make_log(options, clock_);
    }

    /// All that was written. Ends the log.
    std::string close(std::unique_ptr<AsyncLog> log) {
        log.reset();
        ::close(std::exchange(pipe_[1], -1));
        return read_all();
    }

    std::string read_all() {
        std::string text;
        std::array<char, 4'096> part{};
        ssize_t count = 0;
        while ((count = ::read(pipe_[0], part.data(), part.size())) > 0) {
            text.append(part.data(), static_cast<std::size_t>(count));
        }
        return text;
    }

    StoppedClock clock_;
    std::array<int, 2> pipe_{-1, -1};
};

TEST_F(LogTest, a_line_of_text_has_time_level_event_and_fields) {
    auto log = open({});
    log->write(
        LogLevel::info,
        "request",
        {{"method", "User.list"},
         {"status", std::int64_t{200}},
         {"seconds", 0.25},
         {"agent", "a b"},
         {"nothing", ""}}
    );
    EXPECT_EQ(
        close(std::move(log)),
        "2026-11-24T09:30:00.125Z info request method=User.list status=200 seconds=0.25 "
        "agent=\"a b\" nothing=\"\"\n"
    );
}

TEST_F(LogTest, a_line_of_json_is_one_object) {
    auto log = open({.format = LogFormat::json});
    log->write(
        LogLevel::error,
        "commit failed",
        {{"why", "disk \"full\""},
         {"bytes", std::int64_t{-1}},
         {"seconds", 1.5},
         {"ratio", std::numeric_limits<double>::infinity()}}
    );
    EXPECT_EQ(
        close(std::move(log)),
        R"({"time":"2026-11-24T09:30:00.125Z","level":"error","event":"commit failed",)"
        R"("why":"disk \"full\"","bytes":-1,"seconds":1.5,"ratio":null})"
        "\n"
    );
}

TEST_F(LogTest, levels_below_the_chosen_one_are_off) {
    auto log = open({.level = LogLevel::warning});
    EXPECT_FALSE(log->is_on(LogLevel::debug));
    EXPECT_FALSE(log->is_on(LogLevel::info));
    EXPECT_TRUE(log->is_on(LogLevel::warning));
    EXPECT_TRUE(log->is_on(LogLevel::error));
    log->write(LogLevel::debug, "a", {});
    log->write(LogLevel::info, "b", {});
    log->write(LogLevel::warning, "c", {});
    EXPECT_EQ(close(std::move(log)), "2026-11-24T09:30:00.125Z warning c\n");
}

TEST_F(LogTest, no_value_can_forge_a_line_of_text) {
    auto log = open({});
    log->write(LogLevel::info, "e", {{"a", "x\n2026-11-24T09:30:00.125Z error forged b=1"}});
    EXPECT_EQ(
        close(std::move(log)),
        "2026-11-24T09:30:00.125Z info e a=\"x\\u000a2026-11-24T09:30:00.125Z error forged b=1\"\n"
    );
}

TEST_F(LogTest, no_value_can_forge_a_line_of_json) {
    auto log = open({.format = LogFormat::json});
    log->write(LogLevel::info, "e\r", {{"a\"", "x\"}\n{\"level\":\"error"}});
    EXPECT_EQ(
        close(std::move(log)),
        R"({"time":"2026-11-24T09:30:00.125Z","level":"info","event":"e\u000d",)"
        R"("a\"":"x\"}\u000a{\"level\":\"error"})"
        "\n"
    );
}

TEST_F(LogTest, lines_come_in_order_and_whole_from_many_threads) {
    auto log = open({.queue_lines_max = 1'000});
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (std::int64_t i = 0; i < 50; ++i) {
                log->write(LogLevel::info, "e", {{"i", i}});
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(log->dropped_line_count(), 0U);
    const std::string text = close(std::move(log));
    std::size_t lines = 0;
    for (std::size_t start = 0; start < text.size(); ++lines) {
        const std::size_t end = text.find('\n', start);
        ASSERT_NE(end, std::string::npos);
        EXPECT_EQ(text.compare(start, 33, "2026-11-24T09:30:00.125Z info e i"), 0);
        start = end + 1;
    }
    EXPECT_EQ(lines, 200U);
}

TEST_F(LogTest, a_reader_that_does_not_read_costs_lines_and_never_time) {
    auto log = open({.queue_lines_max = 16});
    // Far more than the pipe (64 KiB) and the queue hold, with nobody reading: this returns.
    const std::string value(1'000, 'x');
    for (int i = 0; i < 1'000; ++i) {
        log->write(LogLevel::info, "e", {{"value", value}});
    }
    EXPECT_GT(log->dropped_line_count(), 500U);
    std::string text;
    std::thread reader([&] { text = read_all(); });
    log.reset();
    ::close(std::exchange(pipe_[1], -1));
    reader.join();
    EXPECT_NE(text.find(" warning log lines dropped count="), std::string::npos);
    EXPECT_TRUE(text.ends_with('\n'));
}

TEST_F(LogTest, a_descriptor_that_does_not_block_gets_all_lines) {
    ASSERT_EQ(::fcntl(pipe_[1], F_SETFL, O_NONBLOCK), 0);
    auto log = open({.queue_lines_max = 2'000});
    const std::string value(1'000, 'x');
    for (int i = 0; i < 500; ++i) {
        log->write(LogLevel::info, "e", {{"value", value}});
    }
    std::string text;
    std::thread reader([&] { text = read_all(); });
    log.reset();
    ::close(std::exchange(pipe_[1], -1));
    reader.join();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 500);
}

TEST_F(LogTest, a_descriptor_that_is_closed_is_no_trouble) {
    StoppedClock clock;
    auto log = make_log({.file_descriptor = -1}, clock);
    log->write(LogLevel::error, "e", {});
}

TEST_F(LogTest, long_values_are_cut_and_say_so) {
    auto log = open({.value_bytes_max = 10});
    log->write(LogLevel::info, "e", {{"value", "0123456789abc"}, {"short", "0123456789"}});
    EXPECT_EQ(
        close(std::move(log)),
        "2026-11-24T09:30:00.125Z info e value=\"0123456789... (3 bytes more)\" "
        "short=0123456789\n"
    );
}

std::string escaped(std::string_view text) {
    std::string out;
    append_log_escaped(out, text);
    return out;
}

TEST(LogEscape, plain_text_of_any_language_stays) {
    EXPECT_EQ(escaped("GameScore 123 é 日本 😀"), "GameScore 123 é 日本 😀");
}

TEST(LogEscape, what_could_forge_a_line_or_steer_a_terminal_is_escaped) {
    using namespace std::string_view_literals;
    const auto cases = std::to_array<std::pair<std::string_view, const char*>>({
        {"\r\n"sv, R"(\u000d\u000a)"},
        {"\0\t"sv, R"(\u0000\u0009)"},
        {"\x1b[2J"sv, R"(\u001b[2J)"},
        {"\x7f"sv, R"(\u007f)"},
        {"\xc2\x85"sv, R"(\u0085)"},      // next line
        {"\xc2\x9b"sv, R"(\u009b)"},      // control sequence introducer
        {"\xe2\x80\xa8"sv, R"(\u2028)"},  // line separator
        {"\xe2\x80\xae"sv, R"(\u202e)"},  // right-to-left override
        {"\xe2\x81\xa6"sv, R"(\u2066)"},  // left-to-right isolate
        {R"(")"sv, R"(\")"},
        {R"(\n)"sv, R"(\\n)"},
        {R"(a="b" level=error)"sv, R"(a=\"b\" level=error)"},
    });
    for (const auto& [text, expected] : cases) {
        EXPECT_EQ(escaped(text), expected);
    }
}

TEST(LogEscape, bytes_that_are_not_utf8_become_replacement_characters) {
    for (const auto* text :
         {"\x80",
          "\xff",
          "\xc0\x80",
          "\xc3",
          "\xe0\x80\x80",
          "\xed\xa0\x80",
          "\xf4\x90\x80\x80",
          "\xf0\x80\x80\x80",
          "\xf8\x80\x80\x80\x80",
          "\xe2\x80"}) {
        const std::string out = escaped(text);
        EXPECT_EQ(out.find("\\ufffd"), 0U) << out;
        for (const char c : out) {
            EXPECT_TRUE(static_cast<unsigned char>(c) < 0x80) << out;
        }
    }
    EXPECT_EQ(escaped("a\xff z"), "a\\ufffd z");
}

TEST(LogEscape, a_cut_character_at_the_end_does_not_read_past_it) {
    EXPECT_EQ(escaped(std::string_view("ab\xe2\x80\xa8", 4)), "ab\\ufffd\\ufffd");
}

}  // namespace
}  // namespace hako::server
