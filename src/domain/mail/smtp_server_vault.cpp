// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/smtp_server_vault.hpp"

#include "domain/mail/smtp_server_codec.hpp"

#include <utility>

namespace hako::mail {

SmtpServerVault::SmtpServerVault(const crypto::Sealer& sealer, Log& log)
    : sealer_(sealer), log_(log), picture_(std::make_shared<const Picture>()) {}

std::shared_ptr<const SmtpServer> SmtpServerVault::find(const BackendId& backend) const {
    const auto picture = picture_.get();
    auto found = picture->find(backend);
    if (found == picture->end()) {
        found = picture->find(std::nullopt);
    }
    return found == picture->end() ? nullptr : found->second;
}

Result<void> SmtpServerVault::changed(FolderContents contents) {
    const std::scoped_lock lock(changing_);
    if (contents.number <= last_number_) {
        return {};
    }
    last_number_ = contents.number;
    auto picture = std::make_shared<Picture>();
    for (const SealedSmtpServer& row : contents.smtp_servers) {
        auto server = open(sealer_, row);
        const bool is_open = server != nullptr;
        // One that does not open still stands before the server for all, which is not the one that
        // this backend's mails were meant for.
        picture->emplace(row.backend, std::move(server));
        if (is_open) {
            continue;
        }
        log_.write(
            LogLevel::error,
            "the settings of a mail server do not open: is secrets.key another file than before?",
            {{"backend", row.backend ? std::string_view(row.backend->text()) : "all"}}
        );
    }
    picture_.replace(std::move(picture));
    return {};
}

}  // namespace hako::mail
