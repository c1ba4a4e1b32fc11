// SPDX-License-Identifier: Apache-2.0
#include "http/chunk_decoder.hpp"

#include "http/characters.hpp"

#include <algorithm>
#include <cstring>

namespace hako::http {
namespace {

constexpr unsigned kSizeDigitsMax = 8;

std::size_t hex_value(char c) {
    return static_cast<std::size_t>(is_digit(c) ? c - '0' : lower_case(c) - 'a' + 10);
}

}  // namespace

void ChunkDecoder::reset(std::size_t begin) {
    body_begin_ = begin;
    body_end_ = begin;
    read_end_ = begin;
    chunk_left_ = 0;
    extension_bytes_ = 0;
    trailer_bytes_ = 0;
    size_digits_ = 0;
    state_ = State::size_first;
    failed_ = false;
}

ChunkDecoder::Step ChunkDecoder::decode(char* data, std::size_t size) {
    while (read_end_ < size && state_ != State::done && !failed_) {
        if (state_ == State::bytes) {
            take_bytes(data, size);
        } else {
            step(data[read_end_++]);
        }
    }
    if (failed_) {
        return Step::failed;
    }
    return state_ == State::done ? Step::done : Step::need_more;
}

void ChunkDecoder::take_bytes(char* data, std::size_t size) {
    const std::size_t taken = std::min(chunk_left_, size - read_end_);
    std::memmove(data + body_end_, data + read_end_, taken);
    body_end_ += taken;
    read_end_ += taken;
    chunk_left_ -= taken;
    if (chunk_left_ == 0) {
        state_ = State::bytes_return;
    }
}

/// One byte of framing. The states stand in the order in which they occur.
void ChunkDecoder::step(char c) {
    count(c);
    switch (state_) {
        case State::size_first:
            chunk_left_ = 0;
            size_digits_ = 0;
            state_ = State::size;
            return is_hex_digit(c) ? take_size_digit(c) : fail(HttpError::bad_request);
        case State::size:
            return is_hex_digit(c) ? take_size_digit(c) : after_extension(c);
        case State::extension_name_first:
            return expect(is_token_character(c), State::extension_name);
        case State::extension_name:
            if (c == '=') {
                state_ = State::extension_value_first;
                return;
            }
            return is_token_character(c) ? stay() : after_extension(c);
        case State::extension_value_first:
            return c == '"' ? expect(true, State::extension_quoted)
                            : expect(is_token_character(c), State::extension_token);
        case State::extension_token:
            return is_token_character(c) ? stay() : after_extension(c);
        case State::extension_quoted:
            if (c == '\\') {
                state_ = State::extension_escaped;
                return;
            }
            return expect(is_text_character(c), c == '"' ? State::extension_quoted_end : state_);
        case State::extension_escaped:
            return expect(is_text_character(c), State::extension_quoted);
        case State::extension_quoted_end:
            return after_extension(c);
        case State::size_line_end:
            expect(c == '\n', chunk_left_ == 0 ? State::trailer_first : State::bytes);
            return check_size();
        case State::bytes_return:
            return expect(c == '\r', State::bytes_line_end);
        case State::bytes_line_end:
            return expect(c == '\n', State::size_first);
        case State::trailer_first:
            return c == '\r' ? expect(true, State::last_line_end)
                             : expect(is_token_character(c), State::trailer_name);
        case State::trailer_name:
            return c == ':' ? expect(true, State::trailer_value)
                            : expect(is_token_character(c), State::trailer_name);
        case State::trailer_value:
            return is_text_character(c) ? stay() : expect(c == '\r', State::trailer_line_end);
        case State::trailer_line_end:
            return expect(c == '\n', State::trailer_first);
        case State::last_line_end:
            return expect(c == '\n', State::done);
        case State::bytes:
        case State::done:
            return;
    }
}

void ChunkDecoder::take_size_digit(char c) {
    chunk_left_ = chunk_left_ * 16 + hex_value(c);
    if (++size_digits_ > kSizeDigitsMax) {
        fail(HttpError::bad_request);
    }
}

/// What may follow the size and each extension: another extension, or the end of the line.
void ChunkDecoder::after_extension(char c) {
    if (c == ';') {
        state_ = State::extension_name_first;
    } else {
        expect(c == '\r', State::size_line_end);
    }
}

void ChunkDecoder::check_size() {
    if (chunk_left_ > limits_.body_bytes_max - (body_end_ - body_begin_)) {
        fail(HttpError::body_too_large);
    }
}

void ChunkDecoder::expect(bool holds, State next) {
    if (holds) {
        state_ = next;
    } else {
        fail(HttpError::bad_request);
    }
}

void ChunkDecoder::count(char c) {
    if (state_ >= State::trailer_first) {
        if (++trailer_bytes_ > limits_.head_bytes_max) {
            fail(HttpError::head_too_large);
        }
    } else if (state_ >= State::extension_name_first && state_ <= State::extension_quoted_end) {
        // The line end is not part of the extension.
        if (c != '\r' && ++extension_bytes_ > limits_.chunk_extension_bytes_max) {
            fail(HttpError::bad_request);
        }
    }
}

void ChunkDecoder::fail(HttpError error) {
    // The first one counts.
    if (!failed_) {
        failed_ = true;
        error_ = error;
    }
}

}  // namespace hako::http
