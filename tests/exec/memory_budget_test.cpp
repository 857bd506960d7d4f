#include "exec/memory_budget.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

using namespace imgbatch;

namespace {

/// All grants that are due.
std::vector<std::uint64_t> granted(MemoryBudget& budget) {
    std::vector<std::uint64_t> tasks;
    while (const auto task = budget.grant_next()) {
        tasks.push_back(*task);
    }
    return tasks;
}

using Tasks = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("without a limit everything is granted, however much it is") {
    MemoryBudget budget(0);
    for (std::uint64_t task = 0; task < 5; ++task) {
        budget.ask(task, ~std::uint64_t{0});
    }
    CHECK(granted(budget) == Tasks{0, 1, 2, 3, 4});
}

TEST_CASE("what fits is granted at once, and what was granted fits exactly") {
    MemoryBudget budget(100);
    budget.ask(1, 60);
    budget.ask(2, 40);
    budget.ask(3, 1);
    CHECK(granted(budget) == Tasks{1, 2});
    CHECK(budget.granted() == 100);
    CHECK(budget.holds(2));
    CHECK(budget.waits(3));
    budget.release(2);
    CHECK(granted(budget) == Tasks{3});
    CHECK(budget.granted() == 61);
}

TEST_CASE("who needs more than there is runs while nobody else has any") {
    MemoryBudget budget(100);
    budget.ask(1, 10);
    budget.ask(2, 1'000'000);
    budget.ask(3, 10);
    CHECK(granted(budget) == Tasks{1});
    budget.release(1);
    CHECK(granted(budget) == Tasks{2});
    CHECK(budget.granted() == 100);
    budget.release(2);
    CHECK(granted(budget) == Tasks{3});
}

TEST_CASE("nobody is overtaken, so a large need is not put off for ever") {
    MemoryBudget budget(100);
    budget.ask(0, 60);
    budget.ask(1, 100);
    CHECK(granted(budget) == Tasks{0});
    for (std::uint64_t small = 2; small < 50; ++small) {
        budget.ask(small, 10);
        CHECK(granted(budget).empty());
    }
    budget.release(0);
    CHECK(granted(budget) == Tasks{1});
    budget.release(1);
    CHECK(granted(budget).size() == 10);
}

TEST_CASE("who ends while it waits leaves the line") {
    MemoryBudget budget(100);
    budget.ask(1, 60);
    budget.ask(2, 60);
    budget.ask(3, 40);
    CHECK(granted(budget) == Tasks{1});
    budget.release(2);
    CHECK_FALSE(budget.waits(2));
    CHECK(granted(budget) == Tasks{3});
    budget.release(17); // never asked
    CHECK(budget.granted() == 100);
}

TEST_CASE(
    "in any order of asking and ending the sum stays within the limit and all get their turn") {
    std::mt19937 random(5);
    MemoryBudget budget(1000);
    std::map<std::uint64_t, std::uint64_t> held;
    std::vector<std::uint64_t> asked;
    std::vector<std::uint64_t> got;
    std::map<std::uint64_t, std::uint64_t> wish;
    for (std::uint64_t task = 0; task < 5000; ++task) {
        wish[task] = random() % 1500;
        asked.push_back(task);
        budget.ask(task, wish[task]);
        while (true) {
            for (const auto each : granted(budget)) {
                held[each] = std::min<std::uint64_t>(wish[each], 1000);
                got.push_back(each);
            }
            std::uint64_t sum = 0;
            for (const auto& [index, bytes] : held) {
                sum += bytes;
            }
            CHECK(sum <= 1000);
            CHECK(sum == budget.granted());
            // At times everyone is kept waiting for long.
            if (held.empty() || random() % 4 == 0) {
                break;
            }
            const auto victim = std::next(held.begin(), static_cast<long>(random() % held.size()));
            budget.release(victim->first);
            held.erase(victim);
        }
    }
    while (!held.empty()) {
        budget.release(held.begin()->first);
        held.erase(held.begin());
        for (const auto each : granted(budget)) {
            held[each] = wish[each];
            got.push_back(each);
        }
    }
    CHECK(got == asked);
}
