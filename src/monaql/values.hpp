// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "json/document.hpp"
#include "monaql/bindings.hpp"
#include "monaql/cursor.hpp"
#include "monaql/query.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hako::monaql {

/// Reads the values of a query at the cursor: literals, and place holders with what is bound.
class ValueReader {
public:
    /// Both must outlive it.
    ValueReader(Cursor& cursor, Bindings& bindings) : cursor_(cursor), bindings_(bindings) {}

    /// One value of any kind.
    Result<Constant> constant();

    /// The operand of IN and NIN: an array literal, or a place holder for an array.
    Result<std::vector<Constant>> list();

private:
    Result<Constant> literal();
    Result<std::vector<Constant>> bound_list();

    /// Appends the canonical JSON of the value at the cursor.
    Result<void> append_value(std::string& out);
    Result<void> append_number(std::string& out);
    Result<void> append_string(std::string& out);
    Result<void> append_array(std::string& out);
    Result<void> append_bound(std::string& out);

    /// Reads an array literal; `element` reads one element.
    template <class Element>
    Result<void> array(Element element);

    /// The value for the place holder at the cursor, checked against the limits. Empty when there
    /// are too few. Does not move the cursor.
    Result<std::optional<json::Value>> bound();
    Result<void> add_elements(std::size_t count);
    void append_token(std::string& out);

    Cursor& cursor_;
    Bindings& bindings_;
    json::Document document_;
    std::size_t elements_ = 0;
};

}  // namespace hako::monaql
