// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/connection.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

#include <string_view>
#include <utility>

namespace hako::http2 {

namespace asio = boost::asio;

namespace {

bool speaks_http2(SSL* ssl) {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl, &name, &size);
    return std::string_view(reinterpret_cast<const char*>(name), size) == "h2";
}

}  // namespace

Connection::Connection(
    asio::io_context& context,
    const Url& url,
    std::shared_ptr<asio::ssl::context> tls,
    Owner& owner
)
    : url_(url),
      tls_(std::move(tls)),
      owner_(&owner),
      resolver_(context),
      stream_(context, *tls_),
      session_(url.authority()),
      input_(),
      last_heard_(std::chrono::steady_clock::now()) {}

void Connection::open() {
    resolver_.async_resolve(
        url_.host,
        url_.port,
        [self = shared_from_this()](Error error, const Tcp::resolver::results_type& endpoints) {
            if (error) {
                self->close("looking up " + self->url_.host + ": " + error.message());
            } else if (!self->is_closed_) {
                self->resolved(endpoints);
            }
        }
    );
}

void Connection::resolved(const Tcp::resolver::results_type& endpoints) {
    asio::async_connect(
        stream_.next_layer(),
        endpoints,
        [self = shared_from_this()](Error error, const Tcp::endpoint&) {
            if (error) {
                self->close("connecting to " + self->url_.authority() + ": " + error.message());
            } else if (!self->is_closed_) {
                self->connected();
            }
        }
    );
}

void Connection::connected() {
    Error ignored;
    stream_.next_layer().set_option(Tcp::no_delay(true), ignored);
    asio::ip::make_address(url_.host, ignored);
    if (ignored) {  // it is a name, not an address
        SSL_ctrl(
            stream_.native_handle(),
            SSL_CTRL_SET_TLSEXT_HOSTNAME,
            TLSEXT_NAMETYPE_host_name,
            url_.host.data()
        );
    }
    stream_.set_verify_callback(asio::ssl::host_name_verification(url_.host), ignored);
    stream_.async_handshake(
        asio::ssl::stream_base::client,
        [self = shared_from_this()](Error error) {
            if (error) {
                self->close("TLS with " + self->url_.authority() + ": " + error.message());
            } else if (!self->is_closed_) {
                self->secured();
            }
        }
    );
}

void Connection::secured() {
    if (!speaks_http2(stream_.native_handle())) {
        close(url_.authority() + " does not speak HTTP/2");
        return;
    }
    is_secured_ = true;
    flush();
    read();
}

void Connection::read() {
    stream_.async_read_some(
        asio::buffer(input_),
        [self = shared_from_this()](Error error, std::size_t size) {
            if (self->is_closed_) {
                return;
            }
            if (error) {
                self->close("connection lost: " + error.message());
                return;
            }
            self->last_heard_ = std::chrono::steady_clock::now();
            if (self->session_.receive({self->input_.data(), size}) == Session::Health::broken) {
                self->flush();
                self->close("the server breaks the HTTP/2 protocol");
                return;
            }
            self->deliver();
            if (!self->is_closed_) {
                self->flush_later();
                self->read();
            }
        }
    );
}

void Connection::submit(Request request, ReplyHandler handler, TimePoint deadline) {
    session_.submit(std::move(request), std::move(handler), deadline);
    flush_later();
}

// Once for all that is submitted in one turn of the loop: one TLS record, one packet.
void Connection::flush_later() {
    if (will_flush_ || is_closed_) {
        return;
    }
    will_flush_ = true;
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
        self->will_flush_ = false;
        self->flush();
    });
}

void Connection::flush() {
    if (!is_secured_ || is_writing_ || is_closed_) {
        return;
    }
    if (session_.is_over()) {
        close("the HTTP/2 connection is over");
        return;
    }
    output_.clear();
    if (session_.collect_output(output_) == Session::Health::broken) {
        close("HTTP/2 cannot go on");
        return;
    }
    if (output_.empty()) {
        return;
    }
    is_writing_ = true;
    asio::async_write(
        stream_,
        asio::buffer(output_),
        [self = shared_from_this()](Error error, std::size_t) {
            self->is_writing_ = false;
            if (self->is_closed_) {
                return;
            }
            // A server that closes has often said why: what can still be read comes first, and
            // reading then finds the end.
            if (!error) {
                self->flush();
            }
        }
    );
}

void Connection::deliver() {
    for (auto& finished : session_.take_finished()) {
        finished.handler(std::move(finished.reply));
    }
    if (owner_ != nullptr && !is_closed_) {
        owner_->progressed(*this);
    }
}

void Connection::ping() {
    ++pings_;
    session_.ping();
    flush_later();
}

std::size_t Connection::give_up_overdue(TimePoint now) {
    const std::size_t count = session_.give_up_overdue(now);
    if (count > 0) {
        flush_later();
        deliver();
    }
    return count;
}

void Connection::close(const std::string& why) {
    if (is_closed_) {
        return;
    }
    is_closed_ = true;
    const auto self = shared_from_this();
    Error ignored;
    resolver_.cancel();
    stream_.next_layer().close(ignored);
    session_.abandon(why);
    for (auto& finished : session_.take_finished()) {
        finished.handler(std::move(finished.reply));
    }
    if (owner_ != nullptr) {
        std::exchange(owner_, nullptr)->closed(*this, why);
    }
}

void Connection::drop() {
    owner_ = nullptr;
    is_closed_ = true;
    Error ignored;
    resolver_.cancel();
    stream_.next_layer().close(ignored);
}

}  // namespace hako::http2
