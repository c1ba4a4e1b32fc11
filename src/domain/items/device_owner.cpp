// SPDX-License-Identifier: Apache-2.0
#include "domain/items/device_owner.hpp"

#include "json/order_key.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hako::items {
namespace {

using monaql::And;
using monaql::Comparison;
using monaql::Constant;
using monaql::Node;
using monaql::Not;
using monaql::Operator;
using monaql::Or;
using monaql::Path;

Constant text_constant(std::string_view text) {
    Constant constant;
    json::append_string_order_key(constant.order_key, text);
    constant.raw = '"' + std::string(text) + '"';
    constant.equality_text = constant.raw;
    return constant;
}

/// The items for which a comparison of the device is known to be true, or known to be false.
enum class Items { none, own, not_own, all };

/// A query is pushed down to its comparisons together with what is asked of it: that it is true, or
/// that it is false. What is neither fulfils no demand.
enum class Demand { is_true, is_false };

Demand opposite(Demand demand) {
    return demand == Demand::is_true ? Demand::is_false : Demand::is_true;
}

class Rewriter {
public:
    Rewriter(std::string_view device_id, const DeviceKey& device)
        : key_(text_constant(device.hex())) {
        json::append_string_order_key(own_, device_id);
    }

    Node rewrite(const Node& node, Demand demand) const {
        if (const auto* comparison = std::get_if<Comparison>(&node.kind)) {
            return rewrite(*comparison, demand);
        }
        if (const auto* negated = std::get_if<Not>(&node.kind)) {
            return rewrite(*negated->term, opposite(demand));
        }
        const auto* both = std::get_if<And>(&node.kind);
        const auto& terms = both != nullptr ? both->terms : std::get<Or>(node.kind).terms;
        std::vector<Node> rewritten;
        rewritten.reserve(terms.size());
        for (const Node& term : terms) {
            rewritten.push_back(rewrite(term, demand));
        }
        // Of De Morgan: what makes an And false is one term that is false.
        const bool needs_all = (both != nullptr) == (demand == Demand::is_true);
        return needs_all ? Node{And{std::move(rewritten)}} : Node{Or{std::move(rewritten)}};
    }

private:
    Node rewrite(const Comparison& comparison, Demand demand) const {
        if (comparison.path.parts.front() != kDeviceOwnerProperty) {
            Node same{comparison};
            return demand == Demand::is_true ? std::move(same) : negation(std::move(same));
        }
        switch (items_of(comparison, demand)) {
            case Items::none:
                return {Comparison{Path{{"_id"}}, Operator::in, {}}};
            case Items::all:
                return {Comparison{Path{{"_id"}}, Operator::nin, {}}};
            case Items::own:
                return own_items();
            case Items::not_own:
                break;
        }
        return negation(own_items());
    }

    /// For which items the comparison fulfils the demand.
    [[nodiscard]] Items items_of(const Comparison& comparison, Demand demand) const {
        const bool is_true = demand == Demand::is_true;
        const auto is_own = [&](const Constant& constant) { return constant.order_key == own_; };
        const auto& values = comparison.values;
        const bool all_own = std::all_of(values.begin(), values.end(), is_own);
        const bool has_own = std::any_of(values.begin(), values.end(), is_own);
        // Own items are in a list that has the own id; others are known not to be only when it has
        // nothing else.
        const Items in = has_own ? Items::own : Items::none;
        const Items not_in = !all_own ? Items::none : has_own ? Items::not_own : Items::all;
        switch (comparison.op) {
            case Operator::eq:
            case Operator::in:
                return is_true ? in : not_in;
            case Operator::ne:
            case Operator::nin:
                return is_true ? not_in : in;
            // Own items are neither less nor greater; how another device stands to it is not told.
            case Operator::ge:
            case Operator::le:
                return is_true ? in : Items::none;
            case Operator::gt:
            case Operator::lt:
                return is_true ? Items::none : in;
            case Operator::contains:
                return Items::none;
        }
        return Items::none;
    }

    [[nodiscard]] Node own_items() const {
        return {Comparison{Path{{std::string(kDeviceOwnerProperty)}}, Operator::eq, {key_}}};
    }

    static Node negation(Node term) {
        return {Not{std::make_unique<Node>(std::move(term))}};
    }

    Constant key_;
    std::string own_;
};

bool asks_for_device(const Node& node) {
    const auto any = [](const std::vector<Node>& terms) {
        return std::any_of(terms.begin(), terms.end(), asks_for_device);
    };
    if (const auto* comparison = std::get_if<Comparison>(&node.kind)) {
        return comparison->path.parts.front() == kDeviceOwnerProperty;
    }
    if (const auto* negated = std::get_if<Not>(&node.kind)) {
        return asks_for_device(*negated->term);
    }
    if (const auto* both = std::get_if<And>(&node.kind)) {
        return any(both->terms);
    }
    return any(std::get<Or>(node.kind).terms);
}

}  // namespace

monaql::Query
with_own_device_only(monaql::Query query, std::string_view device_id, const DeviceKey& device) {
    if (!query || !asks_for_device(*query)) {
        return query;
    }
    const Rewriter rewriter(device_id, device);
    return std::make_unique<const Node>(rewriter.rewrite(*query, Demand::is_true));
}

}  // namespace hako::items
