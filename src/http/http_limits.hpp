// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/limits.hpp"

#include <chrono>
#include <cstddef>

namespace hako::http {

/// The limits a server obeys: those of base/limits.hpp, unless a test sets others.
struct HttpLimits {
    /// The request line, all header lines and the empty line; the trailer of a chunked body alike.
    std::size_t head_bytes_max = limits::kHttpHeadBytesMax;
    std::size_t header_count_max = limits::kHttpHeaderCountMax;
    std::size_t target_bytes_max = limits::kHttpTargetBytesMax;
    /// After the chunk framing is removed.
    std::size_t body_bytes_max = limits::kHttpBodyBytesMax;
    /// All chunk extensions of one request together.
    std::size_t chunk_extension_bytes_max = limits::kHttpChunkExtensionBytesMax;

    std::chrono::milliseconds request_time_max = limits::kHttpRequestSecondsMax;
    std::chrono::milliseconds idle_time_max = limits::kHttpIdleSecondsMax;
    std::chrono::milliseconds reply_stall_time_max = limits::kHttpReplyStallSecondsMax;
    /// How long, and for how many bytes, a connection is read on after an error, so that the peer
    /// gets to see the reply and not a reset.
    std::chrono::milliseconds linger_time_max{5'000};
    std::size_t linger_bytes_max = 2 * limits::kHttpBodyBytesMax;

    std::size_t connections_max = limits::kHttpConnectionsMax;
    std::size_t connections_per_address_max = limits::kHttpConnectionsPerAddressMax;
    std::chrono::milliseconds drain_time_max = limits::kDrainSecondsMax;

    /// How often the deadlines are looked at. A limit fires at most two intervals late, never
    /// early.
    std::chrono::milliseconds sweep_interval{250};
};

}  // namespace hako::http
