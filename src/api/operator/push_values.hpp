// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/credential_service.hpp"
#include "domain/push/doctor.hpp"
#include "rpc/param_type.hpp"
#include "rpc/result_type.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the methods on push credentials take and answer, as their JSON.
namespace hako::api::operator_front {

/// `development`, `production`. Both when it is left out.
struct Environments {
    std::vector<push::ApnsEnvironment> environments{
        push::ApnsEnvironment::development,
        push::ApnsEnvironment::production
    };
};

/// `apnsDevelopment`, `apnsProduction`, `fcm`. All when it is left out.
struct Slots {
    std::vector<push::CredentialSlot> slots{
        push::CredentialSlot::apns_development,
        push::CredentialSlot::apns_production,
        push::CredentialSlot::fcm,
    };
};

/// `{"credentials":[…],"warnings":[…]}`
struct ConfiguredResult {
    push::Configured configured;
};

/// An array of `{"for","configuredAt",…}`: what kind it is and its public parts; `expiresAt` of a
/// certificate. Never the credential.
struct CredentialsResult {
    std::vector<push::CredentialSummary> credentials;
};

/// `{"healthy","findings":[{"for","weight","text"}]}`; weights are good, warning, wrong.
struct DoctorResult {
    std::vector<push::Diagnosis> findings;
};

}  // namespace hako::api::operator_front

namespace hako::rpc {

template <>
struct ParamType<api::operator_front::Environments> {
    static std::optional<api::operator_front::Environments>
    decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

template <>
struct ParamType<api::operator_front::Slots> {
    static std::optional<api::operator_front::Slots> decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

template <>
struct ResultType<api::operator_front::ConfiguredResult> {
    static void write(std::string& out, const api::operator_front::ConfiguredResult& result);
    static void schema(json::Writer& writer);
};

template <>
struct ResultType<api::operator_front::CredentialsResult> {
    static void write(std::string& out, const api::operator_front::CredentialsResult& result);
    static void schema(json::Writer& writer);
};

template <>
struct ResultType<api::operator_front::DoctorResult> {
    static void write(std::string& out, const api::operator_front::DoctorResult& result);
    static void schema(json::Writer& writer);
};

}  // namespace hako::rpc
