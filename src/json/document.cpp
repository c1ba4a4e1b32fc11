// SPDX-License-Identifier: Apache-2.0
#include "json/document.hpp"

#include "base/check.hpp"
#include "json/escape.hpp"
#include "json/reader.hpp"
#include "json/string_scan.hpp"

#include <algorithm>

namespace hako::json {
namespace {

/// Room for a larger index than this (1 MB) is not kept for the next text: few texts need it.
constexpr std::size_t kKeptNodes = 65'536;

/// The first text does not get less room than this, so that the ones after it fit too.
constexpr std::size_t kLeastNodes = 1'024;

/// One past the closing quote of the string that starts at `at`, in a text that was read.
const char* string_end(const char* at, const char* end) {
    ++at;
    while (true) {
        at = find_string_special(at, end);
        if (*at == '"') {
            return at + 1;
        }
        at += 2;
    }
}

}  // namespace

std::optional<SyntaxError> Document::parse(std::string_view text) {
    const std::size_t needed = Reader::nodes_max(text);
    if (needed > node_capacity_ || node_capacity_ > kKeptNodes) {
        // Room for the worst case at once: what is not written is not real memory, and the reader
        // need not ask at each value.
        node_capacity_ = std::max(needed, kLeastNodes);
        // NOLINTNEXTLINE(modernize-avoid-c-arrays): what a vector would write to first.
        nodes_ = std::make_unique_for_overwrite<Node[]>(node_capacity_);
    }
    text_ = text;
    std::optional<SyntaxError> error = Reader(text).read(nodes_.get());
    has_root_ = !error.has_value();
    return error;
}

Value Document::root() const {
    check(has_root_, "root of a JSON document that holds no good text");
    return {this, 0};
}

const Document::Node& Document::node(std::uint32_t index) const {
    return nodes_[index];
}

const Document::Node& Value::node() const {
    return document_->node(index_);
}

Kind Value::kind() const {
    return node().kind;
}

bool Value::is(Kind kind) const {
    return node().kind == kind;
}

std::string_view Value::text() const {
    const Document::Node& self = node();
    return document_->text_.substr(self.begin, self.end - self.begin);
}

std::string Value::canonical() const {
    std::string out;
    append_canonical(out);
    return out;
}

void Value::append_canonical(std::string& out) const {
    const std::string_view whole = text();
    if (!node().has_space) {
        out += whole;
        return;
    }
    out.reserve(out.size() + whole.size());
    const char* const end = whole.data() + whole.size();
    for (const char* at = whole.data(); at != end;) {
        const char* const begin = at;
        if (*at == '"') {
            at = string_end(at, end);
            out.append(begin, at);
            continue;
        }
        ++at;
        // Between tokens, every byte up to a blank is white space.
        if (*begin > ' ') {
            out += *begin;
        }
    }
}

bool Value::boolean() const {
    check(is(Kind::boolean), "boolean() of a JSON value of another kind");
    return text() == "true";
}

std::string Value::string() const {
    std::string scratch;
    return std::string(string(scratch));
}

std::string_view Value::string(std::string& scratch) const {
    check(is(Kind::string), "string() of a JSON value of another kind");
    const std::string_view quoted = text();
    const std::string_view inside = quoted.substr(1, quoted.size() - 2);
    if (!node().has_escape) {
        return inside;
    }
    scratch.clear();
    append_unescaped(scratch, inside);
    return scratch;
}

std::size_t Value::size() const {
    return node().size;
}

Elements Value::elements() const {
    check(is(Kind::array), "elements() of a JSON value of another kind");
    return {document_, index_};
}

Members Value::members() const {
    check(is(Kind::object), "members() of a JSON value of another kind");
    return {document_, index_};
}

std::optional<Value> Value::find(std::string_view name) const {
    std::string scratch;
    for (const Member member : members()) {
        if (member.name.string(scratch) == name) {
            return member.value;
        }
    }
    return std::nullopt;
}

bool Value::has_long_number() const {
    return node().has_long_number;
}

std::size_t Value::offset() const {
    return node().begin;
}

Elements::Iterator Elements::begin() const {
    return {document_, index_ + 1};
}

Elements::Iterator Elements::end() const {
    return {document_, document_->node(index_).next};
}

Value Elements::Iterator::operator*() const {
    return {document_, index_};
}

Elements::Iterator& Elements::Iterator::operator++() {
    index_ = document_->node(index_).next;
    return *this;
}

void Elements::Iterator::operator++(int) {
    ++*this;
}

bool Elements::Iterator::operator==(const Iterator& other) const {
    return index_ == other.index_;
}

Members::Iterator Members::begin() const {
    return {document_, index_ + 1};
}

Members::Iterator Members::end() const {
    return {document_, document_->node(index_).next};
}

Member Members::Iterator::operator*() const {
    return {.name = Value(document_, index_), .value = Value(document_, index_ + 1)};
}

Members::Iterator& Members::Iterator::operator++() {
    index_ = document_->node(index_ + 1).next;
    return *this;
}

void Members::Iterator::operator++(int) {
    ++*this;
}

bool Members::Iterator::operator==(const Iterator& other) const {
    return index_ == other.index_;
}

}  // namespace hako::json
