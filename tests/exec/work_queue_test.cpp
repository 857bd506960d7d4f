#include "exec/work_queue.h"
#include "wire/message.h"

#include <doctest/doctest.h>

#include <vector>

using namespace imgbatch;

namespace {

Batch batch(std::initializer_list<std::uint64_t> indexes, std::size_t bytes = 0) {
    Batch result;
    for (const auto index : indexes) {
        result.tasks.push_back(Task{index, 1, std::string(bytes, 'x')});
    }
    return result;
}

std::vector<std::uint64_t> indexes(const Parcel& parcel) {
    std::vector<std::uint64_t> result;
    for (const Attempt& attempt : parcel.attempts) {
        result.push_back(attempt.task.index);
    }
    return result;
}

} // namespace

TEST_CASE("batches come back as they went in, first in first out") {
    WorkQueue queue;
    CHECK(queue.add(batch({1, 2, 3})).empty());
    CHECK(queue.add(batch({4})).empty());
    CHECK(indexes(*queue.take(true)) == std::vector<std::uint64_t>{1, 2, 3});
    CHECK(indexes(*queue.take(true)) == std::vector<std::uint64_t>{4});
    CHECK_FALSE(queue.take(true).has_value());
    CHECK(queue.empty());
}

TEST_CASE("an empty batch is nothing") {
    WorkQueue queue;
    CHECK(queue.add(Batch{}).empty());
    CHECK(queue.empty());
}

TEST_CASE("large payloads are cut into parcels that fit a frame") {
    WorkQueue queue;
    CHECK(queue.add(batch({1, 2, 3, 4, 5}, 400'000)).empty());
    CHECK(indexes(*queue.take(false)) == std::vector<std::uint64_t>{1, 2});
    CHECK(indexes(*queue.take(false)) == std::vector<std::uint64_t>{3, 4});
    CHECK(indexes(*queue.take(false)) == std::vector<std::uint64_t>{5});
}

TEST_CASE("a great many empty tasks are cut too") {
    WorkQueue queue;
    Batch many;
    many.tasks.resize(100'000);
    CHECK(queue.add(std::move(many)).empty());
    std::size_t tasks = 0;
    while (const auto parcel = queue.take(false)) {
        CHECK(parcel->attempts.size() <= 40'000);
        tasks += parcel->attempts.size();
    }
    CHECK(tasks == 100'000);
}

TEST_CASE("a task that fits no frame is refused by name and the others go on") {
    WorkQueue queue;
    Batch mixed = batch({1, 2, 3});
    mixed.tasks[1].payload.resize(max_wire_payload + 1);
    const auto refused = queue.add(std::move(mixed));
    REQUIRE(refused.size() == 1);
    CHECK(refused[0].index == 2);
    CHECK(refused[0].ending == OutcomeClass::memory);
    CHECK_FALSE(refused[0].message.empty());
    CHECK(indexes(*queue.take(true)) == std::vector<std::uint64_t>{1, 3});
}

TEST_CASE("what a lost worker left goes to the front in its order, without empty parcels") {
    WorkQueue queue;
    queue.add(batch({7}));
    std::deque<Parcel> left(3);
    left[1].attempts.push_back({Task{5, 1, ""}, 0});
    left[2].attempts.push_back({Task{6, 1, ""}, 0});
    queue.put_back(std::move(left));
    CHECK(indexes(*queue.take(false)) == std::vector<std::uint64_t>{5});
    CHECK(indexes(*queue.take(false)) == std::vector<std::uint64_t>{6});
    CHECK(indexes(*queue.take(false)) == std::vector<std::uint64_t>{7});
}

TEST_CASE("suspects come first, each alone, but only to those who may have them") {
    WorkQueue queue;
    queue.add(batch({1}));
    queue.add_suspect({Task{8, 1, ""}, 1});
    queue.add_suspect({Task{9, 1, ""}, 1});
    CHECK(indexes(*queue.take(false)) == std::vector<std::uint64_t>{1});
    CHECK_FALSE(queue.has_ordinary());
    CHECK_FALSE(queue.take(false).has_value());
    const auto suspect = queue.take(true);
    CHECK(suspect->alone);
    CHECK(indexes(*suspect) == std::vector<std::uint64_t>{8});
    std::deque<Parcel> left;
    left.push_back(*suspect);
    queue.put_back(std::move(left));
    CHECK(indexes(*queue.take(true)) == std::vector<std::uint64_t>{8});
    CHECK(queue.take_all().size() == 1);
    CHECK(queue.empty());
}
