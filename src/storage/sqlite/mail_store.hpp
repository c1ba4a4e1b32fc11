// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/mail/mail_store.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/read_side.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace hako::sqlite {

/// See the port.
class MailStore final : public mail::MailStore {
public:
    explicit MailStore(Connection& connection) : connection_(connection) {}

    Task<Result<std::optional<mail::Template>>> find_template(std::string_view name) override;
    Task<Result<std::vector<mail::Template>>> templates() override;
    Task<Result<void>> put_template(const mail::Template& given) override;
    Task<Result<bool>> erase_template(std::string_view name) override;
    Task<Result<bool>> add_request(const mail::ResetRequest& request, std::int64_t waiting_max)
        override;
    Task<Result<std::vector<mail::ClaimedRequest>>>
    claim_requests(UnixMillis now, std::chrono::seconds lease, std::size_t limit) override;
    Task<Result<void>> keep_mail(std::int64_t number, const mail::KeptMail& mail) override;
    Task<Result<void>> retry_request(std::int64_t number, int attempt, UnixMillis next_attempt_at)
        override;
    Task<Result<void>> end_request(std::int64_t number) override;

private:
    Connection& connection_;
};

/// See the port.
class MailReader final : public mail::MailReader {
public:
    explicit MailReader(ReadSide& reads) : reads_(reads) {}

    Task<Result<std::optional<mail::Template>>> find_template(std::string_view name) override;
    Task<Result<std::optional<UnixMillis>>> next_due() override;
    Task<Result<std::int64_t>> waiting() override;

private:
    ReadSide& reads_;
};

}  // namespace hako::sqlite
