// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/limits.hpp"
#include "json/document.hpp"
#include "json/member_names.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hako::json {

/// Reads one text strictly, front to back, into a document's index. Used once, by Document::parse.
/// Does not recurse; keeps one frame for each open array or object.
class Reader {
public:
    explicit Reader(std::string_view text);

    /// How many nodes the index of a text can need at most, those of a bad text included.
    static std::size_t nodes_max(std::string_view text);

    /// Fills `nodes`, which has room for nodes_max(text). Empty when the text is good.
    std::optional<SyntaxError> read(Document::Node* nodes);

private:
    /// An open array or object; the outermost frame stands for the text itself.
    struct Frame {
        std::uint32_t node;
        std::uint32_t size;
        bool is_object;
        bool has_long_number;
        bool has_space;
    };

    // Each of these is given where to read and returns where it stopped, or nullptr when it failed.
    // The place is handed on in a register: as a member it would cost a third of the speed.
    const char* check_encoding();
    const char* read_text(const char* at);
    const char* read_value(const char* at);
    const char* after_value(const char* at);
    const char* open(const char* at, Kind kind);
    const char* close(const char* at);
    const char* read_name(const char* at);
    const char* read_string(const char* at);
    const char* read_escape(const char* at);
    const char* read_unicode_escape(const char* at);
    const char* read_number(const char* at);
    const char* read_literal(const char* at, std::string_view literal, Kind kind);
    const char* skip_space(const char* at);
    const char* skip_more_space(const char* at);
    const char* fail(const char* at, std::string_view what);

    /// Where the first name of the object is that already stood in it, else nullptr.
    const char* find_duplicate(std::uint32_t object);

    Document::Node& push(Kind kind, const char* begin, const char* end);
    [[nodiscard]] bool is_at(const char* at, char c) const;
    [[nodiscard]] std::uint32_t offset(const char* at) const;

    std::string_view text_;
    const char* end_;
    Document::Node* nodes_ = nullptr;
    std::uint32_t node_count_ = 0;
    std::size_t depth_ = 0;
    std::array<Frame, limits::kJsonDepthMax + 1> frames_;
    std::vector<MemberName> names_;
    std::optional<SyntaxError> error_;
};

}  // namespace hako::json
