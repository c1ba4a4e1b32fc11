// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include "http/connection_counts.hpp"
#include "http/io_thread.hpp"

#include <utility>

namespace hako::http {

struct Server::Parts {
    explicit Parts(ServerOptions with)
        : options(std::move(with)), counts(options.limits, options.trusted_proxies) {}

    ServerOptions options;
    ConnectionCounts counts;
    std::vector<std::uint16_t> ports;
    // Last, because the threads use all of the above.
    std::vector<std::unique_ptr<IoThread>> threads;
};

Server::Server(ServerOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}

Server::~Server() = default;

void Server::start() {
    Parts& parts = *parts_;
    const unsigned count = std::max(1U, parts.options.io_threads);
    std::vector<Listening> all;
    for (const ListenerOptions& listener : parts.options.listeners) {
        all.push_back(listen_on(listener.host, listener.port, count));
        parts.ports.push_back(all.back().port);
    }
    const IoThread::Shared shared{parts.options.limits, parts.options.clock, parts.counts};
    for (unsigned i = 0; i < count; ++i) {
        auto& thread = parts.threads.emplace_back(
            std::make_unique<IoThread>(shared, parts.options.random.next_u64())
        );
        for (std::size_t n = 0; n < all.size(); ++n) {
            for (ListeningAddress& address : all[n].addresses) {
                thread->add_listener(
                    address.version,
                    std::move(address.sockets[i]),
                    parts.options.listeners[n].handler
                );
            }
        }
    }
    for (const auto& thread : parts.threads) {
        thread->start();
    }
}

std::vector<std::uint16_t> Server::ports() const {
    return parts_->ports;
}

void Server::drain() {
    for (const auto& thread : parts_->threads) {
        thread->begin_drain();
    }
    for (const auto& thread : parts_->threads) {
        thread->join();
    }
}

}  // namespace hako::http
