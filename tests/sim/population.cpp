// SPDX-License-Identifier: Apache-2.0
// Who and what is in the simulated world, and how it changes.

#include "tests/sim/sim_world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hako::sim {

void World::populate() {
    for (std::size_t i = 0; i < 1 + random_.below(2); ++i) {
        backends_.push_back(*BackendId::parse(fmt::format("{:024x}", i + 1)));
        stores_.emplace_back().flaw = plan_.flaw;
        credentials_.give(backends_[i], ++version_, random_);
        const auto devices = static_cast<std::int64_t>(1 + random_.below(12));
        for (std::int64_t id = 1; id <= devices; ++id) {
            add_device(i, id);
        }
        const auto pushes = static_cast<std::int64_t>(1 + random_.below(4));
        for (std::int64_t id = 1; id <= pushes; ++id) {
            at(began_ + random_.between(0, 2 * kHour), [=, this] { add_push(i, id); });
        }
        for (std::size_t n = random_.below(10); n > 0; --n) {
            const auto id = random_.between(1, devices);
            at(began_ + random_.between(0, 3 * kHour), [=, this] { change_device(i, id); });
        }
        if (random_.chance(200)) {
            change_credentials(i);
        }
    }
}

void World::change_credentials(std::size_t backend) {
    credentials_.refused[backends_[backend].text()] = version_;
    at(began_ + random_.between(kHour, 5 * kHour),
       [=, this] { credentials_.give(backends_[backend], ++version_, random_); });
}

void World::add_device(std::size_t backend, std::int64_t id) {
    StoredDevice& device = stores_[backend].devices[id];
    device.platform = random_.chance(700) ? push::Platform::ios : push::Platform::android;
    device.environment = random_.chance(500) ? push::ApnsEnvironment::production
                                             : push::ApnsEnvironment::development;
    device.token = fmt::format("token{}", ++tokens_made_);
    device.registered_at = clock_.now();
    // The build type is not always the truth.
    const auto other = device.environment == push::ApnsEnvironment::production
                           ? push::ApnsEnvironment::development
                           : push::ApnsEnvironment::production;
    providers_.tokens[device.token].environment = random_.chance(800) ? device.environment : other;
}

void World::change_device(std::size_t backend, std::int64_t id) {
    StoredDevice& device = stores_[backend].devices[id];
    if (device.token.empty() || random_.chance(300)) {
        // Another token; the old one is dead.
        if (!device.token.empty()) {
            providers_.tokens[device.token].is_alive = false;
            providers_.tokens[device.token].dead_since = clock_.now();
        }
        const auto platform = device.platform;
        device = {};
        add_device(backend, id);
        device.platform = platform;
        return;
    }
    TokenTruth& truth = providers_.tokens[device.token];
    const std::string token = device.token;
    truth.is_alive = false;
    truth.dead_since = clock_.now();
    if (random_.chance(500)) {
        return;
    }
    // The app comes back with the same token.
    at(clock_.now() + random_.between(1, random_.chance(700) ? kSecond : kHour), [=, this] {
        StoredDevice& same = stores_[backend].devices[id];
        if (same.token != token && !same.token.empty()) {
            return;
        }
        providers_.tokens[token].is_alive = true;
        if (same.token != token) {
            same.known_environment.reset();  // as the store does: it was another token's
        }
        same.token = token;
        same.registered_at = clock_.now();
        watch_.registered(token);
    });
}

void World::add_push(std::size_t backend, std::int64_t id) {
    ModelStore& store = stores_[backend];
    StoredPush& push = store.pushes[id];
    push.send_at = clock_.now() + (random_.chance(300) ? random_.between(0, kHour) : 0);
    // Apps are taken off and come back while their pushes are under way.
    for (std::size_t n = random_.below(4); n > 0; --n) {
        const auto device = random_.between(1, static_cast<std::int64_t>(store.devices.size()));
        const UnixMillis from = std::max(push.send_at - kSecond, clock_.now());
        at(from + random_.between(0, 3 * kSecond), [=, this] { change_device(backend, device); });
    }
    push.give_up_at =
        push.send_at + (random_.chance(200) ? random_.between(kMinute, kHour) : 24 * kHour);
    for (const auto& [device, row] : store.devices) {
        if (!row.token.empty() && random_.chance(900)) {
            push.audience.push_back(device);
        }
    }
    if (random_.chance(700)) {
        for (Slot& slot : slots_) {
            if (slot.process) {
                slot.process->worker->ring(backends_[backend]);
                slot.process->is_awake = true;
            }
        }
    }
    if (random_.chance(150)) {
        at(clock_.now() + random_.between(1, kHour), [=, this, &store] {
            store.cancel(id, clock_.now());
            if (store.pushes[id].state == push::PushState::cancel) {
                watch_.cancelled(store, id);
            }
        });
    }
}

}  // namespace hako::sim
