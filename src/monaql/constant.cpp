// SPDX-License-Identifier: Apache-2.0
#include "monaql/constant.hpp"

#include "json/order_key.hpp"

namespace hako::monaql {

Constant make_constant(json::Value value) {
    Constant constant;
    json::append_order_key(constant.order_key, value);
    json::append_equality_text(constant.equality_text, value);
    value.append_canonical(constant.raw);
    return constant;
}

}  // namespace hako::monaql
