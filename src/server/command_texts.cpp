// SPDX-License-Identifier: Apache-2.0
#include "server/command_texts.hpp"

#include "domain/keys/key_rules.hpp"

#include <fmt/format.h>

namespace hako::server {

Result<BackendId> read_backend_id(const CommandTexts& texts) {
    auto id = BackendId::parse(texts.id);
    if (!id) {
        return Error::invalid_param(
            "ID",
            fmt::format("'{}' is not a backend's id, which is 24 lower-case hex digits.", texts.id)
        );
    }
    return *std::move(id);
}

Result<Command> make_backend_set(const CommandTexts& texts) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    BackendSet set{std::move(id), {}};
    for (const std::string& pair : texts.pairs) {
        const std::size_t sign = pair.find('=');
        if (sign == std::string::npos || sign == 0) {
            return Error::invalid_param("NAME=VALUE", fmt::format("'{}' is not NAME=VALUE.", pair));
        }
        set.options.push_back({pair.substr(0, sign), pair.substr(sign + 1)});
    }
    return set;
}

Result<Command> make_key_create(const CommandTexts& texts, UnixMillis now) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    KeyCreate create{std::move(id), {}, texts.name, std::nullopt};
    for (const std::string& text : texts.ranges) {
        std::string why;
        const auto range = IpRange::parse(text, why);
        if (!range) {
            return Error::invalid_param("--ip", fmt::format("--ip: '{}': {}", text, why));
        }
        create.ranges.push_back(*range);
    }
    if (texts.expires) {
        std::string why;
        create.expires_at = keys::parse_expires(*texts.expires, now, why);
        if (!create.expires_at) {
            return Error::invalid_param(
                "--expires", fmt::format("--expires: '{}': {}", *texts.expires, why)
            );
        }
    }
    return create;
}

Result<Command> make_push_configure(const CommandTexts& texts) {
    using Kind = PushConfigure::Kind;
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    PushConfigure configure{
        .backend = std::move(id),
        .kind = Kind::apns_key,
        .file = texts.apns_key,
        .text = {},
        .key_id = texts.apple_key_id,
        .team_id = texts.team_id,
        .topic = texts.topic,
        .environments = texts.environments,
    };
    int given = texts.apns_key.empty() ? 0 : 1;
    if (!texts.apns_certificate.empty()) {
        ++given;
        configure.kind = Kind::apns_certificate;
        configure.file = texts.apns_certificate;
    }
    if (!texts.service_account.empty()) {
        ++given;
        configure.kind = Kind::service_account;
        configure.file = texts.service_account;
    }
    if (given != 1) {
        return Error::invalid_param(
            "--apns-key", "Give one of --apns-key, --apns-certificate and --fcm."
        );
    }
    return configure;
}

}  // namespace hako::server
