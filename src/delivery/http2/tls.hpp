// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/secret.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace hako::http2 {

/// What a client shows and trusts: TLS 1.2 or newer, the server's certificate is verified.
/// `ca_file` (PEM) replaces the system's certificates unless it is empty. `identity` is a client
/// certificate with its key (PEM), or null.
///
/// Null when a file or text cannot be read; `why` says what.
std::shared_ptr<boost::asio::ssl::context>
make_tls(const std::string& ca_file, const crypto::Secret* identity, std::string& why);

}  // namespace hako::http2
