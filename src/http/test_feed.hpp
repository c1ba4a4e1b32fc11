// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/request_parser.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace hako::http {

enum class Feeding : std::uint8_t { whole, byte_by_byte };

inline constexpr std::array<Feeding, 2> kFeedings{Feeding::whole, Feeding::byte_by_byte};

/// Feeds one request to a parser, as a connection does.
class Fed {
public:
    Fed(std::string raw, Feeding feeding, HttpLimits limits = {})
        : limits_(limits), raw_(std::move(raw)), parser_(limits_, request_) {
        buffer_.reserve(raw_.size() + 1);
        const std::size_t step = feeding == Feeding::whole ? raw_.size() : 1;
        for (std::size_t fed = 0; fed < raw_.size() && !is_over(); fed += step) {
            buffer_.append(raw_, fed, step);
            advance();
        }
        left_ = is_over() && step_ == RequestParser::Step::done
                    ? buffer_.substr(parser_.request_bytes())
                    : "";
    }

    [[nodiscard]] bool is_done() const {
        return step_ == RequestParser::Step::done;
    }

    [[nodiscard]] bool is_waiting() const {
        return step_ == RequestParser::Step::need_more;
    }

    /// `ok` when nothing was refused.
    [[nodiscard]] std::string error() const {
        return step_ == RequestParser::Step::failed ? std::string(to_string(parser_.error()))
                                                    : "ok";
    }

    [[nodiscard]] const Request& request() const {
        return request_;
    }

    [[nodiscard]] const RequestParser& parser() const {
        return parser_;
    }

    /// What came after the request.
    [[nodiscard]] const std::string& left() const {
        return left_;
    }

private:
    [[nodiscard]] bool is_over() const {
        return step_ == RequestParser::Step::done || step_ == RequestParser::Step::failed;
    }

    void advance() {
        if (!has_head_) {
            step_ = parser_.read_head(buffer_.data(), buffer_.size());
            has_head_ = step_ == RequestParser::Step::head_done;
        }
        if (has_head_) {
            std::size_t size = buffer_.size();
            step_ = parser_.read_body(buffer_.data(), size);
            buffer_.resize(size);
        }
    }

    HttpLimits limits_;
    std::string raw_;
    std::string buffer_;
    std::string left_;
    Request request_{IpAddress::from_bytes(std::array<std::uint8_t, 4>{192, 0, 2, 1})};
    RequestParser parser_;
    RequestParser::Step step_ = RequestParser::Step::need_more;
    bool has_head_ = false;
};

inline std::string repeated(std::size_t count, const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += text;
    }
    return out;
}

inline std::string post(const std::string& headers, const std::string& body = "") {
    return "POST /a HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n" + body;
}

inline std::string chunked(const std::string& body) {
    return post("Transfer-Encoding: chunked\r\n", body);
}

inline std::string get(const std::string& target, const std::string& host = "h") {
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
}

}  // namespace hako::http
