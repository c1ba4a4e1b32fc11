// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http_error.hpp"
#include "http/http_limits.hpp"
#include "http/request.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hako::http {

/// Reads one whole head with Beast's parser and our policy on top. For request_parser.cpp only.
///
/// Beast refuses by itself: bad characters in the method, target, names and values; bare CR or LF;
/// space before a colon; a Content-Length that is no number, or two that differ, or one beside
/// `chunked`. It tolerates, and this class refuses: lists in and repeats of Content-Length, every
/// Transfer-Encoding but one `chunked`, that at all in HTTP/1.0, missing and repeated and malformed
/// Host, targets of no known form. Folded lines it would unfold; the caller has refused them
/// before.
class HeadReader final : public boost::beast::http::basic_parser<true> {
public:
    /// `data` holds the head from `begin`. Names are made lower case there, `request` is filled.
    HeadReader(const HttpLimits& limits, Request& request, char* data);

    /// `size` bytes from `data[begin]` on are exactly the head. Empty when it is good.
    std::optional<HttpError> read(std::size_t begin, std::size_t size);

    // After `read` was good.
    [[nodiscard]] bool is_http10() const {
        return version_ == 10;
    }

    [[nodiscard]] bool is_chunked() const {
        return has_transfer_encoding_;
    }

    [[nodiscard]] std::size_t body_length() const {
        return content_length_;
    }

    [[nodiscard]] bool expects_continue() const {
        return expects_continue_;
    }

private:
    using Code = boost::beast::error_code;
    using FieldName = boost::beast::http::field;
    using Method = boost::beast::http::verb;
    using Text = boost::beast::string_view;

    void on_request_impl(Method method, Text method_text, Text target, int version, Code& code)
        override;
    void on_field_impl(FieldName name, Text name_text, Text value, Code& code) override;
    void on_header_impl(Code& code) override;

    // Only the head is given to Beast, so there is never a body.
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}

    std::size_t on_body_impl(Text body, Code&) override {
        return body.size();
    }

    void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code&) override {
        return body.size();
    }

    void on_finish_impl(Code&) override {}

    void on_response_impl(int, Text, int, Code&) override {}

    std::optional<HttpError> take_target(Method method, std::string_view target);
    std::optional<HttpError> take_absolute_target(std::string_view target, std::size_t scheme_size);
    void take_path_and_query(std::string_view text);
    std::optional<HttpError> take_field(FieldName name, std::string_view value);
    std::optional<HttpError> take_content_length(std::string_view digits);
    std::optional<HttpError> take_host(std::string_view value);
    [[nodiscard]] std::optional<HttpError> check_whole() const;
    [[nodiscard]] HttpError error_of_version(std::size_t begin, std::size_t size) const;
    [[nodiscard]] RequestHead::Range range(std::string_view text) const;
    static void refuse(Code& code);

    const HttpLimits& limits_;
    Request& request_;
    char* data_;
    std::string_view host_;
    std::string_view target_authority_;
    std::string_view default_port_;
    std::size_t content_length_ = 0;
    std::optional<HttpError> error_;
    int version_ = 11;
    bool has_host_ = false;
    bool has_content_length_ = false;
    bool has_transfer_encoding_ = false;
    bool expects_continue_ = false;
};

}  // namespace hako::http
