#include "measure/spread_sample.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace imgbatch;

namespace {

std::vector<ImageTask> tasks_of(const std::vector<std::uint64_t>& sizes) {
    std::vector<ImageTask> tasks;
    for (const std::uint64_t size : sizes) {
        ImageTask task;
        task.index = tasks.size();
        task.input_bytes = size;
        tasks.push_back(task);
    }
    return tasks;
}

std::vector<std::uint64_t> sizes_of(const std::vector<ImageTask>& tasks) {
    std::vector<std::uint64_t> sizes;
    for (const ImageTask& task : tasks) {
        sizes.push_back(task.input_bytes);
    }
    return sizes;
}

} // namespace

TEST_CASE("a sample has small, middle and large images, in the order in which they came") {
    const auto tasks = tasks_of({90, 10, 50, 20, 80, 30, 70, 40, 60});
    // The middles of the three thirds of 10 … 90.
    CHECK(sizes_of(spread_sample(tasks, 3)) == std::vector<std::uint64_t>{50, 20, 80});
}

TEST_CASE("a sample of all, or of more than there are, is all") {
    const auto tasks = tasks_of({3, 1, 2});
    CHECK(sizes_of(spread_sample(tasks, 3)) == std::vector<std::uint64_t>{3, 1, 2});
    CHECK(spread_sample(tasks, 100).size() == 3);
    CHECK(spread_sample({}, 5).empty());
}

TEST_CASE("a sample never has an image twice, is as large as asked for, and always the same") {
    std::vector<std::uint64_t> sizes;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        sizes.push_back(i * 7919 % 13); // many are equal
    }
    const auto tasks = tasks_of(sizes);
    for (const std::size_t count : {1U, 2U, 37U, 500U, 999U}) {
        const auto sample = spread_sample(tasks, count);
        REQUIRE(sample.size() == count);
        for (std::size_t i = 1; i < count; ++i) {
            CHECK(sample[i - 1].index < sample[i].index);
        }
        const auto again = spread_sample(tasks, count);
        CHECK(std::equal(sample.begin(), sample.end(), again.begin(),
                         [](const auto& a, const auto& b) { return a.index == b.index; }));
    }
}
