// SPDX-License-Identifier: Apache-2.0
#include "delivery/smtp/transfer.hpp"

#include "base/check.hpp"
#include "delivery/smtp/mime.hpp"

#include <algorithm>
#include <cstdint>

namespace hako::smtp {
namespace {

using mail::SendReport;
using mail::SendResult;
using mail::SmtpSecurity;

constexpr std::size_t kReplyBytesMax = 300;

constexpr std::chrono::seconds kLeaveTime{1};

// Replies of SMTP: 4xx is "not now", 5xx is "not this one".
constexpr long kTransientCode = 400;
constexpr long kPermanentCode = 500;

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
    check(curl_easy_setopt(handle, option, value) == CURLE_OK, "libcurl takes this option");
}

/// Untrusted text as one printable line.
std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, kReplyBytesMax)) {
        out += c >= ' ' && c <= '~' ? c : '?';
    }
    while (out.ends_with('?') || out.ends_with(' ')) {
        out.pop_back();
    }
    return out;
}

std::string url_of(const mail::SmtpServer& server, std::string_view greeting_name) {
    const bool is_v6 = server.host.find(':') != std::string::npos;
    std::string url = server.security == SmtpSecurity::tls ? "smtps://" : "smtp://";
    url += is_v6 ? "[" + server.host + "]" : server.host;
    url += ":" + std::to_string(server.port) + "/";
    return url.append(greeting_name);
}

}  // namespace

Transfer::Transfer(
    const mail::SendOrder& order,
    const Clock& clock,
    const std::atomic<bool>& is_stopping
)
    : clock_(clock),
      is_stopping_(is_stopping),
      deadline_(order.deadline),
      handle_(curl_easy_init()),
      text_(mime_text(order.message)) {
    check(handle_ != nullptr, "libcurl gives a handle");
    CURL* const handle = handle_.get();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - clock.steady_now());
    const auto time = std::max(left, std::chrono::milliseconds(1));
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_NOPROGRESS, 0L);
    set(handle, CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
    set(handle, CURLOPT_XFERINFODATA, static_cast<void*>(this));
    set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(time.count()));
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(time.count()));
    // The answer of a slow name server is not waited for at the end.
    set(handle, CURLOPT_QUICK_EXIT, 1L);
    set(handle, CURLOPT_ERRORBUFFER, problem_.data());
    set_connection(*order.server, order.message.from.address.domain());
    set_tls(*order.server);
    set_mail(order.message);
}

void Transfer::set_connection(const mail::SmtpServer& server, std::string_view greeting_name) {
    CURL* const handle = handle_.get();
    set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(handle, CURLOPT_URL, url_of(server, greeting_name).c_str());
    // What was given to a reused connection that breaks, libcurl sends again by itself.
    set(handle, CURLOPT_FRESH_CONNECT, 1L);
    set(handle, CURLOPT_FORBID_REUSE, 1L);
    // The environment of the process has no say in where mails go.
    set(handle, CURLOPT_PROXY, "");
    if (!server.username.empty()) {
        const std::string password(server.password.reveal());
        set(handle, CURLOPT_USERNAME, server.username.c_str());
        set(handle, CURLOPT_PASSWORD, password.c_str());
    }
}

void Transfer::set_tls(const mail::SmtpServer& server) {
    CURL* const handle = handle_.get();
    set(handle,
        CURLOPT_USE_SSL,
        static_cast<long>(server.security == SmtpSecurity::none ? CURLUSESSL_NONE : CURLUSESSL_ALL)
    );
    set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!server.ca_pem.empty()) {
        std::string pem = server.ca_pem;
        curl_blob blob{pem.data(), pem.size(), CURL_BLOB_COPY};
        set(handle, CURLOPT_CAINFO_BLOB, &blob);
        set(handle, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
}

void Transfer::set_mail(const mail::Message& message) {
    CURL* const handle = handle_.get();
    add_recipient(message.to);
    if (message.bcc) {
        add_recipient(*message.bcc);
    }
    const std::string sender = "<" + message.from.address.text() + ">";
    set(handle, CURLOPT_MAIL_FROM, sender.c_str());
    set(handle, CURLOPT_MAIL_RCPT, recipients_.get());
    set(handle, CURLOPT_UPLOAD, 1L);
    set(handle, CURLOPT_READFUNCTION, &Transfer::on_read);
    set(handle, CURLOPT_READDATA, static_cast<void*>(this));
    set(handle, CURLOPT_HEADERFUNCTION, &Transfer::on_reply);
    set(handle, CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(handle, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    set(handle, CURLOPT_WRITEDATA, static_cast<void*>(this));
}

void Transfer::add_recipient(const mail::Address& address) {
    const std::string text = "<" + address.text() + ">";
    curl_slist* const longer = curl_slist_append(recipients_.get(), text.c_str());
    check(longer != nullptr, "there is memory for an address");
    if (!recipients_) {
        recipients_.reset(longer);  // A longer list has the same first element.
    }
}

SendReport Transfer::perform() {
    return report(curl_easy_perform(handle_.get()));
}

SendReport Transfer::report(CURLcode code) const {
    if (code == CURLE_OK) {
        return {SendResult::accepted, 0, one_line(reply_)};
    }
    SendReport report{handed_over_ ? SendResult::no_answer : SendResult::not_sent, 0, {}};
    long reply_code = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &reply_code);
    report.code = static_cast<int>(reply_code);
    const bool is_told = reply_code >= kTransientCode && (!handed_over_ || answered_);
    // That a login or STARTTLS is refused says nothing of this mail, and the operator can mend it.
    const bool is_about_mail = code == CURLE_SEND_ERROR || handed_over_;
    if (is_told) {
        const bool is_refused = reply_code >= kPermanentCode && is_about_mail;
        report.result = is_refused ? SendResult::refused : SendResult::not_sent;
    }
    const std::string problem =
        one_line(problem_.front() != '\0' ? problem_.data() : curl_easy_strerror(code));
    report.detail = is_told ? one_line(reply_) + " (" + problem + ")" : problem;
    return report;
}

bool Transfer::has_to_end() const {
    const auto now = clock_.steady_now();
    // The mail's own answer is here: only the answer to the leave-taking is still waited for.
    const bool is_leaving = answered_ && now >= answered_at_ + kLeaveTime;
    return is_leaving || now >= deadline_ || is_stopping_.load(std::memory_order_relaxed);
}

int Transfer::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    // Also called, once a second, where libcurl waits for an answer beyond its own time limit.
    return static_cast<const Transfer*>(self)->has_to_end() ? 1 : 0;
}

std::size_t Transfer::on_read(char* out, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t piece = std::min(size * count, transfer.text_.size() - transfer.sent_);
    transfer.text_.copy(out, piece, transfer.sent_);
    transfer.sent_ += piece;
    transfer.handed_over_ = piece == 0;
    return piece;
}

std::size_t Transfer::on_reply(char* line, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view text(line, size * count);
    // libcurl takes leave even of who refused; what that is answered with says nothing.
    if (!text.starts_with("221")) {
        transfer.reply_ = text.substr(0, kReplyBytesMax);
        if (transfer.handed_over_ && !transfer.answered_) {
            transfer.answered_ = true;
            transfer.answered_at_ = transfer.clock_.steady_now();
        }
    }
    return text.size();
}

std::size_t Transfer::on_body(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

}  // namespace hako::smtp
