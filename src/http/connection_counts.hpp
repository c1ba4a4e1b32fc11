// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ip_address.hpp"
#include "http/http_error.hpp"
#include "http/http_limits.hpp"

#include <cstddef>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace hako::http {

/// Counts the open connections of all I/O threads, in all and for each address (IPv6: each /64).
/// Safe to call from every thread; called when a connection opens and closes, never for a request.
class ConnectionCounts {
public:
    /// Trusted proxies have no limit for one address: they speak for many.
    ConnectionCounts(const HttpLimits& limits, std::vector<IpRange> trusted_proxies);

    /// One open connection; gives its place back when it dies.
    class Place {
    public:
        Place(Place&& other) noexcept
            : counts_(std::exchange(other.counts_, nullptr)), group_(other.group_) {}

        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        Place& operator=(Place&&) = delete;

        ~Place() {
            if (counts_ != nullptr) {
                counts_->release(group_);
            }
        }

    private:
        friend class ConnectionCounts;

        Place(ConnectionCounts* counts, IpAddress group) : counts_(counts), group_(group) {}

        ConnectionCounts* counts_;
        IpAddress group_;
    };

    /// A place for one more connection of `peer`, or why there is none: server_busy, address_busy.
    std::variant<Place, HttpError> take(const IpAddress& peer);

private:
    void release(const IpAddress& group);

    const HttpLimits& limits_;
    const std::vector<IpRange> trusted_proxies_;
    std::mutex mutex_;
    std::size_t open_ = 0;
    std::unordered_map<IpAddress, std::size_t> open_by_group_;
};

}  // namespace hako::http
