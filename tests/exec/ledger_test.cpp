#include "exec/ledger.h"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace imgbatch;
using namespace std::chrono_literals;

namespace {

Parcel parcel(std::initializer_list<std::uint64_t> indexes) {
    Parcel result;
    for (const auto index : indexes) {
        result.attempts.push_back({Task{index, 1, ""}, 0});
    }
    return result;
}

DoneMessage done(std::uint64_t batch, std::uint64_t index) {
    DoneMessage message;
    message.batch = batch;
    message.result.index = index;
    return message;
}

/// Batch 1 with tasks 10 and 11, batch 2 with task 20.
Ledger two_parcels() {
    Ledger ledger;
    ledger.hand(parcel({10, 11}), 1);
    ledger.hand(parcel({20}), 2);
    return ledger;
}

} // namespace

TEST_CASE("a worker that keeps to its turn gets through") {
    Ledger ledger = two_parcels();
    CHECK(ledger.fresh());
    CHECK(ledger.depth() == 2);
    for (const auto& [batch, index] :
         {std::pair<std::uint64_t, std::uint64_t>{1, 10}, {1, 11}, {2, 20}}) {
        CHECK(ledger.running() == nullptr);
        const auto begun = ledger.apply(BeginMessage{batch, index});
        REQUIRE(begun.has_value());
        CHECK_FALSE(begun->has_value());
        REQUIRE(ledger.running() != nullptr);
        CHECK(ledger.running()->task.index == index);
        auto result = ledger.apply(done(batch, index));
        REQUIRE(result.has_value());
        REQUIRE(result->has_value());
        CHECK((*result)->index == index);
        CHECK((*result)->attempts == 1);
    }
    CHECK(ledger.depth() == 0);
    CHECK_FALSE(ledger.fresh());
}

TEST_CASE("what is said out of turn is refused") {
    Ledger ledger = two_parcels();
    CHECK_FALSE(ledger.apply(done(1, 10)).has_value());
    CHECK_FALSE(ledger.apply(TimeMessage{1, 10, 1ms}).has_value());
    CHECK_FALSE(ledger.apply(BeginMessage{1, 11}).has_value());
    CHECK_FALSE(ledger.apply(BeginMessage{2, 20}).has_value());
    CHECK_FALSE(ledger.apply(BeginMessage{2, 10}).has_value());
    CHECK_FALSE(ledger.apply(BatchMessage{1, {}}).has_value());
    REQUIRE(ledger.apply(BeginMessage{1, 10}).has_value());
    CHECK_FALSE(ledger.apply(BeginMessage{1, 10}).has_value());
    CHECK_FALSE(ledger.apply(BeginMessage{1, 11}).has_value());
    CHECK_FALSE(ledger.apply(done(1, 11)).has_value());
    CHECK_FALSE(ledger.apply(done(2, 10)).has_value());
    CHECK_FALSE(ledger.apply(TimeMessage{1, 11, 1ms}).has_value());
    REQUIRE(ledger.apply(done(1, 10)).has_value());
    CHECK_FALSE(ledger.apply(done(1, 10)).has_value());

    Ledger empty;
    CHECK_FALSE(empty.apply(BeginMessage{0, 0}).has_value());
    CHECK_FALSE(empty.apply(done(0, 0)).has_value());
}

TEST_CASE("time that a task asked for is its own only") {
    Ledger ledger = two_parcels();
    REQUIRE(ledger.apply(BeginMessage{1, 10}).has_value());
    CHECK_FALSE(ledger.allowed_time().has_value());
    REQUIRE(ledger.apply(TimeMessage{1, 10, 70ms}).has_value());
    CHECK(ledger.allowed_time() == 70ms);
    REQUIRE(ledger.apply(done(1, 10)).has_value());
    REQUIRE(ledger.apply(BeginMessage{1, 11}).has_value());
    CHECK_FALSE(ledger.allowed_time().has_value());
}

TEST_CASE("what is unfinished comes back in order, the running task first, with its starts") {
    Ledger ledger = two_parcels();
    REQUIRE(ledger.apply(BeginMessage{1, 10}).has_value());
    REQUIRE(ledger.apply(done(1, 10)).has_value());
    REQUIRE(ledger.apply(BeginMessage{1, 11}).has_value());
    const auto unfinished = ledger.take_unfinished();
    REQUIRE(unfinished.size() == 2);
    REQUIRE(unfinished[0].attempts.size() == 1);
    CHECK(unfinished[0].attempts[0].task.index == 11);
    CHECK(unfinished[0].attempts[0].starts == 1);
    CHECK(unfinished[1].attempts[0].task.index == 20);
    CHECK(unfinished[1].attempts[0].starts == 0);
    CHECK(ledger.depth() == 0);
    CHECK(ledger.running() == nullptr);
}

TEST_CASE("a task that was begun before counts on") {
    Ledger ledger;
    Parcel again;
    again.attempts.push_back({Task{5, 1, ""}, 1});
    again.alone = true;
    ledger.hand(std::move(again), 9);
    CHECK(ledger.has_suspect());
    REQUIRE(ledger.apply(BeginMessage{9, 5}).has_value());
    auto result = ledger.apply(done(9, 5));
    REQUIRE(result.has_value());
    CHECK((*result)->attempts == 2);
    CHECK_FALSE(ledger.has_suspect());
}
