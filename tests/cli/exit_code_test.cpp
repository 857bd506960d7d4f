#include "cli/exit_code.h"

#include <doctest/doctest.h>

namespace imgbatch::cli {
namespace {

RunResult result_of(std::initializer_list<OutcomeClass> classes) {
    RunResult result;
    for (const OutcomeClass value : classes) {
        ImageOutcome outcome;
        outcome.outcome = value;
        result.summary.add(outcome);
    }
    return result;
}

} // namespace

TEST_CASE("skips by rule are success, one failure is not") {
    CHECK(exit_code_for(result_of({OutcomeClass::ok})) == ExitCode::done);
    CHECK(exit_code_for(
              result_of({OutcomeClass::ok, OutcomeClass::up_to_date, OutcomeClass::skipped_other,
                         OutcomeClass::ok_warned, OutcomeClass::vanished})) == ExitCode::done);
    CHECK(exit_code_for(result_of({OutcomeClass::ok, OutcomeClass::truncated})) ==
          ExitCode::some_failed);
    CHECK(exit_code_for(result_of({OutcomeClass::ok, OutcomeClass::write_error})) ==
          ExitCode::some_failed);
    CHECK(exit_code_for(result_of({OutcomeClass::write_error})) == ExitCode::output_failed);
    CHECK(exit_code_for(result_of({})) == ExitCode::no_input);
}

TEST_CASE("what ended a run early decides its exit code") {
    RunResult result = result_of({OutcomeClass::ok, OutcomeClass::write_error});
    result.ended_early = Error{OutcomeClass::write_error, Stage::commit, "disk full", 28};
    CHECK(exit_code_for(result) == ExitCode::output_failed);
    result.ended_early = Error{OutcomeClass::internal, Stage::worker, "no workers", 0};
    CHECK(exit_code_for(result) == ExitCode::internal);
}

TEST_CASE("an error before the work has the code of its kind") {
    const auto code = [](OutcomeClass value) { return exit_code_for(Error{value, {}, "", 0}); };
    CHECK(code(OutcomeClass::usage) == ExitCode::usage);
    CHECK(code(OutcomeClass::no_input) == ExitCode::no_input);
    CHECK(code(OutcomeClass::write_error) == ExitCode::output_failed);
    CHECK(code(OutcomeClass::internal) == ExitCode::internal);
    CHECK(code(OutcomeClass::truncated) == ExitCode::some_failed);
}

} // namespace imgbatch::cli
