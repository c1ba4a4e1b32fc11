// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "crypto/secret.hpp"
#include "delivery/http2/loop.hpp"
#include "delivery/http2/message.hpp"
#include "delivery/http2/origin.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace hako::http2 {

struct ClientOptions {
    /// PEM of the certificates to trust; empty: the system's.
    std::string ca_file{};
    /// From looking the host up to its SETTINGS.
    std::chrono::milliseconds connect_max{10'000};
    /// From sending a request to its whole answer; and as long may one wait to be sent.
    std::chrono::milliseconds answer_max{30'000};
    /// A connection that has said nothing for so long is asked for a sign of life (PING) ...
    std::chrono::milliseconds ping_after{60'000};
    /// ... and is given up when none comes within this.
    std::chrono::milliseconds pong_max{10'000};
    /// After a connection that could not be made or answered nothing, the next one is made no
    /// sooner than this; the pause doubles each time. Providers take haste for an attack.
    std::chrono::milliseconds pause_min{1'000};
    std::chrono::milliseconds pause_max{60'000};
};

/// Sends requests to one server, many at a time on one connection, which is made when it is first
/// needed and kept. While one that the server wants to end (GOAWAY) still answers, the next one
/// takes what is new. It never sends a request twice: that is for who knows what that means.
///
/// Lives on the loop: construct, use and destroy it there. When it dies, what is under way is
/// forgotten without an answer.
class Client {
public:
    /// `identity`: a client certificate with its key (PEM) or null; not needed after the call.
    /// `unavailable` when it, or the file of certificates to trust, cannot be read.
    static Result<std::unique_ptr<Client>>
    make(Loop& loop, const Url& url, const ClientOptions& options, const crypto::Secret* identity);

    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Sends, or keeps it until a connection and a stream are free.
    void send(Request request, ReplyHandler handler);

    /// What comes from now on goes by a new connection; what is under way ends on its own.
    void reconnect();

    /// Requests that have not ended.
    [[nodiscard]] std::size_t under_way() const;

    /// Connections opened so far, for tests and metrics.
    [[nodiscard]] std::size_t connections_opened() const;

private:
    class Body;

    explicit Client(std::unique_ptr<Body> body);

    std::unique_ptr<Body> body_;
};

}  // namespace hako::http2
