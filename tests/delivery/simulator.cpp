// SPDX-License-Identifier: Apache-2.0
#include "simulator.hpp"

#include "json/document.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace hako::testing {
namespace {

// Debian's own Python: another one does not see Debian's packages. It finds them by the name it is
// called by, so that name is whole.
constexpr const char* kPython = "/usr/bin/python3";

std::string member(const std::string& text, const std::string& name) {
    json::Document document;
    if (document.parse(text)) {
        throw std::runtime_error("the simulator said: " + text);
    }
    const auto value = document.root().find(name);
    if (!value) {
        throw std::runtime_error("the simulator says nothing of " + name + ": " + text);
    }
    return value->is(json::Kind::string) ? value->string() : std::string(value->text());
}

std::string read_line(int descriptor) {
    std::string line;
    char c = 0;
    while (::read(descriptor, &c, 1) == 1 && c != '\n') {
        line += c;
    }
    return line;
}

class Socket {
public:
    explicit Socket(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("the simulator's control port does not answer");
        }
    }

    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    ~Socket() {
        ::close(descriptor_);
    }

    void write(const std::string& text) const {
        if (::write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
            throw std::runtime_error("the simulator's control port was closed");
        }
    }

    /// A reply, by its content-length.
    [[nodiscard]] std::string read() const {
        std::string text;
        std::array<char, 65'536> buffer{};
        std::size_t head = std::string::npos;
        std::size_t length = 0;
        while (head == std::string::npos || text.size() < head + length) {
            const ssize_t size = ::read(descriptor_, buffer.data(), buffer.size());
            if (size <= 0) {
                throw std::runtime_error("the simulator's reply was cut: " + text);
            }
            text.append(buffer.data(), static_cast<std::size_t>(size));
            if (head == std::string::npos && text.find("\r\n\r\n") != std::string::npos) {
                head = text.find("\r\n\r\n") + 4;
                length = std::stoul(text.substr(text.find("content-length: ") + 16));
            }
        }
        if (!text.starts_with("HTTP/1.1 200")) {
            throw std::runtime_error("the simulator refused: " + text);
        }
        return text.substr(head);
    }

private:
    int descriptor_;
};

}  // namespace

Simulator::Simulator(const std::string& script) {
    std::string pattern = (std::filesystem::temp_directory_path() / "hako-sim-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        throw std::runtime_error("no pipe");
    }
    const std::string path = std::string(HAKO_SIMULATORS) + "/" + script;
    child_ = ::fork();
    if (child_ == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execl(kPython, kPython, path.c_str(), "--folder", folder_.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    facts_ = read_line(ends[0]);
    ::close(ends[0]);
    (void)fact("control");
}

Simulator::~Simulator() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    std::filesystem::remove_all(folder_);
}

std::string Simulator::fact(const std::string& name) const {
    return member(facts_, name);
}

std::string Simulator::file(const std::string& name) const {
    std::ifstream in(fact(name));
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string Simulator::call(const std::string& head, const std::string& body) const {
    const Socket socket(static_cast<std::uint16_t>(std::stoi(fact("control"))));
    socket.write(
        head + " HTTP/1.1\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" + body
    );
    return socket.read();
}

std::string Simulator::get(const std::string& path) const {
    return call("GET " + path, "");
}

void Simulator::post(const std::string& path, const std::string& json) const {
    (void)call("POST " + path, json);
}

std::int64_t Simulator::stat(const std::string& name) const {
    return std::stoll(member(get("/stats"), name));
}

}  // namespace hako::testing
