// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/session.hpp"

#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace hako::http2 {
namespace {

constexpr Session::TimePoint kNever = Session::TimePoint::max();

std::span<const std::uint8_t> as_bytes(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The other side of a Session: nghttp2 as a server, wired to it in memory.
class Pair {
public:
    explicit Pair(std::uint32_t streams_max) {
        nghttp2_session_callbacks* callbacks = nullptr;
        nghttp2_session_callbacks_new(&callbacks);
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
        nghttp2_session_server_new(&server, callbacks, this);
        nghttp2_session_callbacks_del(callbacks);
        set_streams_max(streams_max);
    }

    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    ~Pair() {
        nghttp2_session_del(server);
    }

    void set_streams_max(std::uint32_t streams_max) const {
        const std::array<nghttp2_settings_entry, 1> settings{
            {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, streams_max}}
        };
        nghttp2_submit_settings(server, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    }

    static int on_frame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* user) {
        auto& pair = *static_cast<Pair*>(user);
        if (frame->hd.type == NGHTTP2_HEADERS) {
            pair.opened.push_back(frame->hd.stream_id);
        }
        return 0;
    }

    /// Lets both sides say what they have to say.
    void run() {
        for (bool moved = true; moved;) {
            std::string out;
            EXPECT_EQ(client.collect_output(out), Session::Health::good);
            moved = !out.empty();
            if (moved) {
                nghttp2_session_mem_recv(server, as_bytes(out).data(), out.size());
            }
            const std::uint8_t* bytes = nullptr;
            while (const auto size = nghttp2_session_mem_send(server, &bytes)) {
                ASSERT_GT(size, 0);
                moved = true;
                ASSERT_EQ(
                    client.receive({bytes, static_cast<std::size_t>(size)}), Session::Health::good
                );
            }
        }
        for (auto& finished : client.take_finished()) {
            finished.handler(std::move(finished.reply));
        }
    }

    /// Sends a request whose reply comes to `replies` under `name`.
    void submit(const std::string& name, Session::TimePoint deadline = kNever) {
        client.submit(
            {.path = "/" + name,
             .headers = {},
             .body = std::make_shared<const std::string>("body of " + name)},
            [this, name](Reply reply) { replies.emplace_back(name, std::move(reply)); },
            deadline
        );
    }

    void answer(std::int32_t stream, std::string status, std::string name, std::string value)
        const {
        std::string status_name = ":status";
        const auto field = [](std::string& key, std::string& text) {
            return nghttp2_nv{
                reinterpret_cast<std::uint8_t*>(key.data()),
                reinterpret_cast<std::uint8_t*>(text.data()),
                key.size(),
                text.size(),
                NGHTTP2_NV_FLAG_NONE,
            };
        };
        const std::array fields{field(status_name, status), field(name, value)};
        nghttp2_submit_response(server, stream, fields.data(), fields.size(), nullptr);
    }

    Session client{"localhost"};
    nghttp2_session* server = nullptr;
    std::vector<std::int32_t> opened;
    std::vector<std::pair<std::string, Reply>> replies;
};

TEST(Session, waits_for_the_settings_before_it_sends) {
    Pair pair(1);
    EXPECT_FALSE(pair.client.is_ready());
    EXPECT_FALSE(pair.client.can_submit());
    pair.run();
    EXPECT_TRUE(pair.client.is_ready());
    EXPECT_TRUE(pair.client.can_submit());
}

TEST(Session, keeps_the_stream_limit_as_it_changes) {
    Pair pair(1);
    pair.run();
    pair.submit("a");
    EXPECT_FALSE(pair.client.can_submit());
    pair.set_streams_max(3);
    pair.run();
    pair.submit("b");
    pair.submit("c");
    EXPECT_FALSE(pair.client.can_submit());
    pair.set_streams_max(0);
    pair.run();
    for (const auto stream : pair.opened) {
        pair.answer(stream, "200", "apns-id", "x");
    }
    pair.run();
    EXPECT_EQ(pair.replies.size(), 3U);
    EXPECT_FALSE(pair.client.can_submit());
}

TEST(Session, gives_status_and_headers_in_lower_case) {
    Pair pair(10);
    pair.run();
    pair.submit("a");
    pair.run();
    pair.answer(pair.opened.at(0), "429", "Retry-After", "7");
    pair.run();
    ASSERT_EQ(pair.replies.size(), 1U);
    const Reply& reply = pair.replies[0].second;
    EXPECT_EQ(reply.ending, Ending::answered);
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(find_header(reply, "retry-after"), "7");
    EXPECT_EQ(find_header(reply, "apns-id"), std::nullopt);
    EXPECT_EQ(pair.client.answered(), 1U);
}

TEST(Session, goaway_tells_the_processed_from_the_others) {
    Pair pair(10);
    pair.run();
    pair.submit("kept");
    pair.submit("refused");
    pair.run();
    const std::string data = R"({"reason":"Shutdown"})";
    nghttp2_submit_goaway(
        pair.server,
        NGHTTP2_FLAG_NONE,
        pair.opened.at(0),
        NGHTTP2_NO_ERROR,
        as_bytes(data).data(),
        data.size()
    );
    pair.run();
    ASSERT_EQ(pair.replies.size(), 1U);
    EXPECT_EQ(pair.replies[0].first, "refused");
    EXPECT_EQ(pair.replies[0].second.ending, Ending::not_processed);
    EXPECT_EQ(pair.replies[0].second.goaway_data, data);
    EXPECT_TRUE(pair.client.is_closing());
    EXPECT_FALSE(pair.client.can_submit());
    pair.answer(pair.opened.at(0), "200", "apns-id", "x");
    pair.run();
    ASSERT_EQ(pair.replies.size(), 2U);
    EXPECT_EQ(pair.replies[1].second.status, 200);
}

TEST(Session, a_refused_stream_was_not_processed_and_a_reset_one_may_have_been) {
    Pair pair(10);
    pair.run();
    pair.submit("refused");
    pair.submit("reset");
    pair.run();
    nghttp2_submit_rst_stream(pair.server, 0, pair.opened.at(0), NGHTTP2_REFUSED_STREAM);
    nghttp2_submit_rst_stream(pair.server, 0, pair.opened.at(1), NGHTTP2_INTERNAL_ERROR);
    pair.run();
    ASSERT_EQ(pair.replies.size(), 2U);
    EXPECT_EQ(pair.replies[0].second.ending, Ending::not_processed);
    EXPECT_EQ(pair.replies[1].second.ending, Ending::lost);
    EXPECT_EQ(pair.replies[1].second.detail, "stream ended: INTERNAL_ERROR");
}

TEST(Session, what_is_overdue_is_lost_and_its_late_answer_is_nobodys) {
    Pair pair(10);
    pair.run();
    const auto now = std::chrono::steady_clock::now();
    pair.submit("late", now);
    pair.submit("timely", now + std::chrono::seconds(1));
    pair.run();
    EXPECT_EQ(pair.client.give_up_overdue(now), 1U);
    EXPECT_EQ(pair.client.open_streams(), 1U);
    pair.answer(pair.opened.at(0), "200", "apns-id", "x");
    pair.answer(pair.opened.at(1), "200", "apns-id", "x");
    pair.run();
    ASSERT_EQ(pair.replies.size(), 2U);
    EXPECT_EQ(pair.replies[0].first, "late");
    EXPECT_EQ(pair.replies[0].second.ending, Ending::lost);
    EXPECT_EQ(pair.replies[1].second.ending, Ending::answered);
}

TEST(Session, a_lost_connection_leaves_every_open_request_unknown) {
    Pair pair(10);
    pair.run();
    pair.submit("a");
    pair.submit("b");
    pair.client.abandon("connection lost");
    for (auto& finished : pair.client.take_finished()) {
        EXPECT_EQ(finished.reply.ending, Ending::lost);
        EXPECT_EQ(finished.reply.detail, "connection lost");
    }
    EXPECT_EQ(pair.client.open_streams(), 0U);
}

TEST(Session, a_ping_is_answered) {
    Pair pair(10);
    pair.run();
    pair.client.ping();
    EXPECT_EQ(pair.client.pongs(), 0U);
    pair.run();
    EXPECT_EQ(pair.client.pongs(), 1U);
}

TEST(Session, what_is_not_http2_breaks_it) {
    Session session("localhost");
    EXPECT_FALSE(session.is_over());
    EXPECT_EQ(session.receive(as_bytes("HTTP/1.1 400 Bad Request\r\n\r\n")), Session::Health::good);
    std::string out;
    EXPECT_EQ(session.collect_output(out), Session::Health::good);
    EXPECT_TRUE(session.is_over());
}

}  // namespace
}  // namespace hako::http2
