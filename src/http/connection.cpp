// SPDX-License-Identifier: Apache-2.0
#include "http/connection.hpp"

#include "http/io_thread.hpp"
#include "http/response_writer.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <utility>

namespace hako::http {
namespace {

/// Replies to requests that came together are gathered up to here before they are written.
constexpr std::size_t kGatheredBytesMax = 64UL * 1024;

}  // namespace

Connection::Connection(
    IoThread& home,
    Socket socket,
    Handler& handler,
    IpAddress peer,
    std::optional<ConnectionCounts::Place> place
)
    : home_(home),
      socket_(std::move(socket)),
      handler_(handler),
      place_(std::move(place)),
      request_(peer),
      parser_(home.limits(), request_),
      since_(home.coarse_now()),
      request_since_(since_) {}

void Connection::open() {
    read();
}

void Connection::open_refused(HttpError error) {
    fail(error);
    settle();
}

// Reading.

void Connection::read() {
    is_reading_ = true;
    const auto space = buffer_.prepare(parser_.expected_bytes(buffer_.size()));
    parser_.moved_to(buffer_.data());
    socket_.async_read_some(
        boost::asio::buffer(space.data(), space.size()),
        [this](const boost::system::error_code& error, std::size_t bytes) {
            is_reading_ = false;
            on_read(error, bytes);
            settle();
        }
    );
}

void Connection::on_read(const boost::system::error_code& error, std::size_t bytes) {
    if (phase_ == Phase::closed) {
        return;
    }
    if (error) {
        // Half a request is no request. A reply that is on its way out goes on.
        if (phase_ != Phase::replying) {
            close();
        }
        return;
    }
    if (phase_ == Phase::lingering || phase_ == Phase::replying) {
        linger_bytes_ += bytes;
        if (phase_ == Phase::lingering) {
            linger();
        }
        return;
    }
    buffer_.commit(bytes);
    advance();
}

/// Answers what is in the buffer, until something has to be waited for.
void Connection::advance() {
    while (step() == Next::again) {
    }
}

Connection::Next Connection::step() {
    if (phase_ == Phase::idle) {
        if (buffer_.empty()) {
            return await_input();
        }
        phase_ = Phase::receiving;
        request_since_ = home_.coarse_now();
    }
    return has_head_ ? read_body() : read_head();
}

Connection::Next Connection::await_input() {
    if (!out_.empty()) {
        return write(AfterWrite::read);
    }
    read();
    return Next::wait;
}

Connection::Next Connection::read_head() {
    switch (parser_.read_head(buffer_.data(), buffer_.size())) {
        case RequestParser::Step::failed:
            return fail(parser_.error());
        case RequestParser::Step::need_more:
            return await_input();
        case RequestParser::Step::head_done:
        case RequestParser::Step::done:
            break;
    }
    has_head_ = true;
    request_.set_request_id(home_.next_request_id());
    return admit();
}

Connection::Next Connection::read_body() {
    std::size_t size = buffer_.size();
    const auto step = parser_.read_body(buffer_.data(), size);
    buffer_.truncate(size);
    switch (step) {
        case RequestParser::Step::failed:
            return fail(parser_.error());
        case RequestParser::Step::need_more:
            return await_input();
        case RequestParser::Step::head_done:
        case RequestParser::Step::done:
            break;
    }
    is_whole_ = true;
    return answer();
}

// Answering.

Connection::Next Connection::admit() {
    try {
        admission_ = handler_.admit(request_, response_);
    } catch (...) {
        bug_ = std::current_exception();
        return fail(HttpError::internal);
    }
    if (!admission_) {
        return refuse_by_head();
    }
    if (parser_.expects_continue() && buffer_.size() == parser_.head_bytes()) {
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    return Next::again;
}

/// The body is not waited for. When it is there already, the connection can still be used.
Connection::Next Connection::refuse_by_head() {
    answer_begin_ = home_.clock().steady_now();
    std::size_t size = buffer_.size();
    is_whole_ = parser_.read_body(buffer_.data(), size) == RequestParser::Step::done;
    buffer_.truncate(size);
    return reply();
}

Connection::Next Connection::answer() {
    phase_ = Phase::answering;
    answer_begin_ = home_.clock().steady_now();
    is_answering_ = true;
    is_starting_ = true;
    try {
        start(admission_->answer(request_, response_), [this](std::exception_ptr bug) {
            on_answered(std::move(bug));
        });
    } catch (...) {
        // `answer` threw before it made a task.
        on_answered(std::current_exception());
    }
    is_starting_ = false;
    if (is_answering_) {
        write_what_fits();
        return Next::wait;
    }
    return reply_answer();
}

void Connection::on_answered(std::exception_ptr bug) {
    is_answering_ = false;
    bug_ = std::move(bug);
    if (is_starting_) {
        return;
    }
    if (phase_ != Phase::closed && reply_answer() == Next::again) {
        advance();
    }
    settle();
}

Connection::Next Connection::reply_answer() {
    return bug_ ? fail(HttpError::internal) : reply();
}

/// Answers what this room refuses by itself, and closes.
Connection::Next Connection::fail(HttpError error) {
    if (!is_whole_) {
        answer_begin_ = home_.clock().steady_now();
    }
    if (!has_head_) {
        request_.set_request_id(home_.next_request_id());
    }
    error_ = error;
    response_.reset();
    response_.status = status_of(error);
    handler_.describe_error(error, response_);
    response_.connection = ConnectionAfter::close;
    return reply();
}

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
        status_has_body(response_.status) && !(has_head_ && request_.verb() == Verb::head);
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
