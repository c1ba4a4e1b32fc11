// SPDX-License-Identifier: Apache-2.0
#include "http/test_client.hpp"

#include "base/check.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace hako::http {
namespace {

constexpr int kPatienceMillis = 10'000;
constexpr int kConnectMillis = 100;

void connect_v4(int socket, std::uint16_t port) {
    check(socket >= 0, "a socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    // A failure shows when sending and receiving.
    [[maybe_unused]] const int failure =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

}  // namespace

std::string post(const std::string& path, const std::string& body, const std::string& headers) {
    return "POST " + path +
           " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           headers + "\r\n" + body;
}

std::string request_id_of(const std::string& reply) {
    return reply.substr(reply.find("X-Request-Id: ") + 14, 16);
}

TestClient::TestClient(std::uint16_t port, Loopback loopback)
    : socket_(::socket(loopback == Loopback::v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0)) {
    if (loopback == Loopback::v4) {
        connect_v4(socket_, port);
        return;
    }
    check(socket_ >= 0, "a socket");
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    address.sin6_port = htons(port);
    [[maybe_unused]] const int failure =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

bool TestClient::can_connect(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect_v4(socket, port);
    pollfd waiting{socket, POLLOUT, 0};
    const bool is_connected = ::poll(&waiting, 1, kConnectMillis) > 0 && waiting.revents == POLLOUT;
    ::close(socket);
    return is_connected;
}

TestClient::~TestClient() {
    ::close(socket_);
}

void TestClient::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void TestClient::finish_sending() const {
    ::shutdown(socket_, SHUT_WR);
}

bool TestClient::has_input(int millis) const {
    pollfd waiting{socket_, POLLIN, 0};
    return ::poll(&waiting, 1, millis) > 0;
}

bool TestClient::receive() {
    std::array<char, 65'536> bytes{};
    if (!has_input(kPatienceMillis)) {
        received_ += "[nothing came]";
        return false;
    }
    const ssize_t size = ::recv(socket_, bytes.data(), bytes.size(), 0);
    received_.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return size > 0;
}

std::string TestClient::reply_head() {
    std::size_t end = received_.find("\r\n\r\n");
    while (end == std::string::npos && receive()) {
        end = received_.find("\r\n\r\n");
    }
    const std::size_t size = end == std::string::npos ? received_.size() : end + 4;
    std::string head = received_.substr(0, size);
    received_.erase(0, size);
    return head;
}

std::string TestClient::reply() {
    std::string whole = reply_head();
    constexpr std::string_view kName = "Content-Length: ";
    const std::size_t found = whole.find(kName);
    const std::size_t size =
        found == std::string::npos ? 0 : std::stoul(whole.substr(found + kName.size()));
    while (received_.size() < size && receive()) {
    }
    whole += received_.substr(0, size);
    received_.erase(0, size);
    return whole;
}

std::string TestClient::rest() {
    while (receive()) {
    }
    return std::exchange(received_, {});
}

bool TestClient::is_closed() {
    return rest().empty();
}

}  // namespace hako::http
