// SPDX-License-Identifier: Apache-2.0
#include "rpc/registry.hpp"

#include "base/check.hpp"
#include "base/nearest_name.hpp"

#include <utility>

namespace hako::rpc {

MethodTable::MethodTable(
    const ApiDescription& description,
    WireTable wire,
    Permits permits,
    std::vector<MethodEntry> methods
)
    : wire_(wire),
      unknown_params_(description.unknown_params),
      permits_(permits),
      methods_(std::move(methods)) {
    names_.reserve(methods_.size());
    index_.reserve(methods_.size());
    for (const auto& method : methods_) {
        const bool is_first = index_.emplace(method.name, names_.size()).second;
        check(is_first, "two methods have one name");
        names_.push_back(method.name);
    }
    openrpc_ = openrpc_document(description, wire_, methods_);
}

std::optional<std::size_t> MethodTable::find(std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string_view> MethodTable::nearest(std::string_view name) const {
    return nearest_name(name, names_);
}

const MethodEntry& MethodTable::at(std::size_t index) const {
    check(index < methods_.size(), "no method has this index");
    return methods_[index];
}

}  // namespace hako::rpc
