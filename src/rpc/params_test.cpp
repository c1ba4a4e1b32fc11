// SPDX-License-Identifier: Apache-2.0
#include "rpc/params.hpp"

#include "rpc/method.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace hako::rpc {
namespace {

/// A name that cannot be made without being valid, as the domain's are.
class Colour {
public:
    static std::optional<Colour> parse(const std::string& text) {
        return text == "red" ? std::optional(Colour(text)) : std::nullopt;
    }

    [[nodiscard]] const std::string& text() const {
        return text_;
    }

private:
    explicit Colour(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// A filter for which null is not the same as nothing.
struct Filter {
    std::string text;
};

}  // namespace

template <>
struct ParamType<Colour> {
    static std::optional<Colour> decode(json::Value value, std::string& why) {
        auto text = ParamType<std::string>::decode(value, why);
        auto colour = text ? Colour::parse(*text) : std::nullopt;
        if (text && !colour) {
            why = "No such colour.";
        }
        return colour;
    }

    static void schema(json::Writer& writer) {
        ParamType<std::string>::schema(writer);
    }
};

template <>
struct ParamType<Filter> {
    static constexpr bool kNullIsValue = true;

    static std::optional<Filter> decode(json::Value value, std::string& why) {
        auto text = ParamType<std::string>::decode(value, why);
        return text ? std::optional(Filter{*text}) : std::nullopt;
    }

    static void schema(json::Writer& writer) {
        ParamType<std::string>::schema(writer);
    }
};

namespace {

struct Params {
    Given<Colour> colour;
    std::string name;
    std::int64_t page = 1;
    bool is_open = false;
    std::optional<std::int64_t> limit;
    std::optional<json::Value> item;
    std::optional<Filter> user_query;
    std::string sort_property;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("colour", &Params::colour),
    rpc::required("name", &Params::name),
    rpc::optional("page", &Params::page),
    rpc::optional("isOpen", &Params::is_open),
    rpc::optional("limit", &Params::limit),
    rpc::optional("item", &Params::item),
    rpc::optional("userQuery", &Params::user_query),
    rpc::optional("sortProperty", &Params::sort_property).alias("sortPropery")
);

/// Decodes `text` as the params of a call; keeps what the values view.
struct Decoded {
    explicit Decoded(std::string params_text, std::span<const Field> fields = detail::kFields<kParams>)
        : text(std::move(params_text)) {
        std::optional<json::Value> value;
        if (!text.empty()) {
            check(!document.parse(text), "the test's params are not JSON");
            value = document.root();
        }
        auto result = decode_params(fields, value, UnknownParams::refuse, &params);
        if (!result) {
            EXPECT_EQ(result.error().code(), ErrorCode::invalid_params);
            for (const auto& param : result.error().params()) {
                report += param.name + ": " + param.text.text() + "\n";
            }
        }
    }

    std::string text;
    json::Document document;
    Params params;

    /// One line for each wrong parameter; empty when all is well.
    std::string report;
};

std::string report(std::string params_text) {
    return Decoded(std::move(params_text)).report;
}

/// The report of one wrong parameter besides the required ones.
std::string report_with(const std::string& member) {
    return report(R"({"colour":"red","name":"n",)" + member + "}");
}

TEST(Params, are_decoded_by_name) {
    const Decoded decoded(
        R"({"item":{"a":1.10},"limit":5,"isOpen":true,"page":2,"name":"n\u00e9","colour":"red",)"
        R"("userQuery":"q","sortProperty":"score"})"
    );
    EXPECT_EQ(decoded.report, "");
    EXPECT_EQ(decoded.params.colour->text(), "red");
    EXPECT_EQ((*decoded.params.colour).text(), "red");
    EXPECT_EQ(decoded.params.name, "né");
    EXPECT_EQ(decoded.params.page, 2);
    EXPECT_TRUE(decoded.params.is_open);
    EXPECT_EQ(decoded.params.limit, 5);
    EXPECT_EQ(decoded.params.item->text(), R"({"a":1.10})");
    EXPECT_EQ(decoded.params.user_query->text, "q");
    EXPECT_EQ(decoded.params.sort_property, "score");
}

TEST(Params, are_decoded_by_position_in_the_order_of_the_list) {
    const Decoded decoded(R"(["red","n",null,true,7])");
    EXPECT_EQ(decoded.report, "");
    EXPECT_EQ(decoded.params.colour->text(), "red");
    EXPECT_EQ(decoded.params.name, "n");
    EXPECT_EQ(decoded.params.page, 1);
    EXPECT_TRUE(decoded.params.is_open);
    EXPECT_EQ(decoded.params.limit, 7);
    EXPECT_FALSE(decoded.params.item);
}

TEST(Params, keep_their_defaults_when_not_given) {
    const Decoded decoded(R"({"colour":"red","name":""})");
    EXPECT_EQ(decoded.report, "");
    EXPECT_EQ(decoded.params.page, 1);
    EXPECT_FALSE(decoded.params.limit);
    EXPECT_FALSE(decoded.params.user_query);
}

TEST(Params, absent_an_empty_array_and_an_empty_object_are_the_same) {
    const std::string expected =
        "colour: This parameter is required.\nname: This parameter is required.\n";
    EXPECT_EQ(report(""), expected);
    EXPECT_EQ(report("[]"), expected);
    EXPECT_EQ(report("{}"), expected);
}

TEST(Params, null_for_an_optional_one_is_not_given) {
    const Decoded decoded(
        R"({"colour":"red","name":"n","page":null,"isOpen":null,"limit":null,"item":null})"
    );
    EXPECT_EQ(decoded.report, "");
    EXPECT_EQ(decoded.params.page, 1);
    EXPECT_FALSE(decoded.params.item);
}

TEST(Params, null_for_a_required_one_or_a_filter_is_wrong) {
    EXPECT_EQ(report(R"({"colour":"red","name":null})"), "name: Must be a string.\n");
    EXPECT_EQ(report_with(R"("userQuery":null)"), "userQuery: Must be a string.\n");
}

TEST(Params, each_wrong_type_is_told_in_words) {
    const std::map<std::string, std::string> expected{
        {R"("page":"1")", "page: Must be a whole number.\n"},
        {R"("page":1.5)", "page: Must be a whole number.\n"},
        {R"("page":true)", "page: Must be a whole number.\n"},
        {R"("page":[1])", "page: Must be a whole number.\n"},
        {R"("page":9223372036854775808)", "page: Must be a whole number.\n"},
        {R"("limit":{})", "limit: Must be a whole number.\n"},
        {R"("isOpen":"true")", "isOpen: Must be true or false.\n"},
        {R"("isOpen":0)", "isOpen: Must be true or false.\n"},
        {R"("userQuery":7)", "userQuery: Must be a string.\n"},
        {R"("sortProperty":["a"])", "sortProperty: Must be a string.\n"},
    };
    for (const auto& [member, text] : expected) {
        EXPECT_EQ(report_with(member), text) << member;
    }
    EXPECT_EQ(report(R"({"colour":"blue","name":"n"})"), "colour: No such colour.\n");
    EXPECT_EQ(report(R"({"colour":1,"name":"n"})"), "colour: Must be a string.\n");
}

TEST(Params, whole_numbers_are_taken_in_every_spelling) {
    for (const char* ten : {"10", "10.0", "1e1", "100e-1"}) {
        const Decoded decoded(R"({"colour":"red","name":"n","page":)" + std::string(ten) + "}");
        EXPECT_EQ(decoded.report, "") << ten;
        EXPECT_EQ(decoded.params.page, 10) << ten;
    }
    const Decoded largest(R"({"colour":"red","name":"n","page":9223372036854775807})");
    EXPECT_EQ(largest.params.page, INT64_MAX);
}

TEST(Params, all_wrong_ones_are_told_at_once_in_the_order_of_the_list) {
    EXPECT_EQ(
        report(R"({"userQury":1,"limit":"x","page":{},"colour":"green","zzzzzz":0})"),
        "colour: No such colour.\n"
        "name: This parameter is required.\n"
        "page: Must be a whole number.\n"
        "limit: Must be a whole number.\n"
        "userQury: Unknown parameter. Did you mean userQuery?\n"
        "zzzzzz: Unknown parameter.\n"
    );
    EXPECT_EQ(
        report(R"(["green",1,null,0])"),
        "colour: No such colour.\n"
        "name: Must be a string.\n"
        "isOpen: Must be true or false.\n"
    );
}

TEST(Params, names_are_exact) {
    EXPECT_EQ(report_with(R"("Page":2)"), "Page: Unknown parameter. Did you mean page?\n");
    EXPECT_EQ(report_with(R"("":2)"), ": Unknown parameter.\n");
    EXPECT_EQ(report_with(R"("p\u0061ge":"x")"), "page: Must be a whole number.\n");
    EXPECT_EQ(report_with(R"("__proto__":{})"), "__proto__: Unknown parameter.\n");
}

TEST(Params, an_alias_is_taken_and_reported_under_the_proper_name) {
    const Decoded decoded(R"({"colour":"red","name":"n","sortPropery":"score"})");
    EXPECT_EQ(decoded.report, "");
    EXPECT_EQ(decoded.params.sort_property, "score");
    EXPECT_EQ(report_with(R"("sortPropery":1)"), "sortProperty: Must be a string.\n");
}

TEST(Params, an_alias_and_its_name_together_are_wrong_in_either_order) {
    const std::string expected = "sortProperty: Given twice: as sortProperty and as sortPropery.\n";
    EXPECT_EQ(report_with(R"("sortPropery":"a","sortProperty":"a")"), expected);
    EXPECT_EQ(report_with(R"("sortProperty":"a","sortPropery":null)"), expected);
}

TEST(Params, too_many_by_position_are_wrong) {
    EXPECT_EQ(
        report(R"(["red","n",1,true,5,{},"q","score",null,null])"),
        "params: Too many parameters: 10 are given, 8 are known.\n"
    );
    EXPECT_EQ(
        Decoded("[null]", {}).report, "params: Too many parameters: 1 are given, 0 are known.\n"
    );
}

TEST(Params, a_method_without_parameters_takes_none) {
    EXPECT_EQ(Decoded("", {}).report, "");
    EXPECT_EQ(Decoded("[]", {}).report, "");
    EXPECT_EQ(Decoded("{}", {}).report, "");
    EXPECT_EQ(Decoded(R"({"a":1})", {}).report, "a: Unknown parameter.\n");
}

TEST(Params, a_number_of_too_many_characters_is_wrong_wherever_it_stands) {
    const std::string expected = "item: A number may have at most 128 characters.\n";
    const std::string most(128, '1');
    EXPECT_EQ(report_with(R"("item":)" + most), "");
    EXPECT_EQ(report_with(R"("item":1)" + most), expected);
    EXPECT_EQ(report_with(R"("item":{"a":[1)" + most + "]}"), expected);
}

TEST(Params, of_many_unknown_ones_a_few_are_told) {
    std::string text = R"({"colour":"red","name":"n")";
    for (int i = 0; i < 1000; ++i) {
        text += ",\"zzzzzz" + std::to_string(i) + "\":1";
    }
    const std::string told = report(text + "}");
    EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 16);
    EXPECT_TRUE(told.starts_with("zzzzzz0: Unknown parameter.\n"));
}

TEST(Params, a_long_unknown_name_is_shown_shortened_between_characters) {
    const std::string told = report_with('"' + std::string(63, 'x') + R"(é":1)");
    EXPECT_EQ(told, std::string(63, 'x') + "…: Unknown parameter.\n");
    const std::string fits = std::string(62, 'x') + "é";
    EXPECT_EQ(report_with('"' + fits + R"(":1)"), fits + ": Unknown parameter.\n");
}

TEST(Params, a_given_value_can_be_taken_out) {
    Given<std::string> given(std::string("text"));
    EXPECT_EQ(*std::move(given), "text");
}

// What a declaration may not say does not compile.
constexpr Field kFirst{
    .name = "a",
    .other_name = "b",
    .description = "",
    .presence = {},
    .origin = {},
    .null_is_value = false,
    .decode = nullptr,
    .schema = nullptr
};
constexpr Field kSecond{
    .name = "b",
    .other_name = "",
    .description = "",
    .presence = {},
    .origin = {},
    .null_is_value = false,
    .decode = nullptr,
    .schema = nullptr
};
static_assert(detail::are_names_distinct(std::array{kFirst}));
static_assert(!detail::are_names_distinct(std::array{kFirst, kFirst}));
static_assert(!detail::are_names_distinct(std::array{kFirst, kSecond}));
static_assert(!detail::are_names_distinct(std::array{kSecond, kFirst}));
static_assert(detail::kFields<kParams>.size() == 8);
static_assert(kNullIsValue<Filter> && kNullIsValue<std::optional<Filter>>);
static_assert(!kNullIsValue<Colour> && !kNullIsValue<std::optional<std::string>>);

}  // namespace
}  // namespace hako::rpc
