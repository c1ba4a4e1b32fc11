// SPDX-License-Identifier: Apache-2.0
#include "json/order_key.hpp"

#include "json/number.hpp"

#include <gtest/gtest.h>

#include <compare>
#include <random>
#include <string>
#include <vector>

namespace hako::json {
namespace {

std::string key_of(const std::string& text) {
    Document document;
    EXPECT_FALSE(document.parse(text).has_value()) << text;
    std::string key;
    append_order_key(key, document.root());
    return key;
}

std::string number_key(std::string_view number) {
    std::string key;
    append_number_order_key(key, number);
    return key;
}

std::string equality_text(const std::string& text) {
    Document document;
    EXPECT_FALSE(document.parse(text).has_value()) << text;
    std::string out;
    append_equality_text(out, document.root());
    return out;
}

/// Any spelling of any number, mostly of values that are near each other.
std::string random_number(std::mt19937& random) {
    const auto below = [&random](unsigned bound) {
        return static_cast<unsigned>(random() % bound);
    };
    const auto digits = [&](unsigned count) {
        std::string text;
        for (unsigned i = 0; i < count; ++i) {
            text += static_cast<char>('0' + (below(3) == 0 ? below(10) : below(2) * 9));
        }
        return text;
    };
    std::string text = below(2) == 0 ? "-" : "";
    text += below(3) == 0 ? "0" : std::to_string(1 + below(9)) + digits(below(12));
    if (below(2) == 0) {
        text += "." + digits(1 + below(12));
    }
    if (below(2) == 0) {
        const unsigned range = std::vector<unsigned>{3, 20, 100, 400, 100'000}[below(5)];
        text += std::string(below(2) == 0 ? "e" : "E") + (below(2) == 0 ? "-" : "") +
                std::to_string(below(range));
    }
    return text;
}

TEST(OrderKey, of_numbers_sorts_as_they_compare) {
    std::mt19937 random(20'240'501);
    for (int i = 0; i < 20'000; ++i) {
        const std::string a = random_number(random);
        const std::string b = random_number(random);
        EXPECT_EQ(number_key(a) <=> number_key(b), compare_numbers(a, b)) << a << " and " << b;
    }
}

TEST(OrderKey, is_the_same_for_every_spelling_of_a_number) {
    for (const char* spelling : {"1.0", "1e0", "10e-1", "0.1E+1", "1.000"}) {
        EXPECT_EQ(number_key(spelling), number_key("1")) << spelling;
    }
    EXPECT_EQ(number_key("-0"), number_key("0"));
    EXPECT_EQ(number_key("-0.0e5"), number_key("0"));
    EXPECT_NE(number_key("9007199254740993"), number_key("9007199254740992"));
}

TEST(OrderKey, sorts_numbers_at_the_ends_of_the_short_form) {
    const std::vector<std::string> ascending = {
        "-1e70000", "-1e256", "-1e255", "-1e64",   "-1e63", "-1e62",    "-2",     "-1.01",
        "-1",       "-1e-17", "-1e-18", "-1e-300", "0",     "1e-70000", "1e-300", "1e-256",
        "1e-255",   "1e-19",  "1e-18",  "1e-17",   "1e-16", "1",        "1.01",   "2",
        "1e61",     "1e62",   "1e63",   "1e64",    "1e254", "1e255",    "1e256",  "1e70000"
    };
    for (std::size_t i = 1; i < ascending.size(); ++i) {
        EXPECT_LT(number_key(ascending[i - 1]), number_key(ascending[i])) << ascending[i];
    }
}

TEST(OrderKey, is_short_for_small_integers) {
    EXPECT_EQ(number_key("0").size(), 2);
    EXPECT_EQ(number_key("7").size(), 3);
    EXPECT_EQ(number_key("1000").size(), 3);
    EXPECT_EQ(number_key("2024").size(), 4);
    EXPECT_EQ(number_key("-2024").size(), 5);
    EXPECT_EQ(number_key("1714564812345").size(), 9);
}

TEST(OrderKey, sorts_across_types) {
    const std::vector<std::string> ascending = {
        "null",
        "false",
        "true",
        "-1e300",
        "-1",
        "0",
        "1",
        "1e300",
        R"("")",
        R"("A")",
        R"("a")",
        R"("a\u0000")",
        R"("aa")",
        R"("\u00e9")",
        R"("\uFFFD")",
        R"("\ud83d\ude00")",
        "[]"
    };
    for (std::size_t i = 1; i < ascending.size(); ++i) {
        EXPECT_LT(key_of(ascending[i - 1]), key_of(ascending[i])) << ascending[i];
    }
}

TEST(OrderKey, ranks_arrays_and_objects_alike) {
    EXPECT_EQ(key_of("[1,2]"), key_of("{}"));
    EXPECT_EQ(key_of("[]"), key_of(R"({"a":1})"));
}

TEST(OrderKey, of_null_is_that_of_a_missing_property) {
    std::string missing;
    append_null_order_key(missing);
    EXPECT_EQ(key_of("null"), missing);
}

TEST(OrderKey, of_a_string_does_not_depend_on_its_escapes) {
    EXPECT_EQ(key_of(R"("\u0061\/")"), key_of(R"("a/")"));
    std::string key;
    append_string_order_key(key, "a/");
    EXPECT_EQ(key_of(R"("a/")"), key);
}

TEST(EqualityText, is_the_same_for_equal_values) {
    EXPECT_EQ(
        equality_text(R"({ "b":[1.0,"\u0061"], "a":{"y":1e2,"x":-0} })"),
        equality_text(R"({"a":{"x":0,"y":100},"\u0062":[1,"a"]})")
    );
    EXPECT_EQ(equality_text("12.50"), equality_text("0.125e2"));
    EXPECT_EQ(equality_text("-100"), equality_text("-1e2"));
    EXPECT_EQ(equality_text(R"("\u00e9\/\u000a")"), "\"\xC3\xA9/\\n\"");
    EXPECT_EQ(equality_text("[true,false,null,[],{}]"), "[true,false,null,[],{}]");
}

TEST(EqualityText, differs_for_values_that_differ) {
    const std::vector<std::string> values = {
        "1",
        "-1",
        "10",
        "0.1",
        "9007199254740992",
        "9007199254740993",
        "\"1\"",
        "[1]",
        "[1,2]",
        "[2,1]",
        "[[1],2]",
        "{}",
        "[]",
        "null",
        "false",
        "\"\"",
        "\"null\"",
        R"({"a":1})",
        R"({"a":"1"})",
        R"({"a":1,"b":1})",
        R"({"A":1})"
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            EXPECT_NE(equality_text(values[i]), equality_text(values[j])) << values[i] << values[j];
        }
    }
}

TEST(EqualityText, agrees_with_the_comparison_of_numbers) {
    std::mt19937 random(7);
    for (int i = 0; i < 10'000; ++i) {
        const std::string a = random_number(random);
        const std::string b = random_number(random);
        if (fits_double(a) && fits_double(b)) {
            EXPECT_EQ(equality_text(a) == equality_text(b), compare_numbers(a, b) == 0)
                << a << " and " << b;
            EXPECT_EQ(compare_numbers(equality_text(a), a), std::strong_ordering::equal) << a;
        }
    }
}

}  // namespace
}  // namespace hako::json
