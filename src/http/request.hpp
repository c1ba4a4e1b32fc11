// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ip_address.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hako::http {

/// The methods Hako knows; any other is answered 501.
enum class Verb : std::uint8_t {
    get,
    head,
    post,
    put,
    delete_,  // NOLINT(readability-identifier-naming): `delete` is a keyword
    options,
    patch,
};

/// As on the wire: `GET`.
std::string_view to_string(Verb verb);

/// What names one request in logs and in the reply header `X-Request-Id`: 16 hex digits.
using RequestId = std::array<char, 16>;

/// The request line and the headers of one request, already found to be good HTTP/1.1.
///
/// All views lie in the connection's buffer and live until the reply was handed to the kernel.
class RequestHead {
public:
    explicit RequestHead(IpAddress peer) : peer_(peer) {}

    [[nodiscard]] Verb verb() const {
        return verb_;
    }

    /// As sent, percent-encoding kept, without the query. `*` for `OPTIONS *`.
    [[nodiscard]] std::string_view path() const {
        return view(path_);
    }

    /// What follows the first `?`; empty when nothing does.
    [[nodiscard]] std::string_view query() const {
        return view(query_);
    }

    /// The value of the first line of this name, without the white space around it.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_case_name) const;

    /// The values of all lines of this name, in the order sent.
    [[nodiscard]] std::vector<std::string_view> header_lines(std::string_view lower_case_name
    ) const;

    /// The other end of the connection: the client, or a proxy (see client_address.hpp).
    [[nodiscard]] const IpAddress& peer() const {
        return peer_;
    }

    [[nodiscard]] std::string_view request_id() const {
        return {id_.data(), id_.size()};
    }

    void set_request_id(const RequestId& id) {
        id_ = id;
    }

private:
    friend class RequestParser;
    friend class HeadReader;

    // Offsets and not views: the buffer moves when it grows.
    struct Range {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
    };

    struct Field {
        Range name;
        Range value;
    };

    [[nodiscard]] std::string_view view(Range range) const {
        return {base_ + range.begin, range.size};
    }

    const char* base_ = "";
    Range path_;
    Range query_;
    std::vector<Field> fields_;
    IpAddress peer_;
    RequestId id_{};
    Verb verb_ = Verb::get;
};

/// A whole request.
class Request : public RequestHead {
public:
    /// So many bytes after the body may be read (their values mean nothing), so that a SIMD JSON
    /// parser need not copy it.
    static constexpr std::size_t kBodyPaddingBytes = 64;

    using RequestHead::RequestHead;

    /// In one piece, chunk framing removed.
    [[nodiscard]] std::string_view body() const {
        return body_;
    }

private:
    friend class RequestParser;

    std::string_view body_;
};

}  // namespace hako::http
