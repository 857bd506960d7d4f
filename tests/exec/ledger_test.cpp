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
        CHECK((*result)->result.index == index);
        CHECK((*result)->task.index == index);
        CHECK((*result)->result.attempts == 1);
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
    CHECK((*result)->result.attempts == 2);
    CHECK_FALSE(ledger.has_suspect());
}

TEST_CASE("a running task may ask for memory once and for files once, and waits for the answer") {
    Ledger ledger = two_parcels();
    CHECK_FALSE(ledger.apply(NeedMessage{1, 10, 5}).has_value());
    CHECK_FALSE(ledger.apply(FetchMessage{1, 10}).has_value());
    REQUIRE(ledger.apply(BeginMessage{1, 10}).has_value());
    CHECK_FALSE(ledger.apply(NeedMessage{1, 11, 5}).has_value());
    CHECK_FALSE(ledger.apply(NeedMessage{2, 10, 5}).has_value());
    CHECK_FALSE(ledger.apply(FetchMessage{1, 11}).has_value());
    CHECK(ledger.question() == Question::none);
    REQUIRE(ledger.apply(NeedMessage{1, 10, 5}).has_value());
    CHECK(ledger.question() == Question::memory);
    CHECK(ledger.bytes_needed() == 5);
    // Nothing makes sense until the answer.
    CHECK_FALSE(ledger.apply(NeedMessage{1, 10, 5}).has_value());
    CHECK_FALSE(ledger.apply(FetchMessage{1, 10}).has_value());
    CHECK_FALSE(ledger.apply(TimeMessage{1, 10, 1ms}).has_value());
    CHECK_FALSE(ledger.apply(GiveBackMessage{1, 10, "x"}).has_value());
    CHECK_FALSE(ledger.apply(done(1, 10)).has_value());
    ledger.answered();
    CHECK_FALSE(ledger.apply(NeedMessage{1, 10, 5}).has_value());
    REQUIRE(ledger.apply(FetchMessage{1, 10}).has_value());
    CHECK(ledger.question() == Question::files);
    CHECK_FALSE(ledger.apply(done(1, 10)).has_value());
    ledger.answered();
    CHECK_FALSE(ledger.apply(FetchMessage{1, 10}).has_value());
    REQUIRE(ledger.apply(done(1, 10)).has_value());
    // The next task asks anew.
    REQUIRE(ledger.apply(BeginMessage{1, 11}).has_value());
    REQUIRE(ledger.apply(NeedMessage{1, 11, 7}).has_value());
    CHECK(ledger.bytes_needed() == 7);
}

TEST_CASE("a worker cannot say what its parent says") {
    Ledger ledger = two_parcels();
    REQUIRE(ledger.apply(BeginMessage{1, 10}).has_value());
    CHECK_FALSE(ledger.apply(GrantMessage{1, 10}).has_value());
    REQUIRE(ledger.apply(NeedMessage{1, 10, 5}).has_value());
    CHECK_FALSE(ledger.apply(GrantMessage{1, 10}).has_value());
}

TEST_CASE("a task that is given back counts as not begun, and its worker has no more to say") {
    Ledger ledger = two_parcels();
    CHECK_FALSE(ledger.apply(GiveBackMessage{1, 10, "avif"}).has_value());
    REQUIRE(ledger.apply(BeginMessage{1, 10}).has_value());
    CHECK_FALSE(ledger.apply(GiveBackMessage{1, 11, "avif"}).has_value());
    REQUIRE(ledger.apply(GiveBackMessage{1, 10, "avif"}).has_value());
    CHECK(ledger.given_back() == "avif");
    CHECK(ledger.running() == nullptr);
    CHECK_FALSE(ledger.apply(BeginMessage{1, 10}).has_value());
    CHECK_FALSE(ledger.apply(GiveBackMessage{1, 10, "avif"}).has_value());
    const auto unfinished = ledger.take_unfinished();
    REQUIRE(unfinished.size() == 2);
    REQUIRE(unfinished[0].attempts.size() == 2);
    CHECK(unfinished[0].attempts[0].task.index == 10);
    CHECK(unfinished[0].attempts[0].starts == 0);
}

TEST_CASE("a task that was given back can be taken away, as begun") {
    Ledger ledger = two_parcels();
    REQUIRE(ledger.apply(BeginMessage{1, 10}).has_value());
    REQUIRE(ledger.apply(GiveBackMessage{1, 10, "avif"}).has_value());
    const Attempt attempt = ledger.take_given_back();
    CHECK(attempt.task.index == 10);
    CHECK(attempt.starts == 1);
    CHECK(ledger.take_unfinished()[0].attempts[0].task.index == 11);
}

TEST_CASE("only a worker that has seen no task can say that it cannot be locked in") {
    const RefusedMessage refused{{OutcomeClass::usage, Stage::worker, "no", 1}};
    Ledger ledger = two_parcels();
    REQUIRE(ledger.apply(refused).has_value());
    REQUIRE(ledger.refusal().has_value());
    CHECK(ledger.refusal()->message == "no");
    CHECK_FALSE(ledger.apply(BeginMessage{1, 10}).has_value());
    Ledger at_work = two_parcels();
    REQUIRE(at_work.apply(BeginMessage{1, 10}).has_value());
    CHECK_FALSE(at_work.apply(refused).has_value());
    REQUIRE(at_work.apply(done(1, 10)).has_value());
    CHECK_FALSE(at_work.apply(refused).has_value());
}
