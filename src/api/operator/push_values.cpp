// SPDX-License-Identifier: Apache-2.0
#include "api/operator/push_values.hpp"

#include "api/schema.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hako::rpc {
namespace {

namespace schema = api::schema;

using api::operator_front::ConfiguredResult;
using api::operator_front::CredentialsResult;
using api::operator_front::DoctorResult;
using api::operator_front::Environments;
using api::operator_front::Slots;
using push::ApnsEnvironment;
using push::Diagnosis;

/// The words of a non-empty array, each turned by `parse`; empty when one is none.
template <class T, class Parse>
std::optional<std::vector<T>> decode_words(json::Value value, Parse parse) {
    if (!value.is(json::Kind::array)) {
        return std::nullopt;
    }
    std::vector<T> words;
    for (const auto element : value.elements()) {
        const auto word =
            element.is(json::Kind::string) ? parse(element.string()) : std::optional<T>();
        if (!word) {
            return std::nullopt;
        }
        words.push_back(*word);
    }
    return words.empty() ? std::nullopt : std::optional(std::move(words));
}

std::optional<ApnsEnvironment> parse_environment(std::string_view text) {
    if (text == "development") {
        return ApnsEnvironment::development;
    }
    return text == "production" ? std::optional(ApnsEnvironment::production) : std::nullopt;
}

std::string_view to_string(Diagnosis::Weight weight) {
    static constexpr std::array<std::string_view, 3> kWords{"good", "warning", "wrong"};
    return kWords.at(static_cast<std::size_t>(weight));
}

void write_summary(json::Writer& writer, const push::CredentialSummary& summary) {
    writer.begin_object().name("for").string(push::to_string(summary.slot));
    writer.name("configuredAt").integer(summary.configured_at);
    for (const auto& [name, value] : summary.facts) {
        writer.name(name).string(value);
    }
    if (summary.facts.empty()) {
        writer.name("kind").string("unreadable");
    }
    if (summary.expires_at) {
        writer.name("expiresAt").integer(*summary.expires_at);
    }
    writer.end_object();
}

void write_summaries(json::Writer& writer, const std::vector<push::CredentialSummary>& summaries) {
    writer.begin_array();
    for (const auto& summary : summaries) {
        write_summary(writer, summary);
    }
    writer.end_array();
}

void string_array(json::Writer& writer) {
    schema::write_array(writer, &schema::string);
}

void object_array(json::Writer& writer) {
    schema::write_array(writer, &schema::object);
}

void boolean(json::Writer& writer) {
    writer.begin_object().name("type").string("boolean").end_object();
}

}  // namespace

std::optional<Environments> ParamType<Environments>::decode(json::Value value, std::string& why) {
    auto words = decode_words<ApnsEnvironment>(value, &parse_environment);
    if (!words) {
        why = "Must be an array of 'development' and 'production'.";
        return std::nullopt;
    }
    return Environments{*std::move(words)};
}

void ParamType<Environments>::schema(json::Writer& writer) {
    string_array(writer);
}

std::optional<Slots> ParamType<Slots>::decode(json::Value value, std::string& why) {
    auto words = decode_words<push::CredentialSlot>(value, &push::parse_slot);
    if (!words) {
        why = "Must be an array of 'apnsDevelopment', 'apnsProduction' and 'fcm'.";
        return std::nullopt;
    }
    return Slots{*std::move(words)};
}

void ParamType<Slots>::schema(json::Writer& writer) {
    string_array(writer);
}

void ResultType<ConfiguredResult>::write(std::string& out, const ConfiguredResult& result) {
    json::Writer writer(out);
    writer.begin_object().name("credentials");
    write_summaries(writer, result.configured.credentials);
    writer.name("warnings").begin_array();
    for (const std::string& warning : result.configured.warnings) {
        writer.string(warning);
    }
    writer.end_array().end_object();
}

void ResultType<ConfiguredResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"credentials", &object_array}, {"warnings", &string_array}});
}

void ResultType<CredentialsResult>::write(std::string& out, const CredentialsResult& result) {
    json::Writer writer(out);
    write_summaries(writer, result.credentials);
}

void ResultType<CredentialsResult>::schema(json::Writer& writer) {
    object_array(writer);
}

void ResultType<DoctorResult>::write(std::string& out, const DoctorResult& result) {
    const bool is_healthy =
        std::none_of(result.findings.begin(), result.findings.end(), [](const Diagnosis& finding) {
            return finding.weight == Diagnosis::Weight::wrong;
        });
    json::Writer writer(out);
    writer.begin_object().name("healthy").boolean(is_healthy).name("findings").begin_array();
    for (const Diagnosis& finding : result.findings) {
        writer.begin_object().name("for");
        if (finding.slot) {
            writer.string(push::to_string(*finding.slot));
        } else {
            writer.null();
        }
        writer.name("weight").string(to_string(finding.weight));
        writer.name("text").string(finding.text).end_object();
    }
    writer.end_array().end_object();
}

void ResultType<DoctorResult>::schema(json::Writer& writer) {
    schema::write_object(writer, {{"healthy", &boolean}, {"findings", &object_array}});
}

}  // namespace hako::rpc
