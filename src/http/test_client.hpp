// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hako::http {

/// A POST request with its Content-Length; `headers` are whole lines.
std::string post(const std::string& path, const std::string& body, const std::string& headers = "");

/// What `X-Request-Id` of a reply says.
std::string request_id_of(const std::string& reply);

enum class Loopback : std::uint8_t { v4, v6 };

/// A blocking client on a raw socket, for tests. Gives up after 10 s.
class TestClient {
public:
    explicit TestClient(std::uint16_t port, Loopback loopback = Loopback::v4);
    ~TestClient();
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;

    /// Whether a server listens there. One that is just closing may leave the question open, which
    /// counts as no.
    static bool can_connect(std::uint16_t port);

    /// Sends all of it, or as much as the server takes before it closes.
    void send(std::string_view bytes) const;

    /// No more will be sent.
    void finish_sending() const;

    /// The next reply, head and body, by its Content-Length; what there is when the server closes.
    std::string reply();

    /// The next reply's head alone: of HEAD, of 100 and 204.
    std::string reply_head();

    /// Everything until the server closes.
    std::string rest();

    /// Whether the server has closed and sent nothing more.
    bool is_closed();

    /// Whether there is anything to read within `millis`, the end included.
    [[nodiscard]] bool has_input(int millis) const;

private:
    /// False at the end.
    bool receive();

    int socket_;
    std::string received_;
};

}  // namespace hako::http
