// SPDX-License-Identifier: Apache-2.0
#include "json/member_names.hpp"

#include "json/escape.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace hako::json {
namespace {

/// Up to this many names every pair is compared, which is faster than sorting.
constexpr std::size_t kPairwiseMax = 16;

std::string_view inside(std::string_view text, const MemberName& name) {
    return text.substr(name.begin + 1, name.end - name.begin - 2);
}

std::string unescaped(std::string_view text, const MemberName& name) {
    std::string result;
    append_unescaped(result, inside(text, name));
    return result;
}

bool same_name(std::string_view text, const MemberName& a, const MemberName& b) {
    if (!a.has_escape && !b.has_escape) {
        return inside(text, a) == inside(text, b);
    }
    return unescaped(text, a) == unescaped(text, b);
}

template <class Word>
std::uint64_t load(const char* at) {
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

/// Looks at the length and both ends only: it need not tell all names apart.
std::uint64_t mark_of(std::string_view name) {
    const std::size_t size = name.size();
    const char* const begin = name.data();
    const char* const end = begin + size;
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    if (size >= 8) {
        head = load<std::uint64_t>(begin);
        tail = load<std::uint64_t>(end - 8);
    } else if (size >= 4) {
        head = load<std::uint32_t>(begin);
        tail = load<std::uint32_t>(end - 4);
    } else if (size >= 2) {
        head = load<std::uint16_t>(begin);
        tail = load<std::uint16_t>(end - 2);
    } else if (size == 1) {
        head = load<std::uint8_t>(begin);
    }
    return head * 0x9E3779B97F4A7C15 + std::rotl(tail * 0xC2B2AE3D27D4EB4F, 31) + size;
}

std::optional<std::uint32_t> find_among_few(std::string_view text, std::span<MemberName> names) {
    for (std::size_t second = 1; second < names.size(); ++second) {
        for (std::size_t first = 0; first < second; ++first) {
            if (names[first].mark == names[second].mark &&
                same_name(text, names[first], names[second])) {
                return names[second].begin;
            }
        }
    }
    return std::nullopt;
}

/// Of names with one mark: sorts them by their characters.
std::optional<std::uint32_t> find_in_run(std::string_view text, std::span<const MemberName> run) {
    std::vector<std::pair<std::string, std::uint32_t>> sorted;
    sorted.reserve(run.size());
    for (const MemberName& name : run) {
        sorted.emplace_back(unescaped(text, name), name.begin);
    }
    std::sort(sorted.begin(), sorted.end());
    std::optional<std::uint32_t> found;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i - 1].first == sorted[i].first) {
            found = std::min(found.value_or(sorted[i].second), sorted[i].second);
        }
    }
    return found;
}

}  // namespace

MemberName
make_member_name(std::string_view text, std::uint32_t begin, std::uint32_t end, bool has_escape) {
    MemberName name{.mark = 0, .begin = begin, .end = end, .has_escape = has_escape};
    name.mark = has_escape ? mark_of(unescaped(text, name)) : mark_of(inside(text, name));
    return name;
}

std::optional<std::uint32_t>
find_duplicate_name(std::string_view text, std::span<MemberName> names) {
    if (names.size() <= kPairwiseMax) {
        return find_among_few(text, names);
    }
    std::sort(names.begin(), names.end(), [](const MemberName& a, const MemberName& b) {
        return a.mark < b.mark;
    });
    std::optional<std::uint32_t> found;
    for (std::size_t first = 0; first < names.size();) {
        std::size_t last = first + 1;
        while (last < names.size() && names[last].mark == names[first].mark) {
            ++last;
        }
        if (last - first > 1) {
            const auto in_run = find_in_run(text, names.subspan(first, last - first));
            if (in_run && (!found || *in_run < *found)) {
                found = in_run;
            }
        }
        first = last;
    }
    return found;
}

}  // namespace hako::json
