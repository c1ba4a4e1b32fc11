// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "domain/mail/transport.hpp"

#include <curl/curl.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace hako::smtp {

/// One mail on its way over a connection of its own. It stays where it is: libcurl points to it.
class Transfer {
public:
    /// All outlive it; the order's deadline has not passed. When `is_stopping` becomes true, the
    /// mail is given up within a second.
    Transfer(
        const mail::SendOrder& order,
        const Clock& clock,
        const std::atomic<bool>& is_stopping
    );
    ~Transfer() = default;
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    /// Sends it and says what is known of it. Blocks, to the deadline and a second at most. Once.
    mail::SendReport perform();

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

    [[nodiscard]] mail::SendReport report(CURLcode code) const;
    [[nodiscard]] bool has_to_end() const;

    static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    static std::size_t on_read(char* out, std::size_t size, std::size_t count, void* self);
    static std::size_t on_reply(char* line, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

    const Clock& clock_;
    const std::atomic<bool>& is_stopping_;
    const std::chrono::steady_clock::time_point deadline_;
    std::unique_ptr<CURL, FreeHandle> handle_;
    std::unique_ptr<curl_slist, FreeList> recipients_;
    std::array<char, CURL_ERROR_SIZE> problem_{};
    std::string text_;
    std::size_t sent_ = 0;      ///< of text_
    bool handed_over_ = false;  ///< all of text_ was taken, and its end told
    bool answered_ = false;     ///< after that the server said something
    std::chrono::steady_clock::time_point answered_at_;
    std::string reply_;  ///< the server's last line
};

}  // namespace hako::smtp
