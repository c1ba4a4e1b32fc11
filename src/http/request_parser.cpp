// SPDX-License-Identifier: Apache-2.0
#include "http/request_parser.hpp"

#include "http/characters.hpp"
#include "http/head_reader.hpp"

#include <cstring>

namespace hako::http {
namespace {

/// What a request line holds besides the target, generously.
constexpr std::size_t kRequestLineExtraBytes = 64;

bool has_return(const char* first, std::size_t size) {
    return size > 0 && std::memchr(first, '\r', size) != nullptr;
}

}  // namespace

RequestParser::RequestParser(const HttpLimits& limits, Request& into)
    : limits_(limits), request_(into), chunks_(limits) {}

void RequestParser::reset() {
    begin_ = 0;
    line_begin_ = 0;
    scanned_ = 0;
    lines_ = 0;
    head_end_ = 0;
    request_end_ = 0;
    removed_bytes_ = 0;
    content_length_ = 0;
    has_head_ = false;
    is_chunked_ = false;
    expects_continue_ = false;
    request_.fields_.clear();
    request_.body_ = {};
}

/// Looks at the lines of the head as they come, so that what cannot become a good one is refused
/// without waiting for the rest; Beast then reads the whole.
RequestParser::Step RequestParser::read_head(char* data, std::size_t size) {
    request_.base_ = data;
    while (scanned_ < size) {
        const void* const found = std::memchr(data + scanned_, '\n', size - scanned_);
        if (found == nullptr) {
            scanned_ = size;
            return scan_open_line(data, size);
        }
        const auto line_end = static_cast<std::size_t>(static_cast<const char*>(found) - data);
        const Step step = scan_line(data, line_end);
        if (step != Step::need_more) {
            return step;
        }
        line_begin_ = line_end + 1;
        scanned_ = line_begin_;
    }
    return Step::need_more;
}

/// A line that is complete: `data[line_end]` is its LF.
RequestParser::Step RequestParser::scan_line(char* data, std::size_t line_end) {
    const char* const line = data + line_begin_;
    const std::size_t size = line_end - line_begin_;
    if (size == 0 || line[size - 1] != '\r' || has_return(line, size - 1)) {
        return fail(HttpError::bad_request);
    }
    if (size == 1 && lines_ == 0) {
        if (begin_ > 0) {
            return fail(HttpError::bad_request);
        }
        // RFC 9112, section 2.2: one empty line before the request line is ignored.
        begin_ = 2;
        return Step::need_more;
    }
    if (lines_ == 0 && !is_token_character(line[0])) {
        return fail(HttpError::bad_request);
    }
    if (lines_ == 0 && size > limits_.target_bytes_max + kRequestLineExtraBytes) {
        return fail(HttpError::target_too_long);
    }
    if (line_end + 1 - begin_ > limits_.head_bytes_max) {
        return fail(HttpError::head_too_large);
    }
    if (size == 1) {
        head_end_ = line_end + 1;
        return parse_head(data);
    }
    if (lines_ > 0 && (line[0] == ' ' || line[0] == '\t')) {
        return fail(HttpError::bad_request);
    }
    // The request line is the first.
    if (++lines_ > limits_.header_count_max + 1) {
        return fail(HttpError::head_too_large);
    }
    return Step::need_more;
}

/// The last line, whose end has not come yet.
RequestParser::Step RequestParser::scan_open_line(const char* data, std::size_t size) {
    const char* const line = data + line_begin_;
    const std::size_t line_size = size - line_begin_;
    if (has_return(line, line_size - 1)) {
        return fail(HttpError::bad_request);
    }
    // Nobody waits for the end of a TLS greeting.
    if (lines_ == 0 && line[0] != '\r' && !is_token_character(line[0])) {
        return fail(HttpError::bad_request);
    }
    if (lines_ == 0 && line_size > limits_.target_bytes_max + kRequestLineExtraBytes) {
        return fail(HttpError::target_too_long);
    }
    if (size - begin_ >= limits_.head_bytes_max) {
        return fail(HttpError::head_too_large);
    }
    return Step::need_more;
}

RequestParser::Step RequestParser::parse_head(char* data) {
    HeadReader reader(limits_, request_, data);
    const auto error = reader.read(begin_, head_end_ - begin_);
    if (error) {
        return fail(*error);
    }
    has_head_ = true;
    if (reader.body_length() > limits_.body_bytes_max) {
        return fail(HttpError::body_too_large);
    }
    keeps_alive_ = reader.keep_alive();
    is_http10_ = reader.is_http10();
    is_chunked_ = reader.is_chunked();
    content_length_ = reader.body_length();
    // RFC 9110, section 10.1.1: an HTTP/1.0 client knows no 100.
    expects_continue_ = reader.expects_continue() && !is_http10_;
    request_end_ = head_end_;
    chunks_.reset(head_end_);
    return Step::head_done;
}

RequestParser::Step RequestParser::read_body(char* data, std::size_t& size) {
    request_.base_ = data;
    if (is_chunked_) {
        return read_chunked_body(data, size);
    }
    if (size - head_end_ < content_length_) {
        return Step::need_more;
    }
    request_end_ = head_end_ + content_length_;
    request_.body_ = {data + head_end_, content_length_};
    return Step::done;
}

RequestParser::Step RequestParser::read_chunked_body(char* data, std::size_t& size) {
    switch (chunks_.decode(data, size)) {
        case ChunkDecoder::Step::failed:
            return fail(chunks_.error());
        case ChunkDecoder::Step::need_more:
            removed_bytes_ += size - chunks_.body_end();
            size = chunks_.body_end();
            chunks_.continue_at_body_end();
            return Step::need_more;
        case ChunkDecoder::Step::done:
            break;
    }
    request_end_ = chunks_.read_end();
    request_.body_ = {data + head_end_, chunks_.body_end() - head_end_};
    return Step::done;
}

std::size_t RequestParser::expected_bytes(std::size_t size) const {
    const std::size_t whole = head_end_ + content_length_;
    return whole > size ? whole - size : 0;
}

RequestParser::Step RequestParser::fail(HttpError error) {
    error_ = error;
    return Step::failed;
}

}  // namespace hako::http
