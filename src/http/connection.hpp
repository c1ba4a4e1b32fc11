// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ip_address.hpp"
#include "http/connection_counts.hpp"
#include "http/handler.hpp"
#include "http/read_buffer.hpp"
#include "http/request_parser.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>

namespace hako::http {

class IoThread;

/// One connection: reads, has the handler answer, writes; one request at a time, in order.
///
/// It belongs to its I/O thread, which destroys it when it is closed and none of its callbacks is
/// outstanding (`settle`, the last line of each callback).
class Connection {
public:
    using Socket = boost::asio::
        basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Without a `place`, the connection is one too many.
    Connection(
        IoThread& home,
        Socket socket,
        Handler& handler,
        IpAddress peer,
        std::optional<ConnectionCounts::Place> place
    );

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Starts to serve.
    void open();

    /// Answers `error` to what was not even read, and closes.
    void open_refused(HttpError error);

    /// Closes the connection if a deadline has passed.
    void sweep(TimePoint now);

    /// The drain is over: an incomplete request is told so, all else is dropped.
    void cut();

    [[nodiscard]] bool is_refused() const {
        return !place_.has_value();
    }

    /// Where it stands in its thread's list.
    std::size_t index = 0;

private:
    enum class Phase : std::uint8_t {
        idle,       ///< no byte of a request has come
        receiving,  ///< a request is coming
        answering,  ///< the handler's task is at work
        replying,   ///< the kernel takes no more bytes for now
        lingering,  ///< the reply is out, what still comes is thrown away
        closed,
    };

    /// Whether the loop of `advance` goes on, or a callback will.
    enum class Next : std::uint8_t { again, wait };

    enum class AfterWrite : std::uint8_t { read, next_request, close, linger };

    // Reading.
    void read();
    void on_read(const boost::system::error_code& error, std::size_t bytes);
    void advance();
    Next step();
    Next await_input();
    Next read_head();
    void take_head();
    Next read_body();

    // Answering.
    Next admit();
    Next refuse_by_head();
    Next answer();
    void on_answered(std::exception_ptr bug);
    Next reply_answer();
    Next fail(HttpError error);

    // Writing.
    Next reply();
    [[nodiscard]] bool closes_after_reply() const;
    void report();
    Next write(AfterWrite after);
    Next written();
    void write_what_fits();
    void next_request();

    // Ending.
    void linger();
    void close();
    void settle();
    void sweep_phase(TimePoint now);

    IoThread& home_;
    Socket socket_;
    Handler& handler_;
    std::optional<ConnectionCounts::Place> place_;

    ReadBuffer buffer_;
    Request request_;
    RequestParser parser_;
    std::unique_ptr<Admission> admission_;
    Response response_;
    std::exception_ptr bug_;
    std::optional<HttpError> error_;

    /// Heads, and small bodies when several requests came at once.
    std::string out_;
    /// The rest of the reply: the body of `response_`.
    std::string_view out_body_;
    std::size_t written_ = 0;
    std::size_t reply_bytes_ = 0;
    std::size_t linger_bytes_ = 0;

    /// When the phase began; of `replying`, when the peer last took a byte.
    TimePoint since_;
    TimePoint request_since_;
    TimePoint answer_begin_;

    Phase phase_ = Phase::idle;
    AfterWrite after_write_ = AfterWrite::read;
    bool has_head_ = false;
    bool is_whole_ = false;
    bool is_reading_ = false;
    bool is_writing_ = false;
    bool is_answering_ = false;
    bool is_starting_ = false;
};

}  // namespace hako::http
