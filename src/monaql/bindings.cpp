// SPDX-License-Identifier: Apache-2.0
#include "monaql/bindings.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hako::monaql {
namespace {

void add_inner(Extent& extent, json::Value inner) {
    const Extent of_inner = measure(inner);
    extent.depth = std::max(extent.depth, of_inner.depth + 1);
    extent.elements += of_inner.elements;
}

}  // namespace

Result<Bindings> Bindings::create(std::optional<json::Value> values, std::string_view parameter) {
    if (values && !values->is(json::Kind::array)) {
        return Error::invalid_param(parameter, "The bind parameters must be an array.");
    }
    if (values && values->has_long_number()) {
        return Error::invalid_param(
            parameter,
            fmt::format("A number has more than {} characters.", limits::kJsonNumberCharactersMax)
        );
    }
    return Bindings(values, parameter);
}

Bindings::Bindings(std::optional<json::Value> values, std::string_view parameter)
    : parameter_(parameter), given_(values ? values->size() : 0) {
    if (values) {
        at_ = values->elements().begin();
    }
}

std::optional<json::Value> Bindings::next() {
    if (++place_holders_ > given_) {
        return std::nullopt;
    }
    const json::Value value = **at_;
    ++*at_;
    return value;
}

Result<void> Bindings::finish() const {
    if (place_holders_ == given_) {
        return {};
    }
    return Error::invalid_param(
        parameter_,
        fmt::format(
            "The query has {} place holder{}, but {} value{} given.",
            place_holders_,
            place_holders_ == 1 ? "" : "s",
            given_,
            given_ == 1 ? " was" : "s were"
        )
    );
}

Extent measure(json::Value value) {
    Extent extent;
    if (value.is(json::Kind::array)) {
        extent = {.depth = 1, .elements = value.size()};
        for (const json::Value element : value.elements()) {
            add_inner(extent, element);
        }
    } else if (value.is(json::Kind::object)) {
        extent.depth = 1;
        for (const json::Member member : value.members()) {
            add_inner(extent, member.value);
        }
    }
    return extent;
}

}  // namespace hako::monaql
