// SPDX-License-Identifier: Apache-2.0
#include "http/connection_counts.hpp"

#include "http/client_address.hpp"

namespace hako::http {

ConnectionCounts::ConnectionCounts(const HttpLimits& limits, std::vector<IpRange> trusted_proxies)
    : limits_(limits), trusted_proxies_(std::move(trusted_proxies)) {}

std::variant<ConnectionCounts::Place, HttpError> ConnectionCounts::take(const IpAddress& peer) {
    const IpAddress group = peer.limit_group();
    const bool is_limited = !is_trusted(peer, trusted_proxies_);
    const std::lock_guard lock(mutex_);
    if (open_ >= limits_.connections_max) {
        return HttpError::server_busy;
    }
    std::size_t& open_here = open_by_group_[group];
    if (is_limited && open_here >= limits_.connections_per_address_max) {
        if (open_here == 0) {
            open_by_group_.erase(group);
        }
        return HttpError::address_busy;
    }
    ++open_here;
    ++open_;
    return Place(this, group);
}

void ConnectionCounts::release(const IpAddress& group) {
    const std::lock_guard lock(mutex_);
    --open_;
    const auto found = open_by_group_.find(group);
    if (--found->second == 0) {
        open_by_group_.erase(found);
    }
}

}  // namespace hako::http
