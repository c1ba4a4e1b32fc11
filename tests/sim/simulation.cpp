// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/simulation.hpp"

#include "tests/sim/sim_world.hpp"

#include <algorithm>
#include <limits>

namespace hako::sim {
namespace {

/// Things go wrong for so long; after that the worker has time to finish.
constexpr UnixMillis kTroubleTime = 6 * kHour;
constexpr UnixMillis kTimeMax = 80 * kHour;
constexpr std::uint64_t kStepsMax = 100'000;

}  // namespace

void World::at(UnixMillis when, std::function<void()> happen) {
    events_.push({when, ++events_made_, std::move(happen)});
}

Slot& World::slot_of(const Process& process) {
    return *std::find_if(slots_.begin(), slots_.end(), [&](const Slot& slot) {
        return slot.process.get() == &process;
    });
}

void World::sent(Process& process, const push::Dispatch& dispatch) {
    ++report_.sends;
    const auto found = std::find(backends_.begin(), backends_.end(), dispatch.backend);
    ModelStore& store = stores_[static_cast<std::size_t>(found - backends_.begin())];
    // Only a broken store makes an id of anything else.
    const push::DeliveryKey key{
        static_cast<std::int64_t>(dispatch.message_id.high),
        static_cast<std::int64_t>(dispatch.message_id.low & 0xffffffffU)
    };
    const UnixMillis lease_until = process.leases.at({&store, key});
    const auto version = credentials_.version_for(dispatch);
    const std::uint64_t life = slot_of(process).life;
    const Departure departure{
        life, &store, key, dispatch, lease_until - 120 * kSecond, lease_until, version.value_or(-1)
    };
    watch_.sent(departure);
    TokenDesk::Signature signature;
    if (version && dispatch.platform == push::Platform::ios) {
        signature = desk_.sign(*version);
        if (!signature.token) {
            constexpr auto kPaused = push::Verdict::credential_paused;
            answer(departure, {kPaused, 0, "ProviderTokenBudget", {}, signature.wait}, 0);
            return;
        }
        watch_.signed_with(*signature.token);
    }
    at(clock_.now() + random_.between(1, 200), [=, this] { arrive(departure, signature); });
}

void World::arrive(const Departure& departure, const TokenDesk::Signature& signature) {
    if (signature.token) {
        if (const auto complaint = desk_.complaint(signature)) {
            answer(departure, *complaint, random_.between(1, 400));
            return;
        }
    }
    const auto refused = credentials_.refused.find(departure.dispatch.backend.text());
    const std::int64_t version = departure.credential_version;
    const Answer given = providers_.answer(
        departure.dispatch,
        version >= 0,
        refused != credentials_.refused.end() && version == refused->second
    );
    if (given.was_taken && ++taken_[{departure.store, departure.key}] > 1) {
        ++report_.duplicates;
    }
    answer(departure, given.outcome, given.latency);
}

void World::answer(const Departure& departure, const push::Outcome& outcome, UnixMillis latency) {
    at(clock_.now() + latency, [=, this] {
        for (Slot& slot : slots_) {
            if (slot.process && slot.life == departure.process) {
                watch_.answered(departure, outcome);
                slot.process->worker->finished(departure.dispatch.ticket, outcome);
                slot.process->is_awake = true;
            }
        }
    });
}

void World::enqueue(Transaction transaction) {
    // Most commits take milliseconds; some disks are very slow.
    transaction.ready_at =
        clock_.now() +
        (random_.chance(5) ? random_.between(kSecond, 200 * kSecond) : random_.between(0, 20));
    transactions_[transaction.store].push_back(std::move(transaction));
}

void World::commit(std::deque<Transaction>& queue) {
    Transaction transaction = std::move(queue.front());
    queue.pop_front();
    if (!random_.chance(10)) {  // Else the disk is full.
        transaction.work();
    }
    transaction.process->ready.push_back(transaction.waiter);
}

void World::start(Slot& slot) {
    std::vector<std::pair<BackendId, ModelStore*>> backends;
    for (std::size_t i = 0; i < backends_.size(); ++i) {
        backends.emplace_back(backends_[i], &stores_[i]);
    }
    slot.life = ++lives_;
    desk_.restart();
    slot.process = std::make_unique<Process>(
        *this, std::move(backends), credentials_, clock_, random_, plan_.policy
    );
}

void World::kill(Slot& slot) {
    if (!slot.process) {
        return;
    }
    Process& process = *slot.process;
    process.is_alive = false;
    // Its coroutines run to their ends, where they have no effect any more.
    for (auto& [store, queue] : transactions_) {
        for (Transaction& transaction : queue) {
            if (transaction.process == &process) {
                process.ready.push_back(transaction.waiter);
            }
        }
        std::erase_if(queue, [&](const Transaction& t) { return t.process == &process; });
    }
    while (!process.ready.empty()) {
        const auto next = process.ready.front();
        process.ready.pop_front();
        next.resume();
    }
    watch_.crashed(slot.life);
    slot.process.reset();
}

void World::trouble() {
    Slot& slot = slots_[random_.below(slots_.size())];
    if (!slot.process) {
        return;
    }
    if (random_.chance(300)) {
        slot.stalled_until = clock_.now() + random_.between(kSecond, 400 * kSecond);
        return;
    }
    ++report_.crashes;
    kill(slot);
    at(clock_.now() + random_.between(0, 3 * kMinute), [&slot, this] { start(slot); });
}

bool World::step() {
    if (clock_.now() < began_ + kTroubleTime && random_.chance(3)) {
        trouble();
    }
    choices_.clear();
    if (!events_.empty() && events_.top().at <= clock_.now()) {
        choices_.push_back({Choice::What::event, nullptr, nullptr});
    }
    for (auto& [store, queue] : transactions_) {
        if (!queue.empty() && queue.front().ready_at <= clock_.now()) {
            choices_.push_back({Choice::What::commit, &queue, nullptr});
        }
    }
    for (Slot& slot : slots_) {
        if (!may_run(slot)) {
            continue;
        }
        Process& process = *slot.process;
        if (!process.ready.empty()) {
            choices_.push_back({Choice::What::resume, nullptr, &process});
        }
        if (process.is_awake || process.wants_at <= clock_.now()) {
            choices_.push_back({Choice::What::advance, nullptr, &process});
        }
    }
    if (choices_.empty()) {
        return pass_time();
    }
    take(choices_[random_.below(choices_.size())]);
    return true;
}

void World::take(const Choice& choice) {
    switch (choice.what) {
        case Choice::What::event: {
            const auto happen = events_.top().happen;
            events_.pop();
            happen();
            break;
        }
        case Choice::What::commit:
            commit(*choice.queue);
            break;
        case Choice::What::resume: {
            const auto next = choice.process->ready.front();
            choice.process->ready.pop_front();
            choice.process->is_awake = true;
            next.resume();
            break;
        }
        case Choice::What::advance:
            choice.process->is_awake = false;
            choice.process->wants_at = choice.process->worker->advance();
            break;
    }
}

bool World::pass_time() {
    UnixMillis next = std::numeric_limits<UnixMillis>::max();
    if (!events_.empty()) {
        next = events_.top().at;
    }
    for (const auto& [store, queue] : transactions_) {
        if (!queue.empty()) {
            next = std::min(next, queue.front().ready_at);
        }
    }
    for (const Slot& slot : slots_) {
        if (slot.process) {
            next = std::min(next, std::max(slot.process->wants_at, slot.stalled_until));
        }
    }
    clock_.millis = std::max(next, clock_.millis);
    return next != std::numeric_limits<UnixMillis>::max();
}

bool World::is_over() const {
    return events_.empty() &&
           std::all_of(stores_.begin(), stores_.end(), [](const ModelStore& store) {
               return store.unfinished() == 0 &&
                      std::all_of(store.pushes.begin(), store.pushes.end(), [](const auto& entry) {
                          return entry.second.state == push::PushState::finish ||
                                 entry.second.state == push::PushState::cancel;
                      });
           });
}

Report World::run() {
    populate();
    for (Slot& slot : slots_) {
        start(slot);
    }
    std::uint64_t steps = 0;
    while (watch_.breach().empty() && !is_over() && clock_.now() < began_ + kTimeMax) {
        if (++steps > kStepsMax) {
            watch_.fail("it does not come to rest", {});
        }
        if (!step()) {
            break;
        }
    }
    for (const ModelStore& store : stores_) {
        watch_.ended(store);
    }
    report_.breach = watch_.breach();
    report_.steps = steps;
    return report_;
}

Report simulate(const Plan& plan) {
    World world(plan);
    return world.run();
}

}  // namespace hako::sim
