// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace hako::server {

/// The Unix socket by which the command line speaks to the server that runs on the same data folder
/// (`DIR/hako.sock`, usable by the folder's owner only): one JSON-RPC body a line, one reply a
/// line.
///
/// One thread serves one caller after the other; calls of an operator are rare.
class ControlSocket {
public:
    /// Answers one body. Runs on the socket's thread and may block.
    using Answer = std::function<std::string(std::string_view body)>;

    /// Listens at `path`, in the place of a socket that a dead server left.
    static Result<ControlSocket> open(const std::string& path, Answer answer);

    ControlSocket(ControlSocket&& other) noexcept;
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;
    ControlSocket& operator=(ControlSocket&&) = delete;

    /// Answers who is being answered, then takes the socket away.
    ~ControlSocket();

private:
    ControlSocket(std::string path, int listener, int stop_event, Answer answer);

    std::string path_;
    int listener_;
    int stop_event_;
    std::thread thread_;
};

/// Sends `body` to the server of this data folder and gives its reply. Empty when no server listens
/// there. Fails with `unavailable` when one does and does not answer.
Result<std::optional<std::string>> ask_server(const std::string& path, std::string_view body);

}  // namespace hako::server
