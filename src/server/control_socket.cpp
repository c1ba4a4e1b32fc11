// SPDX-License-Identifier: Apache-2.0
#include "server/control_socket.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace hako::server {
namespace {

/// A request of an operator is a few hundred bytes, the reply at most some megabytes of a list.
constexpr std::size_t kLineBytesMax = 1024UL * 1024;

/// Without a byte from the other side.
constexpr time_t kSilenceSecondsMax = 30;

/// Until a reply: an operator's call may have to wait for providers of pushes.
constexpr time_t kReplySecondsMax = 120;

Error cannot(std::string_view what) {
    return Error::unavailable(
        PrivateDetail(std::string(what) + ": " + std::generic_category().message(errno))
    );
}

/// Closes a file descriptor at the end of a scope.
class Closing {
public:
    explicit Closing(int fd) : fd_(fd) {}

    ~Closing() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }

    Closing(const Closing&) = delete;
    Closing& operator=(const Closing&) = delete;

    [[nodiscard]] int get() const {
        return fd_;
    }

    int release() {
        return std::exchange(fd_, -1);
    }

private:
    int fd_;
};

bool fill_address(sockaddr_un& address, const std::string& path) {
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        return false;
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return true;
}

void set_silence_limit(int fd, time_t seconds) {
    const timeval limit{seconds, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

bool send_line(int fd, std::string line) {
    line.push_back('\n');
    std::size_t sent = 0;
    while (sent < line.size()) {
        const ssize_t n = ::send(fd, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        sent += static_cast<std::size_t>(n);
    }
    return true;
}

/// Up to the line feed, without it. Empty at the end of the stream, in silence, and over
/// `bytes_max`.
std::optional<std::string> receive_line(int fd, std::size_t bytes_max) {
    std::string line;
    std::array<char, 4096> piece{};
    while (line.size() <= bytes_max) {
        const ssize_t n = ::recv(fd, piece.data(), piece.size(), 0);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return std::nullopt;
        }
        line.append(piece.data(), static_cast<std::size_t>(n));
        const std::size_t end = line.find('\n');
        if (end != std::string::npos) {
            line.resize(end);
            return line;
        }
    }
    return std::nullopt;
}

/// Serves callers until the event is set.
void serve(int listener, int stop_event, const ControlSocket::Answer& answer) {
    while (true) {
        std::array<pollfd, 2> waited{{{listener, POLLIN, 0}, {stop_event, POLLIN, 0}}};
        if (::poll(waited.data(), waited.size(), -1) < 0) {
            continue;
        }
        if (waited[1].revents != 0) {
            return;
        }
        const Closing caller(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
        if (caller.get() < 0) {
            continue;
        }
        set_silence_limit(caller.get(), kSilenceSecondsMax);
        const auto body = receive_line(caller.get(), kLineBytesMax);
        if (body) {
            // A caller that is gone has its change all the same; it is told nothing.
            send_line(caller.get(), answer(*body));
        }
    }
}

}  // namespace

Result<ControlSocket> ControlSocket::open(const std::string& path, Answer answer) {
    sockaddr_un address{};
    if (!fill_address(address, path)) {
        return Error::unavailable(
            PrivateDetail("the path of the data folder is too long for its socket " + path)
        );
    }
    Closing listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener.get() < 0) {
        return cannot("make the control socket");
    }
    // The folder's lock is ours, so a socket that is there belongs to nobody.
    ::unlink(path.c_str());
    const auto* any = reinterpret_cast<const sockaddr*>(&address);
    const mode_t before = ::umask(S_IRWXG | S_IRWXO);
    const int bound = ::bind(listener.get(), any, sizeof address);
    ::umask(before);
    if (bound != 0 || ::listen(listener.get(), 16) != 0) {
        return cannot("listen at " + path);
    }
    Closing stop_event(::eventfd(0, EFD_CLOEXEC));
    if (stop_event.get() < 0) {
        return cannot("make an event");
    }
    return ControlSocket(path, listener.release(), stop_event.release(), std::move(answer));
}

ControlSocket::ControlSocket(std::string path, int listener, int stop_event, Answer answer)
    : path_(std::move(path)),
      listener_(listener),
      stop_event_(stop_event),
      thread_([listener, stop_event, answer = std::move(answer)] {
          serve(listener, stop_event, answer);
      }) {}

ControlSocket::ControlSocket(ControlSocket&& other) noexcept
    : path_(std::move(other.path_)),
      listener_(std::exchange(other.listener_, -1)),
      stop_event_(std::exchange(other.stop_event_, -1)),
      thread_(std::move(other.thread_)) {}

ControlSocket::~ControlSocket() {
    if (listener_ < 0) {
        return;
    }
    ::eventfd_write(stop_event_, 1);
    thread_.join();
    ::close(listener_);
    ::close(stop_event_);
    ::unlink(path_.c_str());
}

Result<std::optional<std::string>> ask_server(const std::string& path, std::string_view body) {
    sockaddr_un address{};
    if (!fill_address(address, path)) {
        return std::optional<std::string>();
    }
    const Closing server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (server.get() < 0) {
        return cannot("make a socket");
    }
    const auto* any = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(server.get(), any, sizeof address) != 0) {
        if (errno == ENOENT || errno == ECONNREFUSED) {
            return std::optional<std::string>();
        }
        return cannot("reach the server at " + path);
    }
    set_silence_limit(server.get(), kReplySecondsMax);
    constexpr std::size_t kReplyBytesMax = 64UL * 1024 * 1024;
    if (!send_line(server.get(), std::string(body))) {
        return cannot("speak to the server at " + path);
    }
    auto reply = receive_line(server.get(), kReplyBytesMax);
    if (!reply) {
        return Error::unavailable(PrivateDetail("the server at " + path + " does not answer"));
    }
    return reply;
}

}  // namespace hako::server
