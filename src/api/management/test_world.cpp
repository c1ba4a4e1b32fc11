// SPDX-License-Identifier: Apache-2.0
#include "api/management/test_world.hpp"

#include "base/run_blocking.hpp"
#include "rpc/dispatch.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <utility>

namespace hako::api::management {
namespace {

// As cheap as libsodium allows: how hard a hash is, is not tested here.
constexpr crypto::PasswordCost kCheap{.memory_bytes = 8192, .passes = 1};

sqlite::StorageOptions options_for(const std::string& folder) {
    return {
        .folder = folder,
        .scan_time_max = std::chrono::seconds(10),
        .slow_query_time = std::chrono::seconds(10),
        .scan_threads = 1,
        .scan_queue_max = 100,
    };
}

ManagementCaller
enter_with(backends::Directory& directory, const BackendId& backend, std::string_view key) {
    auto entered =
        directory.authenticate_management(backend.text(), key, IpAddress::parse("127.0.0.1"));
    return std::get<ManagementCaller>(std::move(entered));
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string path = (std::filesystem::temp_directory_path() / "hako-test-XXXXXX").string();
    check(::mkdtemp(path.data()) != nullptr, "a temporary folder can be made");
    path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TestObserver::bug_caught(std::string_view method, std::string_view what) {
    bug = std::string(method) + ": " + std::string(what);
    return "incident";
}

TestWorld::TestWorld()
    : storage_(sqlite::Storage::open(options_for(folder_.path()), clock_, random_, log_, metrics_)
                   .value()),
      directory_(std::make_unique<backends::Directory>(*storage_, clock_)),
      changes_(std::make_unique<FolderChanges>(*storage_, *directory_)),
      hasher_({.cost = kCheap, .threads = 1}) {
    const backends::BackendService backends(*storage_, *changes_, clock_, random_);
    const keys::KeyService keys(*storage_, *changes_, clock_, random_);
    backend_ = run_blocking(backends.create(operator_, "test")).value().id;
    keys::KeyRequest request{.backend = *backend_, .ranges = {}, .name = {}, .expires_at = {}};
    const auto key = run_blocking(keys.create(operator_, std::move(request))).value();
    key_ = key.secret.reveal();
    caller_ = std::make_unique<ManagementCaller>(enter());
}

TestWorld::~TestWorld() {
    EXPECT_EQ(observer_.bug, "");
    caller_.reset();
    storage_->stop();
}

ManagementCaller TestWorld::enter() {
    return enter_with(*directory_, *backend_, key_);
}

ManagementCaller TestWorld::enter_new_backend(const std::string& name) {
    const backends::BackendService backends(*storage_, *changes_, clock_, random_);
    const keys::KeyService keys(*storage_, *changes_, clock_, random_);
    const auto backend = run_blocking(backends.create(operator_, name)).value();
    keys::KeyRequest request{.backend = backend.id, .ranges = {}, .name = {}, .expires_at = {}};
    const auto key = run_blocking(keys.create(operator_, std::move(request))).value();
    return enter_with(*directory_, backend.id, key.secret.reveal());
}

void TestWorld::set(std::vector<std::string> assignments) {
    const backends::BackendService backends(*storage_, *changes_, clock_, random_);
    run_blocking(backends.set(operator_, *backend_, std::move(assignments))).value();
    caller_ = std::make_unique<ManagementCaller>(enter());
}

std::string TestWorld::answer(std::string_view body) {
    return answer(body, *caller_);
}

std::string TestWorld::answer(std::string_view body, const ManagementCaller& caller) {
    const rpc::Context<ManagementCaller, Services> context{
        registry_, caller, services_, observer_, clock_
    };
    json::Document document;
    std::string out;
    run_blocking(rpc::answer(body, context, document, out));
    return out;
}

std::string TestWorld::ok(std::string_view method, std::string_view params) {
    const auto reply = answer(
        R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(method) + R"(","params":)" +
        std::string(params) + "}"
    );
    const auto result = member(reply, "result");
    EXPECT_NE(result, "(none)") << method << std::string(params.substr(0, 1000)) << "\n" << reply;
    return result;
}

std::string TestWorld::wrong(std::string_view method, std::string_view params) {
    const auto reply = answer(
        R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(method) + R"(","params":)" +
        std::string(params) + "}"
    );
    EXPECT_EQ(member(reply, "error.code"), "-32602")
        << method << std::string(params.substr(0, 1000)) << "\n"
        << reply.substr(0, 1000);
    return member(reply, "error.data");
}

std::string TestWorld::code(std::string_view method, std::string_view params) {
    const auto reply = answer(
        R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(method) + R"(","params":)" +
        std::string(params) + "}"
    );
    return member(reply, "error.code");
}

std::string member(std::string_view json, std::string_view path) {
    json::Document document;
    if (document.parse(json)) {
        return "(no JSON)";
    }
    auto value = document.root();
    while (!path.empty()) {
        const auto dot = path.find('.');
        const auto found = value.find(path.substr(0, dot));
        if (!found) {
            return "(none)";
        }
        value = *found;
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return std::string(value.text());
}

std::string text(std::string_view json) {
    json::Document document;
    return document.parse(json) ? "(no JSON)" : document.root().string();
}

}  // namespace hako::api::management
