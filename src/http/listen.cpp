// SPDX-License-Identifier: Apache-2.0
#include "http/listen.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>

namespace hako::http {
namespace {

enum class Sharing : std::uint8_t { alone, shared };

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;

    [[nodiscard]] const sockaddr* raw() const {
        return reinterpret_cast<const sockaddr*>(&storage);
    }

    [[nodiscard]] bool is_v6() const {
        return storage.ss_family == AF_INET6;
    }

    void set_port(std::uint16_t port) {
        if (is_v6()) {
            reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port = htons(port);
        } else {
            reinterpret_cast<sockaddr_in*>(&storage)->sin_port = htons(port);
        }
    }
};

std::string reason_of(int error) {
    switch (error) {
        case EADDRINUSE:
            return "the port is in use";
        case EACCES:
            return "not permitted (ports below 1024 need a privilege)";
        case EADDRNOTAVAIL:
            return "this machine has no such address";
        default:
            return std::generic_category().message(error);
    }
}

[[noreturn]] void refuse(std::string_view host, std::uint16_t port, const std::string& reason) {
    const bool needs_brackets = host.find(':') != std::string_view::npos;
    std::string text = "Cannot listen on ";
    text += needs_brackets ? "[" + std::string(host) + "]" : std::string(host);
    throw ListenError(text + ":" + std::to_string(port) + ": " + reason + ".");
}

std::vector<Address> resolve(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* list = nullptr;
    const int failure = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (failure != 0) {
        refuse(host, port, gai_strerror(failure));
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, freeaddrinfo);
    std::vector<Address> addresses;
    for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
        Address address;
        std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
        address.size = one->ai_addrlen;
        addresses.push_back(address);
    }
    return addresses;
}

void set_option(int socket, int level, int name, int value) {
    // A failure shows when binding.
    static_cast<void>(setsockopt(socket, level, name, &value, sizeof value));
}

/// A bound socket; `error` is errno when it could not be made.
FileDescriptor bind_socket(const Address& address, Sharing sharing, int& error) {
    FileDescriptor made(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    error = made.number() < 0 ? errno : 0;
    if (error != 0) {
        return made;
    }
    set_option(made.number(), SOL_SOCKET, SO_REUSEADDR, 1);
    set_option(made.number(), SOL_SOCKET, SO_REUSEPORT, sharing == Sharing::shared ? 1 : 0);
    if (address.is_v6()) {
        set_option(made.number(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
    }
    error = ::bind(made.number(), address.raw(), address.size) == 0 ? 0 : errno;
    return made;
}

std::uint16_t port_of(const FileDescriptor& socket) {
    Address address;
    address.size = sizeof address.storage;
    auto* const raw = reinterpret_cast<sockaddr*>(&address.storage);
    static_cast<void>(getsockname(socket.number(), raw, &address.size));
    return ntohs(
        address.is_v6() ? reinterpret_cast<sockaddr_in6*>(raw)->sin6_port
                        : reinterpret_cast<sockaddr_in*>(raw)->sin_port
    );
}

/// Binds `count` sockets to one address. Sets the port of `address` when it was 0.
std::vector<FileDescriptor> bind_all(Address& address, unsigned count, int& error) {
    std::vector<FileDescriptor> sockets;
    {
        // SO_REUSEPORT would silently share the port with another process of the same user, so a
        // socket without it has to get the port first.
        const FileDescriptor probe = bind_socket(address, Sharing::alone, error);
        if (error == 0) {
            address.set_port(port_of(probe));
        }
    }
    while (error == 0 && sockets.size() < count) {
        sockets.push_back(bind_socket(address, Sharing::shared, error));
        if (error == 0 && ::listen(sockets.back().number(), SOMAXCONN) != 0) {
            error = errno;
        }
    }
    return sockets;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
    if (number_ >= 0) {
        ::close(number_);
    }
}

Listening listen_on(const std::string& host, std::uint16_t port, unsigned sockets) {
    const bool has_brackets = host.starts_with('[') && host.ends_with(']');
    const std::string name = has_brackets ? host.substr(1, host.size() - 2) : host;
    Listening listening{port, {}};
    int first_error = 0;
    for (Address& address : resolve(name, port)) {
        address.set_port(listening.port);
        int error = 0;
        auto bound = bind_all(address, sockets, error);
        if (error == 0) {
            listening.port = port_of(bound.front());
            listening.addresses.push_back(
                {address.is_v6() ? IpVersion::v6 : IpVersion::v4, std::move(bound)}
            );
            continue;
        }
        // `localhost` may stand for ::1 on a machine without IPv6; the other address will do.
        const bool is_missing = error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
        if (!is_missing) {
            refuse(name, listening.port, reason_of(error));
        }
        first_error = first_error == 0 ? error : first_error;
    }
    if (listening.addresses.empty()) {
        refuse(name, port, reason_of(first_error));
    }
    return listening;
}

}  // namespace hako::http
