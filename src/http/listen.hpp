// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hako::http {

/// Why a server cannot listen, in one sentence for the operator. Thrown at start-up only.
class ListenError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Owns one file descriptor.
class FileDescriptor {
public:
    explicit FileDescriptor(int number) : number_(number) {}

    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    FileDescriptor& operator=(FileDescriptor&&) = delete;
    ~FileDescriptor();

    [[nodiscard]] int number() const {
        return number_;
    }

    /// Gives the descriptor away.
    int release() {
        return std::exchange(number_, -1);
    }

private:
    int number_;
};

enum class IpVersion : std::uint8_t { v4, v6 };

/// One address a host name stands for, with a listening socket for each I/O thread.
struct ListeningAddress {
    IpVersion version;
    std::vector<FileDescriptor> sockets;
};

struct Listening {
    std::uint16_t port;
    std::vector<ListeningAddress> addresses;
};

/// Listens on `host` (an IPv4 or IPv6 address, with or without brackets, or a name such as
/// `localhost`, of which every address is taken) with `sockets` sockets for each address, among
/// which the kernel spreads connections (SO_REUSEPORT). Port 0 takes a free one. `::` takes IPv4
/// too. Throws ListenError.
Listening listen_on(const std::string& host, std::uint16_t port, unsigned sockets);

}  // namespace hako::http
