// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/push_steps.hpp"

#include "base/check.hpp"

#include <utility>

namespace hako::steps {
namespace {

constexpr std::chrono::seconds kLease{60};

Task<Result<void>> put_count(BackendTransaction& tx, int count) {
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        const auto registration = ios_device("d" + number, "aa" + number);
        HAKO_CO_TRY(co_await tx.devices().put(registration, kNow));
    }
    co_return Result<void>();
}

}  // namespace

devices::Registration ios_device(std::string device_id, std::string token) {
    devices::Registration registration;
    registration.device_id = std::move(device_id);
    registration.platform = devices::Platform::ios;
    registration.build_type = devices::BuildType::release;
    registration.token = std::move(token);
    return registration;
}

devices::Registration android_device(std::string device_id, std::string token) {
    auto registration = ios_device(std::move(device_id), std::move(token));
    registration.platform = devices::Platform::android;
    return registration;
}

void put(BackendStorage& data, const devices::Registration& registration, UnixMillis now) {
    const auto done = write_now<void>(data, [&](BackendTransaction& tx) {
        return tx.devices().put(registration, now);
    });
    check(done.has_value(), "a registration of the test");
}

void forget(BackendStorage& data, const devices::TokenName& token) {
    const auto done = write_now<void>(data, [&](BackendTransaction& tx) {
        return tx.devices().forget_token(token);
    });
    check(done.has_value(), "a token of the test");
}

bool link(BackendStorage& data, std::string_view device_id, std::optional<UserId> user) {
    const auto done = write_now<bool>(data, [&](BackendTransaction& tx) {
        return tx.devices().link(device_id, user);
    });
    check(done.has_value(), "a link of the test");
    return *done;
}

void put_many(BackendStorage& data, int count) {
    const auto done =
        write_now<void>(data, [&](BackendTransaction& tx) { return put_count(tx, count); });
    check(done.has_value(), "registrations of the test");
}

push::NewPush new_push() {
    push::NewPush push;
    push.send_at = kNow;
    push.message = "Hi";
    push.payload.json = R"({"aps":{"alert":"Hi"}})";
    push.payload.apns_headers = {{"apns-collapse-id", "c"}};
    return push;
}

push::Audience everyone() {
    return {devices::Platform::ios, devices::BuildType::release, push::Everyone{}};
}

push::PushId send(BackendStorage& data, const push::NewPush& push, const push::Audience& audience) {
    const auto targets = run_blocking(data.pushes().targets(audience, 1'000'000));
    check(targets.has_value(), "an audience of the test");
    const auto id = write_now<push::PushId>(data, [&](BackendTransaction& tx) {
        return tx.pushes().insert(push, audience, targets->devices, kNow, 0);
    });
    check(id.has_value(), "a push of the test");
    return *id;
}

push::PushId
send_large(BackendStorage& data, const push::NewPush& push, const push::Audience& audience) {
    const auto id = write_now<push::PushId>(data, [&](BackendTransaction& tx) {
        return tx.pushes().insert_unfilled(push, audience, kNow, 0);
    });
    check(id.has_value(), "a push of the test");
    return *id;
}

push::Push find_push(BackendStorage& data, push::PushId id) {
    auto found = run_blocking(data.pushes().find(id));
    check(found.has_value() && found->has_value(), "a push of the test");
    return **std::move(found);
}

std::vector<push::LedgerEntry>
ledger(BackendStorage& data, push::PushId id, std::optional<push::DeliveryState> state) {
    auto page = run_blocking(data.pushes().ledger(id, state, {0, 1'000'000}));
    check(page.has_value() && page->has_value(), "a ledger of the test");
    check(
        (*page)->total == static_cast<std::int64_t>((*page)->entries.size()),
        "a ledger's total is that of its entries"
    );
    return (*page)->entries;
}

void prepare_all(BackendStorage& data, UnixMillis now, std::int64_t rows) {
    while (true) {
        const auto more = run_blocking(data.push_queue().prepare(now, rows));
        check(more.has_value(), "a piece of the test");
        if (!*more) {
            return;
        }
    }
}

std::vector<push::ClaimedDelivery> claim(BackendStorage& data, UnixMillis now, std::size_t limit) {
    auto claimed = run_blocking(data.push_queue().claim(now, kLease, limit));
    check(claimed.has_value(), "a claim of the test");
    return *std::move(claimed);
}

void record(BackendStorage& data, std::vector<push::DeliveryRecord> records, UnixMillis now) {
    check(run_blocking(data.push_queue().record(records, now)).has_value(), "a record of the test");
}

push::DeliveryRecord
ended(const push::ClaimedDelivery& delivery, push::DeliveryState state, std::string reason) {
    push::DeliveryRecord record;
    record.key = delivery.key;
    record.attempt = delivery.attempts;
    record.state = state;
    record.status = state == push::DeliveryState::accepted ? 200 : 400;
    record.reason = std::move(reason);
    record.token = delivery.token;
    return record;
}

std::optional<UnixMillis> next_due(BackendStorage& data) {
    const auto due = run_blocking(data.push_queue().next_due());
    check(due.has_value(), "a read of the test");
    return *due;
}

}  // namespace hako::steps
