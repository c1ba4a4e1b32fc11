// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/run_blocking.hpp"
#include "crypto/test_keys.hpp"
#include "domain/push/credential_service.hpp"
#include "domain/push/credential_vault.hpp"
#include "domain/testing/fake_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace hako::push {

/// A folder with one backend, and what keeps and opens its credentials.
class CredentialWorld : public ::testing::Test {
protected:
    CredentialWorld() {
        folder.rows.backends.push_back({backend, "app", "key", "project", {}, 0});
    }

    ~CredentialWorld() override {
        std::filesystem::remove(key_file);
    }

    static crypto::Sealer open_sealer(const std::filesystem::path& path, Random& random) {
        std::filesystem::remove(path);
        return *crypto::Sealer::open_or_create(path, random);
    }

    static ApnsKeyCredential apns_key(std::string key_id = "ABCDEFGHIJ") {
        return {
            crypto::Secret(crypto::shared_key_pem(crypto::TestKey::p256)),
            std::move(key_id),
            "TEAM567890",
            "com.example.app"
        };
    }

    Result<Configured> configure(GivenCredential given) {
        return run_blocking(service.configure(
            caller,
            backend,
            std::move(given),
            {ApnsEnvironment::development, ApnsEnvironment::production}
        ));
    }

    const OperatorCaller caller = OperatorCaller::of_data_folder();
    const BackendId backend = *BackendId::parse("0123456789abcdef01234567");
    const BackendId unknown = *BackendId::parse("ffffffffffffffffffffffff");
    const std::filesystem::path key_file =
        std::filesystem::path(::testing::TempDir()) /
        ("hako-credentials-" + std::to_string(::getpid()) + ".key");
    SystemRandom random;
    testing::FakeClock clock;
    NullLog log;
    const crypto::Sealer sealer = open_sealer(key_file, random);
    testing::FakeFolder folder;
    CredentialVault vault{sealer, log};
    FolderChanges changes{folder, vault};
    CredentialService service{{
        .storage = folder,
        .changes = changes,
        .sealer = sealer,
        .clock = clock,
        .random = random,
    }};
};

}  // namespace hako::push
