#include "measure/verdict.h"

#include <doctest/doctest.h>

using namespace imgbatch;

namespace {

Measured entry(ExecutorKind executor, std::vector<double> images_per_second, unsigned jobs = 2,
               std::optional<unsigned> batch = std::nullopt) {
    Measured measured;
    measured.configuration = {executor, jobs, batch};
    measured.images_per_second = std::move(images_per_second);
    return measured;
}

Measured failed(ExecutorKind executor) {
    Measured measured = entry(executor, {});
    measured.failure = Error{OutcomeClass::crashed, Stage::worker, "died of SIGSEGV", 0};
    return measured;
}

} // namespace

TEST_CASE("tbb that is 4.9 % faster leaves process in its place, 5.1 % takes it") {
    auto verdict = judge({entry(ExecutorKind::tbb, {104.9}), entry(ExecutorKind::process, {100})});
    REQUIRE(verdict);
    CHECK(verdict->winner == 1);
    CHECK(verdict->rival == std::size_t{0});
    CHECK(verdict->rival_speed.median == doctest::Approx(1.049));

    verdict = judge({entry(ExecutorKind::process, {100}), entry(ExecutorKind::tbb, {105.1})});
    REQUIRE(verdict);
    CHECK(verdict->winner == 1);
    CHECK(verdict->rival == std::size_t{0});
    CHECK(verdict->rival_speed.median == doctest::Approx(1 / 1.051));
}

TEST_CASE("without process, the executor that stands first has to be beaten") {
    auto verdict = judge({entry(ExecutorKind::sequential, {100}), entry(ExecutorKind::tbb, {104})});
    REQUIRE(verdict);
    CHECK(verdict->winner == 0);
    verdict = judge({entry(ExecutorKind::sequential, {100}), entry(ExecutorKind::tbb, {190})});
    REQUIRE(verdict);
    CHECK(verdict->winner == 1);
}

TEST_CASE("another batch size or number of jobs takes its executor's place only from 5 % on") {
    const auto with_other_batch = [](double speed) {
        return judge({entry(ExecutorKind::process, {100}),
                      entry(ExecutorKind::process, {speed}, 2, 16U),
                      entry(ExecutorKind::process, {speed - 1}, 2, 64U)})
            ->winner;
    };
    CHECK(with_other_batch(104.9) == 0);
    CHECK(with_other_batch(107) == 1);
}

TEST_CASE("the lead is judged round by round: rounds that were slow for both do not count") {
    // By medians of each alone, tbb (100) would be 11 % ahead of process (90).
    const auto verdict = judge({entry(ExecutorKind::process, {100, 50, 90, 91, 88}),
                                entry(ExecutorKind::tbb, {101, 51, 100, 91, 112})});
    REQUIRE(verdict);
    CHECK(verdict->winner == 0);
}

TEST_CASE("rounds that contradict each other are noticed") {
    auto verdict = judge(
        {entry(ExecutorKind::process, {100, 100, 100}), entry(ExecutorKind::tbb, {99, 101, 103})});
    REQUIRE(verdict);
    CHECK(verdict->rounds_disagree());
    verdict = judge(
        {entry(ExecutorKind::process, {100, 100, 100}), entry(ExecutorKind::tbb, {99, 98, 97})});
    REQUIRE(verdict);
    CHECK_FALSE(verdict->rounds_disagree());
}

TEST_CASE("what did not come to an end cannot win, and where nothing did there is no winner") {
    const auto verdict = judge({failed(ExecutorKind::process), entry(ExecutorKind::tbb, {10}),
                                failed(ExecutorKind::sequential)});
    REQUIRE(verdict);
    CHECK(verdict->winner == 1);
    CHECK_FALSE(verdict->rival);
    CHECK_FALSE(verdict->rounds_disagree());
    CHECK_FALSE(judge({failed(ExecutorKind::process)}));
    CHECK_FALSE(judge({}));
}

TEST_CASE("scaling is against the fewest jobs, with the default's batch size alone") {
    const std::vector<Measured> measured{
        entry(ExecutorKind::process, {200}, 2), entry(ExecutorKind::process, {500}, 2, 1U),
        entry(ExecutorKind::process, {100}, 1), entry(ExecutorKind::process, {350}, 4),
        entry(ExecutorKind::tbb, {1}, 8)};
    const auto scaling = scaling_of(ExecutorKind::process, measured);
    REQUIRE(scaling.size() == 3);
    CHECK(scaling[0].jobs == 1);
    CHECK(scaling[0].speedup == doctest::Approx(1));
    CHECK(scaling[1].jobs == 2);
    CHECK(scaling[1].speedup == doctest::Approx(2));
    CHECK(scaling[2].speedup == doctest::Approx(3.5));
    CHECK(scaling_of(ExecutorKind::sequential, measured).empty());
}
