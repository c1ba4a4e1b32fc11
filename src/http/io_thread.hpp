// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/executor.hpp"
#include "http/connection.hpp"
#include "http/connection_counts.hpp"
#include "http/handler.hpp"
#include "http/http_limits.hpp"
#include "http/listen.hpp"
#include "http/request_ids.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace hako::http {

/// One thread with its event loop, its listening sockets and its connections. All but the functions
/// marked otherwise run on it.
class IoThread final : public Executor {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// All outlive the thread.
    struct Shared {
        const HttpLimits& limits;
        const Clock& clock;
        ConnectionCounts& counts;
    };

    IoThread(const Shared& shared, std::uint64_t id_seed);
    ~IoThread() override;

    /// Before `start`.
    void add_listener(IpVersion version, FileDescriptor socket, Handler& handler);

    /// From the owner's thread.
    void start();

    /// From any thread: stops accepting, answers what has been accepted, then ends the loop.
    void begin_drain();

    /// From any thread: ends the loop where it is.
    void stop();

    /// From the owner's thread: waits for the end of the loop.
    void join();

    /// From any thread: one item on this loop resumes them all.
    void resume_all(std::span<const std::coroutine_handle<>> ready) override;

    [[nodiscard]] const HttpLimits& limits() const {
        return shared_.limits;
    }

    [[nodiscard]] const Clock& clock() const {
        return shared_.clock;
    }

    /// The time of the last sweep: what deadlines are measured by, so that a request needs no
    /// clock.
    [[nodiscard]] TimePoint coarse_now() const {
        return coarse_now_;
    }

    [[nodiscard]] bool is_draining() const {
        return is_draining_;
    }

    /// Whether an idle connection may be closed now: not at once when the drain begins, since the
    /// first request of a fresh connection may just be arriving.
    [[nodiscard]] bool is_drain_grace_over() const {
        return is_draining() && coarse_now_ - draining_since_ >= limits().sweep_interval;
    }

    RequestId next_request_id() {
        return request_ids_.next();
    }

    /// Destroys a connection that is closed and waits for nothing.
    void release(Connection& connection);

private:
    using LoopExecutor = boost::asio::io_context::executor_type;
    using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, LoopExecutor>;
    using Timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock,
        boost::asio::wait_traits<std::chrono::steady_clock>,
        LoopExecutor>;

    struct Listener {
        Acceptor acceptor;
        Handler& handler;
        Timer retry;
        boost::asio::ip::tcp::endpoint peer;
    };

    void run();
    void accept(Listener& listener);
    void on_accept_error(Listener& listener, const boost::system::error_code& error);
    void accept_backlog(Listener& listener);
    void adopt(Connection::Socket socket, Listener& listener);
    void schedule_sweep();
    void sweep();
    void drain();
    void finish_if_drained();

    Shared shared_;
    RequestIds request_ids_;
    boost::asio::io_context loop_;
    Timer sweep_timer_;
    std::list<Listener> listeners_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::size_t refused_open_ = 0;
    TimePoint coarse_now_;
    TimePoint draining_since_;
    bool is_draining_ = false;
    std::thread thread_;
};

}  // namespace hako::http
