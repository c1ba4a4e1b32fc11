// SPDX-License-Identifier: Apache-2.0
#include "json/document.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hako::json {
namespace {

std::string decode_base64(std::string_view text) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int bit_count = 0;
    for (const char c : text) {
        if (c == '=') {
            break;
        }
        const std::size_t value = kAlphabet.find(c);
        EXPECT_NE(value, std::string_view::npos) << text;
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFU;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes += static_cast<char>(bits >> bit_count & 0xFFU);
        }
    }
    return bytes;
}

std::vector<std::vector<std::string>> read_table(const std::string& name) {
    std::ifstream file(std::string(HAKO_JSON_SUITE_FOLDER) + "/" + name);
    EXPECT_TRUE(file.is_open()) << name;
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string>& row = rows.emplace_back();
        std::size_t begin = 0;
        while (begin <= line.size()) {
            const std::size_t end = std::min(line.find('\t', begin), line.size());
            row.push_back(line.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    return rows;
}

/// The text of each case by its name.
std::map<std::string, std::string> read_cases() {
    std::map<std::string, std::string> cases;
    for (const std::vector<std::string>& row : read_table("cases.tsv")) {
        const std::string unit = row.size() > 2 ? decode_base64(row[2]) : "";
        std::string& text = cases[row.at(0)];
        for (int i = std::stoi(row.at(1)); i > 0; --i) {
            text += unit;
        }
        text += row.size() > 3 ? decode_base64(row[3]) : "";
    }
    return cases;
}

/// The names of the cases whose names start with `prefix` and that are refused, or accepted.
struct Outcome {
    std::set<std::string> accepted;
    std::set<std::string> refused;
};

Outcome outcome_of(std::string_view prefix) {
    Outcome outcome;
    Document document;
    for (const auto& [name, text] : read_cases()) {
        if (name.starts_with(prefix)) {
            const bool is_good = !document.parse(text).has_value();
            (is_good ? outcome.accepted : outcome.refused).insert(name);
        }
    }
    return outcome;
}

TEST(JsonTestSuite, every_good_text_is_accepted_but_the_two_with_duplicate_names) {
    const Outcome outcome = outcome_of("y_");
    const std::set<std::string> duplicates = {
        "y_object_duplicated_key", "y_object_duplicated_key_and_value"
    };
    EXPECT_EQ(outcome.accepted.size(), 93);
    EXPECT_EQ(outcome.refused, duplicates);
}

TEST(JsonTestSuite, every_bad_text_is_refused) {
    const Outcome outcome = outcome_of("n_");
    EXPECT_EQ(outcome.accepted, std::set<std::string>());
    EXPECT_EQ(outcome.refused.size(), 188);
}

TEST(JsonTestSuite, texts_left_to_the_reader_are_read_as_written_down) {
    Outcome expected;
    for (const std::vector<std::string>& row : read_table("choices.tsv")) {
        ASSERT_TRUE(row.at(1) == "accept" || row.at(1) == "refuse") << row.at(0);
        (row.at(1) == "accept" ? expected.accepted : expected.refused).insert(row.at(0));
    }
    const Outcome outcome = outcome_of("i_");
    EXPECT_EQ(outcome.accepted, expected.accepted);
    EXPECT_EQ(outcome.refused, expected.refused);
    EXPECT_EQ(outcome.accepted.size() + outcome.refused.size(), 35);
}

TEST(JsonTestSuite, refusals_name_a_byte_of_the_text_or_its_end) {
    Document document;
    for (const auto& [name, text] : read_cases()) {
        const std::optional<SyntaxError> error = document.parse(text);
        if (error) {
            EXPECT_LE(error->byte, text.size()) << name;
            EXPECT_FALSE(error->what.empty()) << name;
        }
    }
}

}  // namespace
}  // namespace hako::json
