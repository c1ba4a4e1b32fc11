// SPDX-License-Identifier: Apache-2.0
#include "domain/push/credential_checks.hpp"
#include "json/document.hpp"

namespace hako::push {
namespace {

using Weight = Finding::Weight;

constexpr std::string_view kHowToGetOne =
    " Get it in the Firebase console: Project settings, Service accounts, Generate new private "
    "key.";

std::string text_of(const json::Value& object, std::string_view name) {
    const auto value = object.find(name);
    return value && value->is(json::Kind::string) ? value->string() : std::string();
}

/// What somebody gave instead of a service account; empty when it looks like one.
std::string mistaken_for(const json::Value& root) {
    if (root.find("project_info") && root.find("client")) {
        return "This is google-services.json, which belongs into the app; Hako needs the service "
               "account's key.";
    }
    if (root.find("installed") || root.find("web")) {
        return "This is an OAuth client, not a service account.";
    }
    const std::string type = text_of(root, "type");
    if (type == "authorized_user" || type == "external_account") {
        return "This is a credential of type \"" + type + "\", not a service account.";
    }
    if (root.find("apiKey") || root.find("messagingSenderId")) {
        return "This is the configuration of a web app, not a service account.";
    }
    if (type != "service_account") {
        return R"(This is no service account: its "type" is not "service_account".)";
    }
    return {};
}

std::string not_json(std::string_view text) {
    if (text.starts_with("AAAA") || text.starts_with("AIza")) {
        return "This is a server key or an API key. The API that took server keys has ended; Hako "
               "needs a service account.";
    }
    if (text.find("<plist") != std::string_view::npos) {
        return "This is GoogleService-Info.plist, which belongs into the app; Hako needs the "
               "service account's key.";
    }
    if (text.find("-----BEGIN") != std::string_view::npos) {
        return "This is a bare key; Hako needs the whole JSON file of the service account.";
    }
    return "This is not JSON, and so no service account's file.";
}

ServiceAccountFile refused(const std::string& why) {
    ServiceAccountFile file;
    file.findings.push_back({Weight::wrong, why + std::string(kHowToGetOne)});
    return file;
}

}  // namespace

ServiceAccountFile read_service_account(const crypto::Secret& file) {
    json::Document document;
    if (document.parse(file.reveal())) {
        return refused(not_json(file.reveal()));
    }
    const json::Value root = document.root();
    if (!root.is(json::Kind::object)) {
        return refused("This is no JSON object, and so no service account's file.");
    }
    if (const std::string mistake = mistaken_for(root); !mistake.empty()) {
        return refused(mistake);
    }
    std::string missing;
    for (const std::string_view name :
         {"project_id", "client_email", "private_key_id", "private_key", "token_uri"}) {
        if (text_of(root, name).empty()) {
            missing += (missing.empty() ? "" : ", ") + std::string(name);
        }
    }
    if (!missing.empty()) {
        return refused("The service account's file lacks: " + missing + ".");
    }
    ServiceAccountFile read;
    read.credential = FcmCredential{
        .version = 0,
        .project_id = text_of(root, "project_id"),
        .client_email = text_of(root, "client_email"),
        .private_key_id = text_of(root, "private_key_id"),
        .private_key_pem = crypto::Secret(text_of(root, "private_key")),
        .token_uri = text_of(root, "token_uri"),
    };
    read.findings = check_shape(*read.credential);
    return read;
}

}  // namespace hako::push
