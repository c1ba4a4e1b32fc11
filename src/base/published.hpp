// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

namespace hako {

/// An immutable value that many threads read and few replace (read, copy, update).
///
/// A reader takes a share of the value and keeps it as long as it likes; it waits for no other
/// reader. Each thread copies from its own slot, whose flag is contended only while a replacement
/// is put in (libstdc++ 12's std::atomic<std::shared_ptr> has one flag for all, and unlocks it
/// without release).
template <class T>
class Published {
public:
    explicit Published(const std::shared_ptr<const T>& value) {
        replace(value);
    }

    [[nodiscard]] std::shared_ptr<const T> get() const {
        const std::size_t own = std::hash<std::thread::id>()(std::this_thread::get_id());
        return slots_[own % kSlots].copy();
    }

    /// Every get() that starts after this returned gives `value`. One call at a time.
    void replace(const std::shared_ptr<const T>& value) {
        for (Slot& slot : slots_) {
            slot.put(value);
        }
    }

private:
    static constexpr std::size_t kSlots = 16;
    static constexpr std::size_t kCacheLineBytes = 64;

    class alignas(kCacheLineBytes) Slot {
    public:
        std::shared_ptr<const T> copy() const {
            lock();
            auto value = value_;
            unlock();
            return value;
        }

        void put(std::shared_ptr<const T> value) {
            lock();
            value_.swap(value);
            unlock();
            // The old value dies here, outside of the lock.
        }

    private:
        void lock() const {
            while (taken_.test_and_set(std::memory_order_acquire)) {
                std::this_thread::yield();
            }
        }

        void unlock() const {
            taken_.clear(std::memory_order_release);
        }

        mutable std::atomic_flag taken_;
        std::shared_ptr<const T> value_;
    };

    std::array<Slot, kSlots> slots_;
};

}  // namespace hako
