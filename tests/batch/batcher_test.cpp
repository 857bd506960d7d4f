#include "batch/batcher.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace imgbatch;

namespace {

Task task(std::uint64_t index, std::uint64_t cost) {
    return Task{index, cost, std::to_string(index)};
}

Batcher filled(const std::vector<std::uint64_t>& costs, BatchLimits limits, unsigned lanes) {
    Batcher batcher(limits, lanes);
    for (std::size_t i = 0; i < costs.size(); ++i) {
        batcher.add(task(i, costs[i]));
    }
    batcher.close();
    return batcher;
}

std::vector<std::size_t> sizes(Batcher& batcher) {
    std::vector<std::size_t> result;
    while (auto batch = batcher.take()) {
        result.push_back(batch->tasks.size());
    }
    return result;
}

std::vector<std::uint64_t> order(Batcher& batcher) {
    std::vector<std::uint64_t> result;
    while (auto batch = batcher.take()) {
        for (const Task& each : batch->tasks) {
            result.push_back(each.index);
        }
    }
    return result;
}

} // namespace

TEST_CASE("an empty batcher gives nothing, open or closed") {
    Batcher batcher({}, 2);
    CHECK(batcher.empty());
    CHECK_FALSE(batcher.take().has_value());
    batcher.close();
    CHECK_FALSE(batcher.take().has_value());
}

TEST_CASE("the costliest task leaves first and equals leave in the order of their index") {
    auto batcher = filled({5, 9, 5, 1, 9, 5}, {}, 2);
    CHECK(order(batcher) == std::vector<std::uint64_t>{1, 4, 0, 2, 5, 3});
}

TEST_CASE("every task leaves exactly once, with its payload, whatever the costs") {
    std::mt19937 random(7);
    std::vector<std::uint64_t> costs(5000);
    for (auto& cost : costs) {
        cost = random() % 100 == 0 ? random() : random() % 1000;
    }
    auto batcher = filled(costs, {}, 3);
    std::set<std::uint64_t> seen;
    while (auto batch = batcher.take()) {
        CHECK_FALSE(batch->tasks.empty());
        for (const Task& each : batch->tasks) {
            CHECK(each.payload == std::to_string(each.index));
            CHECK(each.cost == costs[each.index]);
            seen.insert(each.index);
        }
    }
    CHECK(seen.size() == costs.size());
    CHECK(batcher.waiting_cost() == 0);
    CHECK(batcher.waiting() == 0);
}

TEST_CASE("batches stay below their share of what waits and shrink towards the end") {
    auto batcher = filled(std::vector<std::uint64_t>(1000, 1), {}, 2);
    std::uint64_t waiting = batcher.waiting_cost();
    CHECK(waiting == 1000);
    std::size_t last = 64;
    while (auto batch = batcher.take()) {
        const auto size = batch->tasks.size();
        CHECK(size == std::clamp<std::uint64_t>(waiting / 8, 1, 64));
        CHECK(size <= last);
        last = size;
        waiting -= size;
        CHECK(batcher.waiting_cost() == waiting);
    }
    CHECK(last == 1);
}

TEST_CASE("a task that costs more than the share travels alone") {
    auto batcher = filled({1000, 1, 1, 1, 1, 1, 1, 1, 1}, {}, 1);
    const auto first = batcher.take();
    REQUIRE(first.has_value());
    CHECK(first->tasks.size() == 1);
    CHECK(first->tasks[0].cost == 1000);
}

TEST_CASE("no batch grows beyond the most work that one may hold") {
    BatchLimits limits;
    limits.max_cost = 100;
    auto batcher = filled(std::vector<std::uint64_t>(1000, 30), limits, 2);
    const auto batches = sizes(batcher);
    CHECK(*std::max_element(batches.begin(), batches.end()) == 3);
    CHECK(std::accumulate(batches.begin(), batches.end(), std::size_t{0}) == 1000);
}

TEST_CASE("more lanes make smaller batches") {
    const std::vector<std::uint64_t> costs(800, 1);
    auto two = filled(costs, {.max_tasks = 1000, .fixed_tasks = {}}, 2);
    auto twenty = filled(costs, {.max_tasks = 1000, .fixed_tasks = {}}, 20);
    CHECK(two.take()->tasks.size() == 100);
    CHECK(twenty.take()->tasks.size() == 10);
}

TEST_CASE("fixed batches hold exactly as many as asked, and the last one the rest") {
    auto batcher = filled(std::vector<std::uint64_t>(10, 3), {.max_tasks = 2, .fixed_tasks = 4}, 2);
    CHECK(sizes(batcher) == std::vector<std::size_t>{4, 4, 2});
}

TEST_CASE("a short fixed batch waits until nothing more is added") {
    Batcher batcher({.max_tasks = 64, .fixed_tasks = 3}, 1);
    batcher.add(task(0, 1));
    batcher.add(task(1, 1));
    CHECK_FALSE(batcher.take().has_value());
    batcher.add(task(2, 1));
    CHECK(batcher.take()->tasks.size() == 3);
    batcher.add(task(3, 1));
    CHECK_FALSE(batcher.take().has_value());
    CHECK_FALSE(batcher.empty());
    batcher.close();
    CHECK(batcher.take()->tasks.size() == 1);
}

TEST_CASE("a guided batch leaves while more is still being added, and late giants go first") {
    Batcher batcher({}, 1);
    batcher.add(task(0, 1));
    batcher.add(task(1, 1));
    CHECK(batcher.take()->tasks.at(0).index == 0);
    batcher.add(task(2, 50));
    CHECK(batcher.take()->tasks.at(0).index == 2);
    CHECK(batcher.take()->tasks.at(0).index == 1);
}

TEST_CASE("zeros and absurd costs neither divide by zero nor overflow") {
    Batcher batcher({.max_tasks = 0, .fixed_tasks = {}}, 0);
    for (std::uint64_t i = 0; i < 100; ++i) {
        batcher.add(task(i, i % 2 == 0 ? 0 : std::numeric_limits<std::uint64_t>::max()));
    }
    CHECK(batcher.waiting_cost() == 50 + 50 * (1ULL << 40));
    CHECK(sizes(batcher) == std::vector<std::size_t>(100, 1));

    auto fixed = filled({1, 2, 3}, {.max_tasks = 64, .fixed_tasks = 0}, 2);
    CHECK(sizes(fixed) == std::vector<std::size_t>{1, 1, 1});
}

TEST_CASE("half a million waiting tasks are handed out in order of cost") {
    Batcher batcher({}, 2);
    for (std::uint64_t i = 0; i < 500'000; ++i) {
        batcher.add(Task{i, (i * 2'654'435'761U) % 1'000'003, {}});
    }
    batcher.close();
    std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
    std::size_t count = 0;
    bool falling = true;
    while (auto batch = batcher.take()) {
        for (const Task& each : batch->tasks) {
            falling = falling && std::max<std::uint64_t>(each.cost, 1) <= last;
            last = std::max<std::uint64_t>(each.cost, 1);
            ++count;
        }
    }
    CHECK(falling);
    CHECK(count == 500'000);
}
