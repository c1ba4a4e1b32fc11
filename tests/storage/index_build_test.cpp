// SPDX-License-Identifier: Apache-2.0
// An index over many items is built beside the writes of others, and after a crash to its end.
// 100,000 items; 1,000,000 with HAKO_TEST_LONG.

#include "tests/contract/steps.hpp"
#include "tests/monaql/choice.hpp"
#include "tests/storage/open_storage.hpp"
#include "tests/storage/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace hako::sqlite {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::IsEmpty;

bool is_long() {
    return std::getenv("HAKO_TEST_LONG") != nullptr;  // NOLINT(concurrency-mt-unsafe)
}

std::size_t items_wanted() {
    return is_long() ? 1'000'000 : 100'000;
}

/// Items of some 120 bytes: a property with many values, one with few, and a text.
std::vector<items::NewItem> some_items(std::size_t count, std::uint64_t seed) {
    monaql::corpus::Choice choice(seed);
    std::vector<items::NewItem> items;
    for (std::size_t i = 0; i < count; ++i) {
        items.push_back(
            {std::nullopt,
             "{}",
             R"({"many":)" + std::to_string(choice.below(1'000'000)) + R"(,"few":)" +
                 std::to_string(choice.below(5)) + R"(,"text":")" + std::string(80, 'x') + "\"}"}
        );
    }
    return items;
}

void fill(BackendStorage& data, std::size_t count) {
    constexpr std::size_t kAtOnce = 10'000;
    check(steps::create(data, "C").has_value(), "prepare");
    for (std::size_t done = 0; done < count; done += kAtOnce) {
        check(steps::insert_all(data, "C", some_items(kAtOnce, done)).has_value(), "prepare");
    }
}

bool is_ready(BackendStorage& data) {
    const auto indexes = steps::find_collection(data, "C")->indexes;
    return std::all_of(indexes.begin(), indexes.end(), [](const auto& index) {
        return index.state == collections::IndexState::ready;
    });
}

struct Waits {
    std::vector<milliseconds::rep> micros;

    [[nodiscard]] double millis_at(double share) const {
        auto sorted = micros;
        std::sort(sorted.begin(), sorted.end());
        const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
        return static_cast<double>(sorted[at]) / 1'000.0;
    }
};

/// Writes one item after the other as long as `goes_on`, and notes how long each took.
template <class GoesOn>
Waits write_while(BackendStorage& data, GoesOn goes_on) {
    Waits waits;
    while (goes_on()) {
        const auto begun = steady_clock::now();
        check(steps::insert(data, "C", R"({"many":1,"few":9})").has_value(), "a write");
        waits.micros.push_back(
            std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begun)
                .count()
        );
    }
    return waits;
}

void print(const char* what, const Waits& waits) {
    std::printf(
        "    %s: %zu writes, median %.2f ms, 99 %% %.2f ms, longest %.2f ms\n",
        what,
        waits.micros.size(),
        waits.millis_at(0.5),
        waits.millis_at(0.99),
        waits.millis_at(1)
    );
}

/// How long the pieces held the writer, as the metrics page has it.
void print_pieces(Metrics& metrics) {
    const std::string page = metrics.page();
    for (std::size_t at = page.find("hako_upkeep_piece_seconds_"); at != std::string::npos;
         at = page.find("hako_upkeep_piece_seconds_", at + 1)) {
        const std::string line = page.substr(at, page.find('\n', at) - at);
        if (line.find("le=\"0.0") != std::string::npos || line.find("+Inf") != std::string::npos) {
            std::printf("    %s\n", line.c_str());
        }
    }
}

TEST(IndexBuild, does_not_keep_the_writes_of_others_waiting) {
    const TestFolder folder;
    OpenStorage storage(folder.path());
    auto& data = storage.data();
    fill(data, items_wanted());
    int before_count = 0;
    const Waits before = write_while(data, [&] { return ++before_count <= 300; });
    print("alone", before);

    ASSERT_TRUE(steps::create_index(data, "C", {"many"}).has_value());
    ASSERT_TRUE(steps::create_index(data, "C", {"few", "_createdAt"}).has_value());
    const auto begun = steady_clock::now();
    const Waits during = write_while(data, [&] { return !is_ready(data); });
    const auto took = steady_clock::now() - begun;
    print("beside two builds", during);
    std::printf(
        "    two indexes over %zu items in %.1f s\n",
        items_wanted(),
        std::chrono::duration<double>(took).count()
    );
    print_pieces(storage.metrics());
    // Many pieces, between which others wrote: not one long one.
    EXPECT_GT(during.micros.size(), 20U);
    EXPECT_LT(during.millis_at(0.5), before.millis_at(0.5) + 50);
    if (is_long()) {
        EXPECT_LT(during.millis_at(0.99), before.millis_at(0.99) + 50);
    }
    const auto few = steps::list(data, "C", steps::where("few == 9"));
    EXPECT_EQ(few->total, static_cast<std::int64_t>(before.micros.size() + during.micros.size()));
    EXPECT_THAT(problems_of(storage.file()), IsEmpty());
}

TEST(IndexBuild, gives_back_an_index_and_its_collection_beside_the_writes_of_others) {
    const TestFolder folder;
    OpenStorage storage(folder.path());
    auto& data = storage.data();
    fill(data, items_wanted());
    ASSERT_TRUE(steps::create_index(data, "C", {"few", "many"}).has_value());
    ASSERT_TRUE(steps::wait_for_indexes(data, "C"));
    const auto full = used_bytes(storage.file());
    ASSERT_TRUE(steps::drop(data, "C").has_value());
    ASSERT_TRUE(steps::create(data, "C").has_value());
    const auto begun = steady_clock::now();
    const Waits waits = write_while(data, [&] {
        return used_bytes(storage.file()) > full / 10 &&
               steady_clock::now() - begun < std::chrono::minutes(5);
    });
    print("beside a removal", waits);
    EXPECT_LT(used_bytes(storage.file()), full / 5);
    EXPECT_GT(waits.micros.size(), 20U);
    EXPECT_THAT(problems_of(storage.file()), IsEmpty());
}

/// In a process of its own: starts to build, and is killed by its parent.
[[noreturn]] void build_until_killed(const std::string& folder) {
    {
        OpenStorage storage(folder);
        // The kill may have come between the two.
        const auto made = steps::find_collection(storage.data(), "C")->indexes.size();
        if (made < 1) {
            check(steps::create_index(storage.data(), "C", {"many"}).has_value(), "an index");
        }
        if (made < 2) {
            check(steps::create_index(storage.data(), "C", {"few", "text"}).has_value(), "two");
        }
        while (true) {
            check(steps::insert(storage.data(), "C", R"({"few":9})").has_value(), "a write");
        }
    }
}

TEST(IndexBuild, goes_on_after_the_process_was_killed) {
    const TestFolder folder;
    {
        OpenStorage storage(folder.path());
        fill(storage.data(), items_wanted() / 5);
    }
    for (int kill_after = 30; kill_after < 200; kill_after += 40) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            build_until_killed(folder.path());
        }
        std::this_thread::sleep_for(milliseconds(kill_after));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
        EXPECT_THAT(problems_of(OpenStorage::file(folder.path())), IsEmpty());
    }
    OpenStorage storage(folder.path());
    ASSERT_TRUE(steps::wait_for_indexes(storage.data(), "C"));
    EXPECT_EQ(steps::find_collection(storage.data(), "C")->indexes.size(), 2U);
    EXPECT_THAT(problems_of(storage.file()), IsEmpty());
}

}  // namespace
}  // namespace hako::sqlite
