// SPDX-License-Identifier: Apache-2.0
#include "base/this_thread.hpp"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace hako {
namespace {

/// The shortest turn that the kernel takes.
constexpr std::uint64_t kShortTurnNanos = 100'000;

constexpr int kLongReadNiceness = 5;
constexpr int kDeliveryNiceness = 10;

id_t this_thread() {
    return static_cast<id_t>(syscall(SYS_gettid));
}

/// Nicer than the program was started, by so much.
void be_nicer(int by) {
    const id_t thread = this_thread();
    static_cast<void>(setpriority(PRIO_PROCESS, thread, getpriority(PRIO_PROCESS, thread) + by));
}

void take_short_turns() {
    sched_attr wanted{};
    wanted.size = sizeof(wanted);
    wanted.sched_policy = SCHED_NORMAL;
    wanted.sched_nice = getpriority(PRIO_PROCESS, this_thread());
    wanted.sched_runtime = kShortTurnNanos;
    static_cast<void>(syscall(SYS_sched_setattr, 0, &wanted, 0));
}

}  // namespace

void set_up_this_thread(const char* name, Share share) {
    static_cast<void>(prctl(PR_SET_NAME, name));
    switch (share) {
        case Share::prompt:
            take_short_turns();
            return;
        case Share::even:
            return;
        case Share::long_read:
            be_nicer(kLongReadNiceness);
            return;
        case Share::delivery:
            be_nicer(kDeliveryNiceness);
            return;
    }
}

}  // namespace hako
