// SPDX-License-Identifier: Apache-2.0
// Requests as they come: in one piece, byte by byte, and cut at places that the bytes decide must
// be read alike. Input: the bytes of a connection, pipelined requests included.

#include "http/request_parser.hpp"
#include "target.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace hako::fuzz {
namespace {

using http::HttpLimits;
using http::Request;
using http::RequestParser;
using Step = RequestParser::Step;

/// So small that a fuzzer reaches them.
HttpLimits small_limits() {
    HttpLimits limits;
    limits.head_bytes_max = 512;
    limits.header_count_max = 8;
    limits.target_bytes_max = 64;
    limits.body_bytes_max = 128;
    limits.chunk_extension_bytes_max = 32;
    return limits;
}

/// All that a connection can learn of a request.
std::string describe(const Request& request, const RequestParser& parser) {
    std::string out(to_string(request.verb()));
    const auto add = [&out](std::string_view text) {
        out += '|';
        out += text;
    };
    add(request.path());
    add(request.query());
    add(request.body());
    for (const std::string_view name :
         {"host",
          "content-length",
          "transfer-encoding",
          "content-type",
          "connection",
          "expect",
          "x-forwarded-for",
          "x-monaca-backend-management-api-key"}) {
        for (const std::string_view value : request.header_lines(name)) {
            add(name);
            add(value);
        }
    }
    add(parser.keeps_alive() ? "keep" : "close");
    add(parser.is_http10() ? "1.0" : "1.1");
    add(parser.expects_continue() ? "continue" : "");
    add(std::to_string(parser.wire_bytes()));
    return out;
}

/// How many bytes come next, of those that are left.
using Cut = std::function<std::size_t(std::size_t left)>;

/// Serves a connection's bytes, as `Connection` does, and tells what was read.
class Reading {
public:
    static constexpr std::size_t kInputMax = 4'096;

    Reading(std::string_view input, const Cut& cut) {
        for (std::size_t fed = 0; fed < input.size() && step_ != Step::failed;) {
            const std::size_t count = cut(input.size() - fed);
            buffer_.insert(
                buffer_.end(),
                input.begin() + static_cast<std::ptrdiff_t>(fed),
                input.begin() + static_cast<std::ptrdiff_t>(fed + count)
            );
            // Bytes move when a buffer grows; the sanitizer finds who looks at the old place.
            buffer_ = std::vector<char>(buffer_);
            parser_.moved_to(buffer_.data());
            fed += count;
            take_requests();
        }
    }

    /// The requests that were taken, and how it ended.
    [[nodiscard]] std::vector<std::string> log() const {
        std::vector<std::string> log = requests_;
        log.emplace_back(
            step_ == Step::failed ? "refused"
            : has_head_           ? "in the body"
                                  : "in a head"
        );
        return log;
    }

    /// Whether a size was over its limit. Another fault may stand behind the limit, and is what is
    /// found first when all comes at once.
    [[nodiscard]] bool is_over_limit() const {
        const http::HttpError error = parser_.error();
        return error == http::HttpError::target_too_long ||
               error == http::HttpError::head_too_large;
    }

    [[nodiscard]] bool agrees_with(const Reading& other) const {
        return log() == other.log() &&
               (step_ != Step::failed || parser_.error() == other.parser_.error() ||
                is_over_limit() || other.is_over_limit());
    }

private:
    void take_requests() {
        do {
            advance();
            if (step_ == Step::done) {
                finish();
            }
        } while (step_ == Step::done && !buffer_.empty());
    }

    void advance() {
        step_ = Step::need_more;
        if (!has_head_) {
            step_ = parser_.read_head(buffer_.data(), buffer_.size());
            has_head_ = step_ == Step::head_done;
        }
        if (has_head_) {
            std::size_t size = buffer_.size();
            step_ = parser_.read_body(buffer_.data(), size);
            require(size <= buffer_.size(), "framing is only taken away");
            buffer_.resize(size);
        }
    }

    void finish() {
        require(parser_.request_bytes() <= buffer_.size(), "a request is what has come");
        require(request_.body().size() <= limits_.body_bytes_max, "a body has its limit");
        requests_.push_back(describe(request_, parser_));
        buffer_.erase(
            buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(parser_.request_bytes())
        );
        parser_.reset();
        has_head_ = false;
    }

    HttpLimits limits_ = small_limits();
    Request request_{IpAddress::from_bytes(std::array<std::uint8_t, 4>{192, 0, 2, 1})};
    RequestParser parser_{limits_, request_};
    std::vector<char> buffer_;
    std::vector<std::string> requests_;
    Step step_ = Step::need_more;
    bool has_head_ = false;
};

}  // namespace
}  // namespace hako::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hako::fuzz;
    const std::string_view input = text_of(data, size).substr(0, Reading::kInputMax);
    const Reading whole(input, [](std::size_t left) { return left; });
    const Reading bytes(input, [](std::size_t) { return std::size_t{1}; });
    std::size_t seed = std::hash<std::string_view>()(input);
    const Reading pieces(input, [&seed](std::size_t left) {
        seed = seed * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return std::min(left, 1 + (seed >> 33) % 24);
    });
    require(whole.agrees_with(bytes), "byte by byte is read as the whole");
    require(whole.agrees_with(pieces), "pieces are read as the whole");
    return 0;
}
