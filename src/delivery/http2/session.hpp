// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/http2/message.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct nghttp2_session;

namespace hako::http2 {

/// The client's side of one HTTP/2 connection, without its socket: bytes in, bytes out. It knows
/// which requests the server has answered, refused or may have taken. Lives on one thread.
class Session {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// A request that ended, with whoever waits for it.
    struct Finished {
        ReplyHandler handler;
        Reply reply;
    };

    /// `authority`: what requests carry as `:authority`.
    explicit Session(std::string authority);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    enum class Health : std::uint8_t { good, broken };

    /// Takes what the server sent. `broken`: it breaks the protocol, and the connection must end.
    Health receive(std::span<const std::uint8_t> bytes);

    /// Appends what is to be sent next to `out`, some 64 KiB at most.
    Health collect_output(std::string& out);

    /// Begins a request. Only while can_submit().
    void submit(Request request, ReplyHandler handler, TimePoint deadline);

    /// Whether the server's SETTINGS have come and it lets one more stream be opened now.
    [[nodiscard]] bool can_submit() const;

    /// Whether this connection will take no further request: GOAWAY, or stream ids ran out.
    [[nodiscard]] bool is_closing() const;

    /// Whether nothing more will come or go: the connection is to be closed. So it is once an error
    /// of the protocol's was told to the server.
    [[nodiscard]] bool is_over() const;

    [[nodiscard]] bool is_ready() const {
        return has_settings_;
    }

    [[nodiscard]] std::size_t open_streams() const {
        return streams_.size();
    }

    /// How many requests were answered.
    [[nodiscard]] std::uint64_t answered() const {
        return answered_;
    }

    /// Asks for a sign of life; `pongs()` grows when it comes.
    void ping();

    [[nodiscard]] std::uint64_t pongs() const {
        return pongs_;
    }

    /// Ends what was to be answered before `now` as lost. How many they were.
    std::size_t give_up_overdue(TimePoint now);

    /// Ends every open request as lost: the connection is gone.
    void abandon(std::string_view why);

    /// What ended since the last call.
    std::vector<Finished> take_finished();

private:
    friend struct SessionCallbacks;

    struct Stream {
        ReplyHandler handler;
        Reply reply;
        TimePoint deadline;
        std::shared_ptr<const std::string> body;
        std::size_t body_sent = 0;
        bool was_sent = true;
        bool is_complete = false;
    };

    void end(std::int32_t id, std::uint32_t error_code);
    void finish(Stream stream);

    const std::string authority_;
    nghttp2_session* session_ = nullptr;
    std::map<std::int32_t, Stream> streams_;
    std::vector<Finished> finished_;
    std::string goaway_data_;
    std::string goaway_detail_;
    std::uint64_t answered_ = 0;
    std::uint64_t pongs_ = 0;
    bool has_settings_ = false;
    bool has_goaway_ = false;
};

}  // namespace hako::http2
