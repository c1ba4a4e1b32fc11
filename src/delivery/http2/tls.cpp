// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/tls.hpp"

#include <boost/asio/buffer.hpp>
#include <openssl/ssl.h>

#include <array>

namespace hako::http2 {

namespace ssl = boost::asio::ssl;

std::shared_ptr<ssl::context>
make_tls(const std::string& ca_file, const crypto::Secret* identity, std::string& why) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    boost::system::error_code error;
    context->set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1, error);
    context->set_verify_mode(ssl::verify_peer, error);
    if (ca_file.empty()) {
        context->set_default_verify_paths(error);
    } else {
        context->load_verify_file(ca_file, error);
    }
    if (error) {
        why = "certificates to trust: " + error.message();
        return nullptr;
    }
    if (identity != nullptr) {
        const auto pem = boost::asio::buffer(identity->reveal());
        context->use_certificate_chain(pem, error);
        if (!error) {
            context->use_private_key(pem, ssl::context::pem, error);
        }
        if (error) {
            why = "client certificate: " + error.message();
            return nullptr;
        }
    }
    // RFC 7301: a length, then the name.
    constexpr std::array<unsigned char, 3> kAlpn{2, 'h', '2'};
    SSL_CTX_set_alpn_protos(context->native_handle(), kAlpn.data(), kAlpn.size());
    return context;
}

}  // namespace hako::http2
