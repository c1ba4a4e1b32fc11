// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/http2/origin.hpp"
#include "delivery/http2/session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace hako::http2 {

/// One connection: looks the host up, connects, does the TLS handshake, then carries a Session.
/// Lives on the loop; what it starts keeps it alive until close().
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using TimePoint = Session::TimePoint;

    /// Is told what happens, on the loop.
    class Owner {
    public:
        virtual ~Owner() = default;

        /// Something was answered, may be sent, or will not be any more: look again.
        virtual void progressed(Connection& connection) = 0;

        /// It is gone. All its requests have ended.
        virtual void closed(Connection& connection, const std::string& why) = 0;
    };

    Connection(
        boost::asio::io_context& context,
        const Url& url,
        std::shared_ptr<boost::asio::ssl::context> tls,
        Owner& owner
    );

    void open();

    /// Begins a request. Only while session().can_submit().
    void submit(Request request, ReplyHandler handler, TimePoint deadline);

    /// Ends the connection and its requests: those as lost, since they may have been processed.
    void close(const std::string& why);

    /// As close(), and nobody is told of anything any more.
    void drop();

    void ping();

    /// Ends what was to be answered by now. How many they were.
    std::size_t give_up_overdue(TimePoint now);

    [[nodiscard]] const Session& session() const {
        return session_;
    }

    /// Whether SETTINGS have come: it is a connection to an HTTP/2 server.
    [[nodiscard]] bool is_ready() const {
        return session_.is_ready();
    }

    /// When it was opened, or the last bytes came.
    [[nodiscard]] TimePoint last_heard() const {
        return last_heard_;
    }

    /// How many signs of life were asked for.
    [[nodiscard]] std::uint64_t pings() const {
        return pings_;
    }

private:
    using Tcp = boost::asio::ip::tcp;
    using Error = boost::system::error_code;

    void resolved(const Tcp::resolver::results_type& endpoints);
    void connected();
    void secured();
    void read();
    void flush_later();
    void flush();
    void deliver();

    Url url_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
    Owner* owner_;
    Tcp::resolver resolver_;
    boost::asio::ssl::stream<Tcp::socket> stream_;
    Session session_;
    std::array<std::uint8_t, 32UL * 1024> input_;
    std::string output_;
    TimePoint last_heard_;
    std::uint64_t pings_ = 0;
    bool is_secured_ = false;
    bool is_writing_ = false;
    bool will_flush_ = false;
    bool is_closed_ = false;
};

}  // namespace hako::http2
