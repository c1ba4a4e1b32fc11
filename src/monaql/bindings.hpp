// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "json/document.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace hako::monaql {

/// The bind parameters of one query, handed out in order to its place holders.
class Bindings {
public:
    /// `values` is an array, or empty for none given. Fails with invalid_params under `parameter`
    /// when it is of another kind, or holds a number over kJsonNumberCharactersMax.
    static Result<Bindings> create(std::optional<json::Value> values, std::string_view parameter);

    /// The value for the next place holder. Empty when none is left: `finish` will refuse that, so
    /// that the error can say how many place holders there are.
    std::optional<json::Value> next();

    /// Fails unless there were as many place holders as values.
    [[nodiscard]] Result<void> finish() const;

private:
    Bindings(std::optional<json::Value> values, std::string_view parameter);

    std::string_view parameter_;
    std::optional<json::Elements::Iterator> at_;
    std::size_t given_;
    std::size_t place_holders_ = 0;
};

/// How large a value is.
struct Extent {
    std::size_t depth = 0;     ///< 0 for a scalar, 1 for an array or object of scalars
    std::size_t elements = 0;  ///< of the array and every array inside
};

Extent measure(json::Value value);

}  // namespace hako::monaql
