// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ip_address.hpp"
#include "base/random.hpp"
#include "http/handler.hpp"
#include "http/http_limits.hpp"
#include "http/listen.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hako::http {

struct ListenerOptions {
    /// An address, with or without brackets, or a name such as `localhost`.
    std::string host;
    /// 0 takes a free one.
    std::uint16_t port = 0;
    Handler& handler;
};

struct ServerOptions {
    std::vector<ListenerOptions> listeners;
    /// One for each core the process may use is right.
    unsigned io_threads = 1;
    HttpLimits limits;
    std::vector<IpRange> trusted_proxies;
    const Clock& clock;
    Random& random;
};

/// The HTTP server: I/O threads, each with its own event loop and its own listening sockets. A
/// connection lives on one thread, and so does all that is awaited for it: each thread is the
/// current Executor of what runs on it.
///
/// Signals are left to the caller: block them before `start`, or an I/O thread may get them.
class Server {
public:
    explicit Server(ServerOptions options);

    /// Drops what is open. Tasks that still wait for other threads then are never resumed: drain
    /// first, and let this object outlive the threads that resume them.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Opens all listeners, then serves. Throws ListenError; then nothing was started.
    void start();

    /// The port of each listener, in the order of the options. After `start`.
    [[nodiscard]] std::vector<std::uint16_t> ports() const;

    /// Accepts no more connections, answers what has been accepted (HttpLimits::drain_time_max at
    /// most) and ends the threads. Blocks until then. A second call does nothing.
    void drain();

private:
    struct Parts;

    std::unique_ptr<Parts> parts_;
};

}  // namespace hako::http
