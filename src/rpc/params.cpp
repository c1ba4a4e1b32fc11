// SPDX-License-Identifier: Apache-2.0
#include "rpc/params.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "base/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace hako::rpc {
namespace {

/// A caller's object may hold a million unknown names; telling of a few is enough.
constexpr std::size_t kUnknownShownMax = 16;
constexpr std::size_t kUnknownBytesShownMax = 64;

using Slots = std::array<std::optional<json::Value>, kFieldsMax>;

/// Collects what is wrong; costs nothing while nothing is.
class Findings {
public:
    void add(std::string_view name, std::string text) {
        if (!error_) {
            error_.emplace(ErrorCode::invalid_params);
        }
        error_->add_param(name, std::move(text));
    }

    Result<void> take() {
        return error_ ? Result<void>(*std::move(error_)) : Result<void>();
    }

private:
    std::optional<Error> error_;
};

std::optional<std::size_t> find_field(std::span<const Field> fields, std::string_view name) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const bool is_other_name = !name.empty() && name == fields[i].other_name;
        if (name == fields[i].name || is_other_name) {
            return i;
        }
    }
    return std::nullopt;
}

void decode_field(
    const Field& field,
    const std::optional<json::Value>& value,
    void* out,
    Findings& findings
) {
    const bool is_null = value && value->is(json::Kind::null);
    if (!value && field.presence == Presence::required) {
        findings.add(field.name, "This parameter is required.");
        return;
    }
    if (!value || (is_null && field.presence == Presence::optional && !field.null_is_value)) {
        return;
    }
    if (value->has_long_number()) {
        findings.add(
            field.name,
            fmt::format(
                "A number may have at most {} characters.", limits::kJsonNumberCharactersMax
            )
        );
        return;
    }
    std::string why;
    if (!field.decode(*value, out, why)) {
        findings.add(field.name, std::move(why));
    }
}

std::string unknown_text(std::span<const Field> fields, std::string_view name) {
    std::vector<std::string_view> known;
    for (const auto& field : fields) {
        known.push_back(field.name);
    }
    const auto nearest = nearest_name(name, known);
    return nearest ? fmt::format("Unknown parameter. Did you mean {}?", *nearest)
                   : std::string("Unknown parameter.");
}

/// The start of a long name, cut between two characters of UTF-8.
std::string shortened(std::string_view name) {
    if (name.size() <= kUnknownBytesShownMax) {
        return std::string(name);
    }
    std::size_t end = kUnknownBytesShownMax;
    while ((static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return std::string(name.substr(0, end)) + "…";
}

void report_unknown(std::span<const Field> fields, json::Value object, Findings& findings) {
    std::size_t shown = 0;
    std::string scratch;
    for (const auto& member : object.members()) {
        const auto name = member.name.string(scratch);
        if (find_field(fields, name)) {
            continue;
        }
        findings.add(shortened(name), unknown_text(fields, name));
        if (++shown == kUnknownShownMax) {
            return;
        }
    }
}

void decode_by_position(
    std::span<const Field> fields,
    json::Value array,
    void* out,
    Findings& findings
) {
    Slots slots;
    std::size_t count = 0;
    for (const auto element : array.elements()) {
        if (count == fields.size()) {
            findings.add(
                "params",
                fmt::format(
                    "Too many parameters: {} are given, {} are known.", array.size(), fields.size()
                )
            );
            break;
        }
        slots[count++] = element;
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        decode_field(fields[i], slots[i], out, findings);
    }
}

void decode_by_name(
    std::span<const Field> fields,
    json::Value object,
    UnknownParams unknown,
    void* out,
    Findings& findings
) {
    Slots slots;
    std::array<bool, kFieldsMax> twice{};
    bool any_unknown = false;
    std::string scratch;
    for (const auto& member : object.members()) {
        const auto index = find_field(fields, member.name.string(scratch));
        if (!index) {
            any_unknown = true;
            continue;
        }
        twice[*index] = slots[*index].has_value();
        slots[*index] = member.value;
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (twice[i]) {
            const auto& field = fields[i];
            findings.add(
                field.name,
                fmt::format("Given twice: as {} and as {}.", field.name, field.other_name)
            );
            continue;
        }
        decode_field(fields[i], slots[i], out, findings);
    }
    if (any_unknown && unknown == UnknownParams::refuse) {
        report_unknown(fields, object, findings);
    }
}

}  // namespace

Result<void> decode_params(
    std::span<const Field> fields,
    const std::optional<json::Value>& params,
    UnknownParams unknown,
    void* out
) {
    check(fields.size() <= kFieldsMax, "more parameters than kFieldsMax");
    Findings findings;
    if (params && params->is(json::Kind::array)) {
        decode_by_position(fields, *params, out, findings);
    } else if (params) {
        decode_by_name(fields, *params, unknown, out, findings);
    } else {
        for (const auto& field : fields) {
            decode_field(field, std::nullopt, out, findings);
        }
    }
    return findings.take();
}

}  // namespace hako::rpc
