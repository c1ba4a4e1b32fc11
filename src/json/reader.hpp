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
    Reader(std::string_view text, std::vector<Document::Node>& nodes);

    /// Empty when the text is good. After an error `nodes` is half filled.
    std::optional<SyntaxError> read();

private:
    /// What must come after the value that was just read.
    enum class Step : std::uint8_t { value, end, failed };

    /// An open array or object; the outermost frame stands for the text itself.
    struct Frame {
        std::uint32_t node;
        std::uint32_t size;
        bool is_object;
        bool has_long_number;
        bool has_space;
    };

    bool check_encoding();
    bool read_text();
    bool read_value(Step& step);
    Step after_value();
    bool open(Kind kind);
    Step open_object();
    Step open_array();
    bool close();
    bool read_name();
    bool read_string();
    bool read_escape(const char*& at);
    bool read_unicode_escape(const char*& at);
    bool read_number();
    bool read_literal(std::string_view literal, Kind kind);
    bool check_names(std::uint32_t object);

    void skip_space();
    void push(Kind kind, const char* begin, bool has_escape, bool has_long_number);
    [[nodiscard]] bool next_is(char c) const;
    [[nodiscard]] std::uint32_t offset(const char* at) const;
    bool fail(const char* at, std::string_view what);

    std::string_view text_;
    std::vector<Document::Node>& nodes_;
    const char* at_;
    const char* end_;
    std::size_t depth_ = 0;
    std::array<Frame, limits::kJsonDepthMax + 1> frames_;
    std::vector<MemberName> names_;
    std::optional<SyntaxError> error_;
};

}  // namespace hako::json
