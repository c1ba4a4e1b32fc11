// SPDX-License-Identifier: Apache-2.0
#include "http/connection.hpp"

#include "http/io_thread.hpp"

#include <boost/asio/buffer.hpp>

#include <utility>

namespace hako::http {
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

// Reading. What follows on an answer is in connection_reply.cpp.

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
            if (parser_.has_head()) {
                take_head();
            }
            return fail(parser_.error());
        case RequestParser::Step::need_more:
            return await_input();
        case RequestParser::Step::head_done:
        case RequestParser::Step::done:
            break;
    }
    take_head();
    return admit();
}

void Connection::take_head() {
    has_head_ = true;
    request_.set_request_id(home_.next_request_id());
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
    handler_.describe_error(has_head_ ? &request_ : nullptr, error, response_);
    response_.connection = ConnectionAfter::close;
    return reply();
}

}  // namespace hako::http
