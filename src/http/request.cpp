// SPDX-License-Identifier: Apache-2.0
#include "http/request.hpp"

namespace hako::http {

std::string_view to_string(Verb verb) {
    static constexpr std::array<std::string_view, 7> kNames{
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"
    };
    static_assert(kNames.size() == static_cast<std::size_t>(Verb::patch) + 1);
    return kNames.at(static_cast<std::size_t>(verb));
}

std::optional<std::string_view> RequestHead::header(std::string_view lower_case_name) const {
    for (const Field& field : fields_) {
        if (view(field.name) == lower_case_name) {
            return view(field.value);
        }
    }
    return std::nullopt;
}

std::vector<std::string_view> RequestHead::header_lines(std::string_view lower_case_name) const {
    std::vector<std::string_view> lines;
    for (const Field& field : fields_) {
        if (view(field.name) == lower_case_name) {
            lines.push_back(view(field.value));
        }
    }
    return lines;
}

}  // namespace hako::http
