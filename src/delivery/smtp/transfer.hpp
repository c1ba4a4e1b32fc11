// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/mail/transport.hpp"

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace hako::smtp {

/// One mail on its way over a connection of its own. It stays where it is: libcurl points to it.
class Transfer {
public:
    /// Copies what it needs of the order. `time` is all it may take.
    Transfer(const mail::SendOrder& order, std::chrono::milliseconds time);
    ~Transfer() = default;
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    [[nodiscard]] CURL* handle() const {
        return handle_.get();
    }

    /// What is known of the mail once libcurl is done with it.
    [[nodiscard]] mail::SendReport report(CURLcode code) const;

    /// What is known of the mail when it is given up on its way.
    [[nodiscard]] mail::SendReport abandoned() const;

private:
    struct FreeHandle {
        void operator()(CURL* handle) const {
            curl_easy_cleanup(handle);
        }
    };

    struct FreeList {
        void operator()(curl_slist* list) const {
            curl_slist_free_all(list);
        }
    };

    void set_connection(const mail::SmtpServer& server, std::string_view greeting_name);
    void set_tls(const mail::SmtpServer& server);
    void set_mail(const mail::Message& message);
    void add_recipient(const mail::Address& address);

    static std::size_t on_read(char* out, std::size_t size, std::size_t count, void* self);
    static std::size_t on_reply(char* line, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

    std::unique_ptr<CURL, FreeHandle> handle_;
    std::unique_ptr<curl_slist, FreeList> recipients_;
    std::array<char, CURL_ERROR_SIZE> problem_{};
    std::string text_;
    std::size_t sent_ = 0;             ///< of text_
    bool handed_over_ = false;         ///< all of text_ was taken, and its end told
    bool answered_ = false;            ///< after that the server said something
    std::string reply_;                ///< the server's last line
};

}  // namespace hako::smtp
