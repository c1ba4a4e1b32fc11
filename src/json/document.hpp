// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hako::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

/// Why a text is not JSON that Hako takes, and where.
struct SyntaxError {
    /// Byte offset from 0 of what was not expected.
    std::size_t byte;
    /// What is wrong, without the position: "Expected a value", "Duplicate member name".
    std::string_view what;
};

class Value;
class Members;
class Elements;

/// A JSON text that was read whole and found good (RFC 8259, strict), with an index of its values.
///
/// Refused besides bad grammar: duplicate member names (compared after unescaping), invalid UTF-8,
/// a byte order mark, lone surrogates in escapes, more than kJsonDepthMax levels, numbers outside
/// the range of a double (underflow of a non-zero number included), texts of 32 MiB and more.
/// Numbers and strings are not converted: they keep their exact text.
///
/// The document views the text it was parsed from, which must outlive it. It can be reused for the
/// next text and then keeps its memory, unless that was a lot. Values die with the next `parse`.
class Document {
public:
    /// Reads `text` whole; empty when it is good. After an error the document has no root.
    std::optional<SyntaxError> parse(std::string_view text);

    /// The whole text's value. A Bug unless the last `parse` succeeded.
    [[nodiscard]] Value root() const;

private:
    friend class Value;
    friend class Members;
    friend class Elements;
    friend class Reader;

    /// 16 bytes, because a hostile text can hold a value in every other byte.
    struct Node {
        std::uint32_t begin;      ///< first byte of the value's text
        std::uint32_t end;        ///< one past its last byte
        std::uint32_t next;       ///< index of the node after this value and all it holds
        std::uint32_t size : 24;  ///< elements or members
        Kind kind : 4;
        bool has_escape : 1;       ///< of a string: whether it holds a backslash
        bool has_long_number : 1;  ///< is or holds a number over kJsonNumberCharactersMax
        bool has_space : 1;        ///< whether white space stands between its tokens
    };

    static_assert(sizeof(Node) == 16);

    [[nodiscard]] const Node& node(std::uint32_t index) const;

    std::string_view text_;
    std::unique_ptr<Node[]> nodes_;  // NOLINT(modernize-avoid-c-arrays): it is not cleared first
    std::size_t node_capacity_ = 0;
    bool has_root_ = false;
};

/// One value of a document: a view, cheap to copy, valid as long as the document's text and index.
class Value {
public:
    [[nodiscard]] Kind kind() const;
    [[nodiscard]] bool is(Kind kind) const;

    /// The value's exact text, white space inside included.
    [[nodiscard]] std::string_view text() const;

    /// The value's text without the white space between its tokens; numbers and strings as sent.
    [[nodiscard]] std::string canonical() const;
    void append_canonical(std::string& out) const;

    /// Of a boolean. A Bug on another kind.
    [[nodiscard]] bool boolean() const;

    /// Of a string: its characters, unescaped, as UTF-8. A Bug on another kind.
    [[nodiscard]] std::string string() const;

    /// Of a string: the same without a copy when nothing is escaped, else put into `scratch`.
    [[nodiscard]] std::string_view string(std::string& scratch) const;

    /// Elements of an array, members of an object, else 0.
    [[nodiscard]] std::size_t size() const;

    /// Of an array. A Bug on another kind.
    [[nodiscard]] Elements elements() const;

    /// Of an object. A Bug on another kind.
    [[nodiscard]] Members members() const;

    /// Of an object: the member with this (unescaped) name. A Bug on another kind.
    [[nodiscard]] std::optional<Value> find(std::string_view name) const;

    /// Whether it is, or holds, a number of more than kJsonNumberCharactersMax characters.
    [[nodiscard]] bool has_long_number() const;

    /// Byte offset of the value in the document's text.
    [[nodiscard]] std::size_t offset() const;

private:
    friend class Document;
    friend class Members;
    friend class Elements;

    Value(const Document* document, std::uint32_t index) : document_(document), index_(index) {}

    [[nodiscard]] const Document::Node& node() const;

    const Document* document_;
    std::uint32_t index_;
};

/// One member of an object.
struct Member {
    Value name;  ///< a string
    Value value;
};

/// The elements of an array, in order: for range-for.
class Elements {
public:
    class Iterator {
    public:
        using value_type = Value;
        using difference_type = std::ptrdiff_t;

        Value operator*() const;
        Iterator& operator++();
        void operator++(int);
        bool operator==(const Iterator& other) const;

    private:
        friend class Elements;

        Iterator(const Document* document, std::uint32_t index)
            : document_(document), index_(index) {}

        const Document* document_;
        std::uint32_t index_;
    };

    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;

private:
    friend class Value;

    Elements(const Document* document, std::uint32_t index) : document_(document), index_(index) {}

    const Document* document_;
    std::uint32_t index_;
};

/// The members of an object, in order: for range-for.
class Members {
public:
    class Iterator {
    public:
        using value_type = Member;
        using difference_type = std::ptrdiff_t;

        Member operator*() const;
        Iterator& operator++();
        void operator++(int);
        bool operator==(const Iterator& other) const;

    private:
        friend class Members;

        Iterator(const Document* document, std::uint32_t index)
            : document_(document), index_(index) {}

        const Document* document_;
        std::uint32_t index_;
    };

    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;

private:
    friend class Value;

    Members(const Document* document, std::uint32_t index) : document_(document), index_(index) {}

    const Document* document_;
    std::uint32_t index_;
};

}  // namespace hako::json
