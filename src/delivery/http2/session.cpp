// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/session.hpp"

#include "base/check.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace hako::http2 {
namespace {

constexpr std::size_t kOutputBytes = 64UL * 1024;
constexpr std::size_t kReplyHeadersMax = 100;
constexpr std::size_t kGoawayDataBytesMax = 1'024;
// No provider lets that many streams be open; a bound for one that names none.
constexpr std::size_t kStreamsMax = 1'000;
constexpr std::int32_t kLastStreamId = 0x7fffffff - 2;

// nghttp2 takes pointers to bytes that it only reads, and copies.
std::uint8_t* bytes_of(std::string_view text) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): nghttp2's own type is not const.
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

nghttp2_nv field(std::string_view name, std::string_view value, Header::Kind kind) {
    const bool is_unique = kind == Header::Kind::unique;
    return {
        bytes_of(name),
        bytes_of(value),
        name.size(),
        value.size(),
        static_cast<std::uint8_t>(is_unique ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE),
    };
}

std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

int parse_status(std::string_view text) {
    int status = 0;
    std::from_chars(text.data(), text.data() + text.size(), status);
    return status;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

}  // namespace

// What nghttp2 calls. None of them throws, and none calls out of this room.
struct SessionCallbacks {
    static Session& self(void* user) {
        return *static_cast<Session*>(user);
    }

    static Session::Stream* find(void* user, std::int32_t id) {
        auto& streams = self(user).streams_;
        const auto found = streams.find(id);
        return found == streams.end() ? nullptr : &found->second;
    }

    static ssize_t read_body(
        nghttp2_session* /*session*/,
        std::int32_t id,
        std::uint8_t* buffer,
        std::size_t length,
        std::uint32_t* flags,
        nghttp2_data_source* /*source*/,
        void* user
    ) {
        Session::Stream* stream = find(user, id);
        if (stream == nullptr) {
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
        }
        const std::string_view rest = std::string_view(*stream->body).substr(stream->body_sent);
        const std::size_t size = std::min(length, rest.size());
        std::copy_n(rest.data(), size, buffer);
        stream->body_sent += size;
        if (stream->body_sent == stream->body->size()) {
            *flags |= NGHTTP2_DATA_FLAG_EOF;
        }
        return static_cast<ssize_t>(size);
    }

    // NOLINTNEXTLINE(readability-function-size): as nghttp2 calls it
    static int on_header(
        nghttp2_session* /*session*/,
        const nghttp2_frame* frame,
        const std::uint8_t* name,
        std::size_t name_size,
        const std::uint8_t* value,
        std::size_t value_size,
        std::uint8_t /*flags*/,
        void* user
    ) {
        Session::Stream* stream = find(user, frame->hd.stream_id);
        if (stream == nullptr) {
            return 0;
        }
        const std::string_view text = text_of(value, value_size);
        if (text_of(name, name_size) == ":status") {
            stream->reply.status = parse_status(text);
        } else if (stream->reply.headers.size() < kReplyHeadersMax) {
            stream->reply.headers.push_back({lower(text_of(name, name_size)), std::string(text)});
        }
        return 0;
    }

    static int on_data(
        nghttp2_session* /*session*/,
        std::uint8_t /*flags*/,
        std::int32_t id,
        const std::uint8_t* data,
        std::size_t size,
        void* user
    ) {
        if (Session::Stream* stream = find(user, id); stream != nullptr) {
            std::string& body = stream->reply.body;
            body.append(text_of(data, std::min(size, kReplyBodyBytesMax - body.size())));
        }
        return 0;
    }

    static int on_frame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* user) {
        Session& session = self(user);
        switch (frame->hd.type) {
            case NGHTTP2_SETTINGS:
                session.has_settings_ |= (frame->hd.flags & NGHTTP2_FLAG_ACK) == 0;
                break;
            case NGHTTP2_PING:
                session.pongs_ += (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0 ? 1U : 0U;
                break;
            case NGHTTP2_GOAWAY:
                on_goaway(session, frame->goaway);
                break;
            case NGHTTP2_HEADERS:
            case NGHTTP2_DATA:
                if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
                    if (auto* stream = find(user, frame->hd.stream_id); stream != nullptr) {
                        stream->is_complete = true;
                    }
                }
                break;
            default:
                break;
        }
        return 0;
    }

    // Called before nghttp2 closes the streams that the server says it has not processed.
    static void on_goaway(Session& session, const nghttp2_goaway& goaway) {
        session.has_goaway_ = true;
        session.goaway_detail_ = std::string("GOAWAY ") + nghttp2_http2_strerror(goaway.error_code);
        session.goaway_data_ =
            text_of(goaway.opaque_data, std::min(goaway.opaque_data_len, kGoawayDataBytesMax));
    }

    static int on_not_sent(
        nghttp2_session* /*session*/,
        const nghttp2_frame* frame,
        int /*error*/,
        void* user
    ) {
        if (frame->hd.type == NGHTTP2_HEADERS) {
            if (auto* stream = find(user, frame->hd.stream_id); stream != nullptr) {
                stream->was_sent = false;
            }
        }
        return 0;
    }

    static int
    on_close(nghttp2_session* /*session*/, std::int32_t id, std::uint32_t error_code, void* user) {
        self(user).end(id, error_code);
        return 0;
    }
};

Session::Session(std::string authority) : authority_(std::move(authority)) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_option* options = nullptr;
    check(
        nghttp2_session_callbacks_new(&callbacks) == 0 && nghttp2_option_new(&options) == 0,
        "nghttp2 has no memory"
    );
    nghttp2_session_callbacks_set_on_header_callback(callbacks, SessionCallbacks::on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, SessionCallbacks::on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, SessionCallbacks::on_frame);
    nghttp2_session_callbacks_set_on_frame_not_send_callback(
        callbacks, SessionCallbacks::on_not_sent
    );
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, SessionCallbacks::on_close);
    // A status that came with a malformed header is still the server's answer: whoever resets the
    // stream instead does not know whether the message was taken, and sends it again.
    nghttp2_option_set_no_http_messaging(options, 1);
    const int made = nghttp2_session_client_new2(&session_, callbacks, this, options);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_option_del(options);
    const std::array<nghttp2_settings_entry, 1> settings{{{NGHTTP2_SETTINGS_ENABLE_PUSH, 0}}};
    check(
        made == 0 && nghttp2_submit_settings(
                         session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size()
                     ) == 0,
        "nghttp2 has no memory"
    );
}

Session::~Session() {
    nghttp2_session_del(session_);
}

Session::Health Session::receive(std::span<const std::uint8_t> bytes) {
    const ssize_t taken = nghttp2_session_mem_recv(session_, bytes.data(), bytes.size());
    return taken == static_cast<ssize_t>(bytes.size()) ? Health::good : Health::broken;
}

Session::Health Session::collect_output(std::string& out) {
    while (out.size() < kOutputBytes) {
        const std::uint8_t* bytes = nullptr;
        const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
        if (size < 0) {
            return Health::broken;
        }
        if (size == 0) {
            break;
        }
        out.append(text_of(bytes, static_cast<std::size_t>(size)));
    }
    return Health::good;
}

void Session::submit(Request request, ReplyHandler handler, TimePoint deadline) {
    const std::string length = std::to_string(request.body->size());
    std::vector<nghttp2_nv> fields{
        field(":method", "POST", Header::Kind::repeated),
        field(":scheme", "https", Header::Kind::repeated),
        field(":authority", authority_, Header::Kind::repeated),
        field(":path", request.path, Header::Kind::unique),
    };
    for (const Header& header : request.headers) {
        fields.push_back(field(header.name, header.value, header.kind));
    }
    fields.push_back(field("content-length", length, Header::Kind::repeated));
    nghttp2_data_provider provider{};
    provider.read_callback = SessionCallbacks::read_body;
    const std::int32_t id = nghttp2_submit_request(
        session_,
        nullptr,
        fields.data(),
        fields.size(),
        request.body->empty() ? nullptr : &provider,
        nullptr
    );
    Stream stream;
    stream.handler = std::move(handler);
    stream.deadline = deadline;
    stream.body = std::move(request.body);
    if (id < 0) {
        stream.was_sent = false;
        finish(std::move(stream));
        return;
    }
    streams_.emplace(id, std::move(stream));
}

bool Session::can_submit() const {
    if (!has_settings_ || is_closing()) {
        return false;
    }
    const std::size_t peer_max =
        nghttp2_session_get_remote_settings(session_, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
    return streams_.size() < std::min(peer_max, kStreamsMax);
}

bool Session::is_closing() const {
    return has_goaway_ ||
           nghttp2_session_get_next_stream_id(session_) > static_cast<std::uint32_t>(kLastStreamId);
}

bool Session::is_over() const {
    return nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0;
}

void Session::ping() {
    nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr);
}

std::size_t Session::give_up_overdue(TimePoint now) {
    std::vector<std::int32_t> overdue;
    for (const auto& [id, stream] : streams_) {
        if (stream.deadline <= now) {
            overdue.push_back(id);
        }
    }
    for (const std::int32_t id : overdue) {
        auto stream = streams_.extract(id);
        nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
        stream.mapped().reply.detail = "no answer in time";
        finish(std::move(stream.mapped()));
    }
    return overdue.size();
}

void Session::abandon(std::string_view why) {
    for (auto& [id, stream] : std::exchange(streams_, {})) {
        stream.reply.detail = why;
        finish(std::move(stream));
    }
}

std::vector<Session::Finished> Session::take_finished() {
    return std::exchange(finished_, {});
}

void Session::end(std::int32_t id, std::uint32_t error_code) {
    auto found = streams_.extract(id);
    if (found.empty()) {
        return;  // given up before
    }
    Stream& stream = found.mapped();
    if (error_code == NGHTTP2_REFUSED_STREAM) {
        stream.was_sent = false;
    }
    if (!stream.is_complete) {
        stream.reply.detail = std::string("stream ended: ") + nghttp2_http2_strerror(error_code);
    }
    finish(std::move(stream));
}

void Session::finish(Stream stream) {
    Reply& reply = stream.reply;
    // Of a success the status says it all; of a refusal the reason is needed, too.
    const bool is_success = reply.status >= 200 && reply.status < 300;
    if (reply.status >= 200 && (stream.is_complete || is_success)) {
        reply.ending = Ending::answered;
        ++answered_;
    } else {
        reply.ending = stream.was_sent ? Ending::lost : Ending::not_processed;
        reply.status = 0;
        reply.goaway_data = goaway_data_;
        if (!goaway_detail_.empty()) {
            reply.detail = goaway_detail_;
        }
    }
    finished_.push_back({std::move(stream.handler), std::move(reply)});
}

}  // namespace hako::http2
