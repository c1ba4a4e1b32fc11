// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/mail/smtp_server_store.hpp"
#include "storage/sqlite/connection.hpp"

#include <optional>
#include <vector>

namespace hako::sqlite {

/// See the port.
class SmtpServerStore final : public mail::SmtpServerStore {
public:
    explicit SmtpServerStore(Connection& connection) : connection_(connection) {}

    Task<Result<std::vector<mail::SealedSmtpServer>>> list() override;
    Task<Result<void>> put(const mail::SealedSmtpServer& server) override;
    Task<Result<bool>> erase(const std::optional<BackendId>& backend) override;

private:
    Result<std::vector<mail::SealedSmtpServer>> list_now();
    Result<void> put_now(const mail::SealedSmtpServer& server);
    Result<bool> erase_now(const std::optional<BackendId>& backend);

    Connection& connection_;
};

}  // namespace hako::sqlite
