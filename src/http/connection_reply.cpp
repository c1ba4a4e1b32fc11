// SPDX-License-Identifier: Apache-2.0
// The half of Connection that writes replies and ends.
#include "http/connection.hpp"
#include "http/io_thread.hpp"
#include "http/response_writer.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <array>

namespace hako::http {
namespace {

/// Replies to requests that came together are gathered up to here before they are written.
constexpr std::size_t kGatheredBytesMax = 64UL * 1024;

}  // namespace

// Writing.

bool Connection::closes_after_reply() const {
    if (!is_whole_ || response_.connection == ConnectionAfter::close || !parser_.keeps_alive()) {
        return true;
    }
    // What has been received is answered, also while draining.
    return home_.is_draining() && buffer_.size() == parser_.request_bytes();
}

Connection::Next Connection::reply() {
    const bool closes = closes_after_reply();
    const bool is_told_to_keep = !closes && parser_.is_http10();
    const std::size_t begin = out_.size();
    append_reply_head(
        out_,
        response_,
        request_.request_id(),
        closes            ? ConnectionHeader::close
        : is_told_to_keep ? ConnectionHeader::keep_alive
                          : ConnectionHeader::none
    );
    const bool has_body =
        status_has_body(response_.status) && (!has_head_ || request_.verb() != Verb::head);
    out_body_ = has_body ? std::string_view(response_.body) : std::string_view();
    reply_bytes_ = out_.size() - begin + out_body_.size();

    const bool is_everything_read = is_whole_ && buffer_.size() == parser_.request_bytes();
    if (closes) {
        return write(is_everything_read ? AfterWrite::close : AfterWrite::linger);
    }
    if (!is_everything_read && out_.size() + out_body_.size() <= kGatheredBytesMax) {
        out_ += out_body_;
        out_body_ = {};
        next_request();
        return Next::again;
    }
    return write(AfterWrite::next_request);
}

void Connection::report() {
    Outcome outcome{
        .admission = admission_.get(),
        .request_id = request_.request_id(),
        .peer = request_.peer(),
        .duration = home_.clock().steady_now() - answer_begin_,
        .bytes_in = is_whole_ ? parser_.wire_bytes() : buffer_.size(),
        .bytes_out = reply_bytes_,
        .error = error_,
        .bug = std::move(bug_),
    };
    handler_.finished(has_head_ ? &request_ : nullptr, response_, outcome);
    bug_ = nullptr;
}

Connection::Next Connection::write(AfterWrite after) {
    after_write_ = after;
    if (after != AfterWrite::read) {
        phase_ = Phase::replying;
    }
    since_ = home_.coarse_now();
    const std::size_t whole = out_.size() + out_body_.size();
    const std::size_t head_written = std::min(written_, out_.size());
    const std::size_t body_written = written_ - head_written;
    const std::array<boost::asio::const_buffer, 2> rest{
        boost::asio::buffer(out_.data() + head_written, out_.size() - head_written),
        boost::asio::buffer(out_body_.data() + body_written, out_body_.size() - body_written),
    };
    boost::system::error_code error;
    written_ += socket_.write_some(rest, error);
    if (error && error != boost::asio::error::would_block) {
        if (phase_ == Phase::replying) {
            report();
        }
        close();
        return Next::wait;
    }
    if (written_ == whole) {
        return written();
    }
    is_writing_ = true;
    socket_.async_wait(Socket::wait_write, [this](const boost::system::error_code&) {
        is_writing_ = false;
        if (phase_ != Phase::closed && write(after_write_) == Next::again) {
            advance();
        }
        settle();
    });
    return Next::wait;
}

Connection::Next Connection::written() {
    written_ = 0;
    out_.clear();
    out_body_ = {};
    switch (after_write_) {
        case AfterWrite::read:
            read();
            return Next::wait;
        case AfterWrite::next_request:
            next_request();
            return Next::again;
        case AfterWrite::close:
            report();
            close();
            return Next::wait;
        case AfterWrite::linger:
            break;
    }
    report();
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    phase_ = Phase::lingering;
    since_ = home_.coarse_now();
    linger();
    return Next::wait;
}

/// While a task waits, the replies before it need not.
void Connection::write_what_fits() {
    if (out_.empty()) {
        return;
    }
    boost::system::error_code error;
    out_.erase(0, socket_.write_some(boost::asio::buffer(out_), error));
    // An error shows again when the next reply is written.
}

void Connection::next_request() {
    report();
    buffer_.consume(parser_.request_bytes());
    parser_.reset();
    admission_.reset();
    response_.reset();
    error_.reset();
    has_head_ = false;
    is_whole_ = false;
    phase_ = Phase::idle;
    since_ = home_.coarse_now();
}

// Ending.

/// Reads on and throws away: closing with bytes unread would reset the connection, and the peer
/// would lose the reply.
void Connection::linger() {
    if (linger_bytes_ > home_.limits().linger_bytes_max) {
        close();
    } else if (!is_reading_) {
        buffer_.truncate(0);
        read();
    }
}

void Connection::sweep(TimePoint now) {
    sweep_phase(now);
    settle();
}

void Connection::sweep_phase(TimePoint now) {
    const HttpLimits& limits = home_.limits();
    // The stored times may be an interval too old.
    const auto is_over = [&](TimePoint since, std::chrono::milliseconds time_max) {
        return now - since >= time_max + limits.sweep_interval;
    };
    if (is_writing_) {
        if (is_over(since_, limits.reply_stall_time_max)) {
            if (phase_ == Phase::replying) {
                report();
            }
            close();
        }
        return;
    }
    switch (phase_) {
        case Phase::idle:
            if (is_over(since_, limits.idle_time_max) || home_.is_drain_grace_over()) {
                close();
            }
            break;
        case Phase::receiving:
            if (is_over(request_since_, limits.request_time_max)) {
                fail(HttpError::request_timeout);
            }
            break;
        case Phase::lingering:
            if (is_over(since_, limits.linger_time_max)) {
                close();
            }
            break;
        case Phase::answering:
        case Phase::replying:
        case Phase::closed:
            break;
    }
}

void Connection::cut() {
    if (phase_ == Phase::receiving && !is_writing_) {
        fail(HttpError::draining);
    }
    close();
}

void Connection::close() {
    phase_ = Phase::closed;
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void Connection::settle() {
    if (phase_ == Phase::closed && !is_reading_ && !is_writing_ && !is_answering_) {
        home_.release(*this);
    }
}

}  // namespace hako::http
