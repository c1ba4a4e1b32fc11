// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/sim/simulation.hpp"
#include "tests/sim/token_desk.hpp"
#include "tests/sim/watch.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <utility>
#include <vector>

namespace hako::sim {

inline constexpr UnixMillis kSecond = 1'000;
inline constexpr UnixMillis kMinute = 60 * kSecond;
inline constexpr UnixMillis kHour = 60 * kMinute;

struct Event {
    UnixMillis at = 0;
    std::uint64_t number = 0;
    std::function<void()> happen;

    bool operator>(const Event& other) const {
        return std::pair(at, number) > std::pair(other.at, other.number);
    }
};

struct Slot {
    std::unique_ptr<Process> process;
    std::uint64_t life = 0;  ///< numbers the processes, over all restarts
    UnixMillis stalled_until = 0;
};

/// One of the things that can happen now.
struct Choice {
    enum class What : std::uint8_t { event, commit, resume, advance };

    What what = What::event;
    std::deque<Transaction>* queue = nullptr;
    Process* process = nullptr;
};

class World final : public Surroundings {
public:
    explicit World(const Plan& plan) : plan_(plan), random_(plan.seed) {}

    ~World() override {
        for (Slot& slot : slots_) {
            kill(slot);
        }
    }

    World(const World&) = delete;
    World& operator=(const World&) = delete;

    Report run();

    void sent(Process& process, const push::Dispatch& dispatch) override;

    void recorded(
        Process& process,
        ModelStore& store,
        std::span<const push::DeliveryRecord> records
    ) override {
        watch_.recorded(slot_of(process).life, store, records);
    }

    void enqueue(Transaction transaction) override;

private:
    void populate();
    void add_device(std::size_t backend, std::int64_t id);
    void change_device(std::size_t backend, std::int64_t id);
    void add_push(std::size_t backend, std::int64_t id);
    void change_credentials(std::size_t backend);
    void at(UnixMillis when, std::function<void()> happen);
    void arrive(const Departure& departure, const TokenDesk::Signature& signature);
    void answer(const Departure& departure, const push::Outcome& outcome, UnixMillis latency);

    bool step();
    bool pass_time();
    void commit(std::deque<Transaction>& queue);
    void kill(Slot& slot);
    void start(Slot& slot);
    void trouble();
    void take(const Choice& choice);

    [[nodiscard]] bool may_run(const Slot& slot) const {
        return slot.process && clock_.millis >= slot.stalled_until;
    }

    [[nodiscard]] bool is_over() const;
    Slot& slot_of(const Process& process);

    const Plan& plan_;
    SimClock clock_;
    SimRandom random_;
    const UnixMillis began_ = clock_.millis;
    Providers providers_{random_};
    TokenDesk desk_{clock_, random_, plan_.flaw};
    ModelCredentials credentials_;
    Watch watch_{providers_, clock_};
    std::vector<BackendId> backends_;
    std::deque<ModelStore> stores_;
    std::map<const ModelStore*, std::deque<Transaction>> transactions_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::uint64_t events_made_ = 0;
    std::vector<Slot> slots_{2};
    std::uint64_t lives_ = 0;
    std::size_t tokens_made_ = 0;
    std::int64_t version_ = 0;
    std::map<std::pair<const ModelStore*, push::DeliveryKey>, int> taken_;
    std::vector<Choice> choices_;
    Report report_;
};

}  // namespace hako::sim
