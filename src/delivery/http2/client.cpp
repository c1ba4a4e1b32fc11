// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/client.hpp"

#include "delivery/http2/connection.hpp"
#include "delivery/http2/tls.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

namespace hako::http2 {

namespace asio = boost::asio;
using std::chrono::milliseconds;

class Client::Body final : public Connection::Owner {
public:
    Body(Loop& loop, Url url, ClientOptions options, std::shared_ptr<asio::ssl::context> tls)
        : context_(loop.context()),
          url_(std::move(url)),
          options_(std::move(options)),
          tls_(std::move(tls)),
          timer_(context_) {}

    ~Body() override {
        if (current_) {
            current_->drop();
        }
        for (const auto& connection : leaving_) {
            connection->drop();
        }
    }

    void send(Request request, ReplyHandler handler) {
        queue_.push_back({std::move(request), std::move(handler), now() + options_.answer_max});
        if (!will_pump_) {
            will_pump_ = true;
            asio::post(context_, [this, alive = std::weak_ptr(alive_)] {
                if (!alive.expired()) {
                    will_pump_ = false;
                    pump();
                }
            });
        }
    }

    void reconnect() {
        if (current_ && current_->is_ready()) {
            leave();
        }
    }

    [[nodiscard]] std::size_t under_way() const {
        std::size_t count = queue_.size();
        count += current_ ? current_->session().open_streams() : 0;
        for (const auto& connection : leaving_) {
            count += connection->session().open_streams();
        }
        return count;
    }

    [[nodiscard]] std::size_t connections_opened() const {
        return opened_;
    }

    void progressed(Connection& connection) override {
        if (&connection == current_.get()) {
            if (connection.session().answered() > 0) {
                pause_ = milliseconds(0);
            }
            if (connection.session().is_closing()) {
                leave();
            }
        }
        end_idle_leavers();
        pump();
    }

    void closed(Connection& connection, const std::string& why) override {
        if (&connection == current_.get()) {
            current_.reset();
            if (connection.session().answered() == 0) {
                pause_and_refuse(why);
            }
        } else {
            std::erase_if(leaving_, [&](const auto& other) { return other.get() == &connection; });
        }
        pump();
    }

private:
    using TimePoint = Connection::TimePoint;

    struct Waiting {
        Request request;
        ReplyHandler handler;
        TimePoint deadline;
    };

    static TimePoint now() {
        return std::chrono::steady_clock::now();
    }

    void pump() {
        if (queue_.empty()) {
            return;
        }
        if (!current_) {
            if (now() < not_before_) {
                refuse_all(last_failure_, not_before_ - now());
                return;
            }
            connect();
            return;
        }
        while (!queue_.empty() && current_ && current_->session().can_submit()) {
            Waiting next = std::move(queue_.front());
            queue_.pop_front();
            current_->submit(
                std::move(next.request), std::move(next.handler), now() + options_.answer_max
            );
        }
    }

    void connect() {
        ++opened_;
        connecting_since_ = now();
        current_ = std::make_shared<Connection>(context_, url_, tls_, *this);
        current_->open();
        tick_later();
    }

    void leave() {
        // One that answered nothing before its GOAWAY is no better than none.
        if (current_->session().answered() == 0) {
            grow_pause("the server ended the connection");
        }
        leaving_.push_back(std::exchange(current_, nullptr));
        end_idle_leavers();
    }

    void end_idle_leavers() {
        for (const auto& connection : std::vector(leaving_)) {
            if (connection->session().open_streams() == 0) {
                connection->close("no longer needed");
            }
        }
    }

    void grow_pause(const std::string& why) {
        pause_ = std::clamp(pause_ * 2, options_.pause_min, options_.pause_max);
        not_before_ = now() + pause_;
        last_failure_ = why;
    }

    void pause_and_refuse(const std::string& why) {
        grow_pause(why);
        refuse_all(why, pause_);
    }

    void refuse_all(const std::string& why, std::chrono::nanoseconds wait) {
        for (const auto& waiting : std::exchange(queue_, {})) {
            refuse(waiting, why, wait);
        }
    }

    static void
    refuse(const Waiting& waiting, const std::string& why, std::chrono::nanoseconds wait) {
        Reply reply;
        reply.ending = Ending::not_sent;
        reply.detail = why;
        reply.wait = std::chrono::ceil<milliseconds>(wait);
        waiting.handler(std::move(reply));
    }

    void tick_later() {
        if (is_ticking_) {
            return;
        }
        is_ticking_ = true;
        const auto shortest = std::min(
            {options_.connect_max, options_.answer_max, options_.ping_after, options_.pong_max}
        );
        timer_.expires_after(std::clamp(shortest / 4, milliseconds(5), milliseconds(1'000)));
        timer_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
            if (!error && !alive.expired()) {
                is_ticking_ = false;
                tick();
            }
        });
    }

    void tick() {
        for (const auto& connection : std::vector(leaving_)) {
            connection->give_up_overdue(now());
        }
        end_idle_leavers();
        if (const auto connection = current_) {
            watch(*connection);
        }
        while (!queue_.empty() && queue_.front().deadline <= now()) {
            const Waiting waiting = std::move(queue_.front());
            queue_.pop_front();
            refuse(waiting, "no stream was free in time", milliseconds(0));
        }
        pump();
        if (current_ || !leaving_.empty()) {
            tick_later();
        }
    }

    void watch(Connection& connection) {
        if (!connection.is_ready()) {
            if (now() - connecting_since_ > options_.connect_max) {
                connection.close("connecting to " + url_.authority() + ": no answer in time");
            }
            return;
        }
        const bool gave_up = connection.give_up_overdue(now()) > 0;
        if (&connection != current_.get()) {
            return;
        }
        const bool awaits_pong = connection.pings() > connection.session().pongs();
        if (awaits_pong) {
            if (now() - pinged_at_ > options_.pong_max) {
                connection.close("connection lost: no sign of life");
            }
        } else if (gave_up || now() - connection.last_heard() > options_.ping_after) {
            pinged_at_ = now();
            connection.ping();
        }
    }

    asio::io_context& context_;
    const Url url_;
    const ClientOptions options_;
    const std::shared_ptr<asio::ssl::context> tls_;
    asio::steady_timer timer_;
    std::shared_ptr<Connection> current_;
    std::vector<std::shared_ptr<Connection>> leaving_;  ///< answering what they took
    std::deque<Waiting> queue_;
    TimePoint connecting_since_;
    TimePoint pinged_at_;
    TimePoint not_before_;
    milliseconds pause_{0};
    std::string last_failure_;
    std::size_t opened_ = 0;
    bool will_pump_ = false;
    bool is_ticking_ = false;
    std::shared_ptr<char> alive_ = std::make_shared<char>();  ///< what posted work looks at
};

Result<std::unique_ptr<Client>> Client::make(
    Loop& loop,
    const Url& url,
    const ClientOptions& options,
    const crypto::Secret* identity
) {
    std::string why;
    auto tls = make_tls(options.ca_file, identity, why);
    if (!tls) {
        return Error::unavailable(PrivateDetail(why));
    }
    return std::unique_ptr<Client>(
        new Client(std::make_unique<Body>(loop, url, options, std::move(tls)))
    );
}

Client::Client(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Client::~Client() = default;

void Client::send(Request request, ReplyHandler handler) {
    body_->send(std::move(request), std::move(handler));
}

void Client::reconnect() {
    body_->reconnect();
}

std::size_t Client::under_way() const {
    return body_->under_way();
}

std::size_t Client::connections_opened() const {
    return body_->connections_opened();
}

}  // namespace hako::http2
