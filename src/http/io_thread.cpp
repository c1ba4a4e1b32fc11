// SPDX-License-Identifier: Apache-2.0
#include "http/io_thread.hpp"

#include "base/this_thread.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace hako::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// When the process has no file descriptors left.
constexpr std::chrono::milliseconds kAcceptRetryTime{100};

/// Connections that are one too many and get to read so, at a time and thread; more are dropped.
constexpr std::size_t kRefusedOpenMax = 64;

IpAddress address_of(const tcp::endpoint& endpoint) {
    if (endpoint.address().is_v4()) {
        return IpAddress::from_bytes(endpoint.address().to_v4().to_bytes());
    }
    return IpAddress::from_bytes(endpoint.address().to_v6().to_bytes());
}

}  // namespace

IoThread::IoThread(const Shared& shared, std::uint64_t id_seed)
    : shared_(shared),
      request_ids_(id_seed),
      loop_(1),
      sweep_timer_(loop_),
      coarse_now_(shared.clock.steady_now()) {}

IoThread::~IoThread() {
    stop();
    join();
}

void IoThread::add_listener(IpVersion version, FileDescriptor socket, Handler& handler) {
    Listener& listener =
        listeners_.emplace_back(Listener{Acceptor(loop_), handler, Timer(loop_), {}});
    listener.acceptor.assign(version == IpVersion::v6 ? tcp::v6() : tcp::v4(), socket.release());
    listener.acceptor.non_blocking(true);
}

void IoThread::start() {
    thread_ = std::thread([this] { run(); });
}

void IoThread::run() {
    set_up_this_thread("io", Share::prompt);
    const Scope scope(*this);
    for (Listener& listener : listeners_) {
        accept(listener);
    }
    schedule_sweep();
    loop_.run();
}

void IoThread::begin_drain() {
    asio::post(loop_, [this] { drain(); });
}

void IoThread::stop() {
    loop_.stop();
}

void IoThread::join() {
    if (thread_.joinable()) {
        thread_.join();
    }
}

void IoThread::resume_all(std::span<const std::coroutine_handle<>> ready) {
    asio::post(loop_, [handles = std::vector(ready.begin(), ready.end())] {
        for (const std::coroutine_handle<> handle : handles) {
            handle.resume();
        }
    });
}

// Accepting.

void IoThread::accept(Listener& listener) {
    listener.acceptor.async_accept(
        listener.peer,
        [this, &listener](const boost::system::error_code& error, Connection::Socket socket) {
            if (error) {
                on_accept_error(listener, error);
                return;
            }
            adopt(std::move(socket), listener);
            accept(listener);
        }
    );
}

void IoThread::on_accept_error(Listener& listener, const boost::system::error_code& error) {
    if (!listener.acceptor.is_open()) {
        return;
    }
    if (error == asio::error::connection_aborted) {
        // The client went away before it was accepted.
        accept(listener);
        return;
    }
    listener.retry.expires_after(kAcceptRetryTime);
    listener.retry.async_wait([this, &listener](const boost::system::error_code& cancelled) {
        if (!cancelled && listener.acceptor.is_open()) {
            accept(listener);
        }
    });
}

/// What the kernel has accepted before the drain began.
void IoThread::accept_backlog(Listener& listener) {
    boost::system::error_code error;
    while (true) {
        auto socket = listener.acceptor.accept(listener.peer, error);
        if (error) {
            return;
        }
        adopt(std::move(socket), listener);
    }
}

void IoThread::adopt(Connection::Socket socket, Listener& listener) {
    boost::system::error_code error;
    socket.non_blocking(true, error);
    if (!error) {
        socket.set_option(tcp::no_delay(true), error);
    }
    const IpAddress peer = address_of(listener.peer);
    auto place = shared_.counts.take(peer);
    const HttpError* const refusal = std::get_if<HttpError>(&place);
    if (error || (refusal != nullptr && refused_open_ >= kRefusedOpenMax)) {
        return;
    }
    std::optional<ConnectionCounts::Place> taken;
    if (refusal == nullptr) {
        taken.emplace(std::get<ConnectionCounts::Place>(std::move(place)));
    }
    auto& connection = *connections_.emplace_back(std::make_unique<Connection>(
        *this, std::move(socket), listener.handler, peer, std::move(taken)
    ));
    connection.index = connections_.size() - 1;
    if (refusal != nullptr) {
        ++refused_open_;
        connection.open_refused(*refusal);
    } else {
        connection.open();
    }
}

void IoThread::release(Connection& connection) {
    if (connection.is_refused()) {
        --refused_open_;
    }
    const std::size_t index = connection.index;
    std::swap(connections_[index], connections_.back());
    connections_[index]->index = index;
    connections_.pop_back();
    finish_if_drained();
}

// Deadlines.

void IoThread::schedule_sweep() {
    sweep_timer_.expires_after(limits().sweep_interval);
    sweep_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            sweep();
        }
    });
}

void IoThread::sweep() {
    coarse_now_ = clock().steady_now();
    const bool is_cut = is_draining() && coarse_now_ - draining_since_ >= limits().drain_time_max;
    // From the back: a connection that is released is replaced by the last one.
    for (std::size_t left = connections_.size(); left > 0; --left) {
        Connection& connection = *connections_[left - 1];
        if (is_cut) {
            connection.cut();
        } else {
            connection.sweep(coarse_now_);
        }
    }
    if (is_cut) {
        stop();
        return;
    }
    schedule_sweep();
}

void IoThread::drain() {
    coarse_now_ = clock().steady_now();
    draining_since_ = coarse_now_;
    is_draining_ = true;
    for (Listener& listener : listeners_) {
        accept_backlog(listener);
        boost::system::error_code ignored;
        listener.acceptor.close(ignored);
    }
    finish_if_drained();
}

void IoThread::finish_if_drained() {
    if (is_draining() && connections_.empty()) {
        stop();
    }
}

}  // namespace hako::http
