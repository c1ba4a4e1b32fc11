// SPDX-License-Identifier: Apache-2.0
#include "http/head_reader.hpp"

#include "http/authority.hpp"
#include "http/characters.hpp"

#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <limits>

namespace hako::http {
namespace {

namespace beast_http = boost::beast::http;

std::optional<Verb> known_verb(beast_http::verb method) {
    // Not exhaustive: Beast knows the WebDAV methods too.
    if (method == beast_http::verb::post) {
        return Verb::post;
    }
    if (method == beast_http::verb::get) {
        return Verb::get;
    }
    if (method == beast_http::verb::head) {
        return Verb::head;
    }
    if (method == beast_http::verb::put) {
        return Verb::put;
    }
    if (method == beast_http::verb::delete_) {
        return Verb::delete_;
    }
    if (method == beast_http::verb::options) {
        return Verb::options;
    }
    if (method == beast_http::verb::patch) {
        return Verb::patch;
    }
    return std::nullopt;
}

/// Printable ASCII without what RFC 3986 knows in no part of a request target: a fragment, quotes,
/// angle brackets, backslash.
bool is_target_character(char c) {
    return c > ' ' && c <= '~' && std::string_view("#\"<>\\").find(c) == std::string_view::npos;
}

bool has_scheme(std::string_view target, std::string_view scheme) {
    return is_same_ignoring_case(target.substr(0, scheme.size()), scheme);
}

}  // namespace

HeadReader::HeadReader(const HttpLimits& limits, Request& request, char* data)
    : limits_(limits), request_(request), data_(data) {
    // The caller counts the bytes of the head and of the body.
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(boost::none);
}

std::optional<HttpError> HeadReader::read(std::size_t begin, std::size_t size) {
    Code code;
    put(boost::asio::const_buffer(data_ + begin, size), code);
    if (error_) {
        return error_;
    }
    if (code == beast_http::error::bad_version) {
        return error_of_version(begin, size);
    }
    if (code || !is_header_done()) {
        return HttpError::bad_request;
    }
    return std::nullopt;
}

void HeadReader::on_request_impl(
    Method method,
    Text /*method_text*/,
    Text target,
    int version,
    Code& code
) {
    version_ = version;
    error_ = take_target(method, target);
    if (error_) {
        refuse(code);
    }
}

std::optional<HttpError> HeadReader::take_target(Method method, std::string_view target) {
    const auto verb = known_verb(method);
    if (!verb) {
        return HttpError::method_unknown;
    }
    request_.verb_ = *verb;
    if (target.size() > limits_.target_bytes_max) {
        return HttpError::target_too_long;
    }
    if (!std::all_of(target.begin(), target.end(), is_target_character)) {
        return HttpError::bad_request;
    }
    if (target.starts_with('/') || (target == "*" && *verb == Verb::options)) {
        take_path_and_query(target);
        return std::nullopt;
    }
    if (has_scheme(target, "http://")) {
        default_port_ = "80";
        return take_absolute_target(target, 7);
    }
    if (has_scheme(target, "https://")) {
        default_port_ = "443";
        return take_absolute_target(target, 8);
    }
    return HttpError::bad_request;
}

std::optional<HttpError>
HeadReader::take_absolute_target(std::string_view target, std::size_t scheme_size) {
    const std::string_view rest = target.substr(scheme_size);
    target_authority_ = rest.substr(0, rest.find_first_of("/?"));
    if (!is_authority(target_authority_)) {
        return HttpError::bad_request;
    }
    take_path_and_query(rest.substr(target_authority_.size()));
    if (request_.path_.size == 0) {
        // The path is "/", which has to be somewhere in the data: the second one of "http://".
        request_.path_ = range(target.substr(scheme_size - 1, 1));
    }
    return std::nullopt;
}

void HeadReader::take_path_and_query(std::string_view text) {
    const std::size_t question = text.find('?');
    request_.path_ = range(text.substr(0, question));
    request_.query_ = question == std::string_view::npos ? RequestHead::Range()
                                                         : range(text.substr(question + 1));
}

void HeadReader::on_field_impl(FieldName name, Text name_text, Text value, Code& code) {
    const RequestHead::Range name_range = range(name_text);
    char* const first = data_ + name_range.begin;
    std::transform(first, first + name_range.size, first, lower_case);
    request_.fields_.push_back({name_range, range(value)});
    error_ = take_field(name, value);
    if (error_) {
        refuse(code);
    }
}

std::optional<HttpError> HeadReader::take_field(FieldName name, std::string_view value) {
    if (name == FieldName::content_length) {
        return take_content_length(value);
    }
    if (name == FieldName::host) {
        return take_host(value);
    }
    if (name == FieldName::transfer_encoding) {
        const bool is_good = !has_transfer_encoding_ && is_same_ignoring_case(value, "chunked");
        has_transfer_encoding_ = true;
        return is_good ? std::nullopt : std::optional(HttpError::bad_request);
    }
    if (name == FieldName::expect) {
        expects_continue_ = true;
        return is_same_ignoring_case(value, "100-continue")
                   ? std::nullopt
                   : std::optional(HttpError::expectation_failed);
    }
    return std::nullopt;
}

std::optional<HttpError> HeadReader::take_content_length(std::string_view digits) {
    if (has_content_length_ || digits.empty() ||
        !std::all_of(digits.begin(), digits.end(), http::is_digit)) {
        return HttpError::bad_request;
    }
    has_content_length_ = true;
    for (const char digit : digits) {
        content_length_ = content_length_ * 10 + static_cast<std::size_t>(digit - '0');
        // More than too much is not told apart.
        content_length_ = std::min(content_length_, limits_.body_bytes_max + 1);
    }
    return std::nullopt;
}

std::optional<HttpError> HeadReader::take_host(std::string_view value) {
    const bool is_good = !has_host_ && is_authority(value);
    has_host_ = true;
    host_ = value;
    return is_good ? std::nullopt : std::optional(HttpError::bad_request);
}

void HeadReader::on_header_impl(Code& code) {
    error_ = check_whole();
    if (error_) {
        refuse(code);
    }
}

std::optional<HttpError> HeadReader::check_whole() const {
    if (version_ >= 11 && !has_host_) {
        return HttpError::bad_request;
    }
    if (has_transfer_encoding_ && (has_content_length_ || version_ < 11)) {
        return HttpError::bad_request;
    }
    if (!target_authority_.empty() && has_host_ &&
        !is_same_authority(target_authority_, host_, default_port_)) {
        return HttpError::bad_request;
    }
    return std::nullopt;
}

/// A version that is well-formed but not ours is told apart from rubbish.
HttpError HeadReader::error_of_version(std::size_t begin, std::size_t size) const {
    const std::string_view head(data_ + begin, size);
    const std::string_view line = head.substr(0, head.find('\r'));
    const std::string_view version = line.substr(std::min(line.rfind(' '), line.size()));
    const bool is_well_formed = version.size() == 9 && version.starts_with(" HTTP/") &&
                                http::is_digit(version[6]) && version[7] == '.' &&
                                http::is_digit(version[8]);
    return is_well_formed ? HttpError::version_unsupported : HttpError::bad_request;
}

RequestHead::Range HeadReader::range(std::string_view text) const {
    return {
        static_cast<std::uint32_t>(text.data() - data_), static_cast<std::uint32_t>(text.size())
    };
}

/// Stops Beast; the reason is in `error_`.
void HeadReader::refuse(Code& code) {
    code = make_error_code(beast_http::error::bad_value);
}

}  // namespace hako::http
