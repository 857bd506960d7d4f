#include "cli/exit_code.h"

namespace imgbatch::cli {

ExitCode exit_code_for(const Error& error) {
    switch (error.code) {
    case OutcomeClass::usage:
    case OutcomeClass::collision:
        return ExitCode::usage;
    case OutcomeClass::no_input:
        return ExitCode::no_input;
    case OutcomeClass::write_error:
    case OutcomeClass::name_too_long:
        return ExitCode::output_failed;
    case OutcomeClass::internal:
        return ExitCode::internal;
    default:
        return ExitCode::some_failed;
    }
}

ExitCode exit_code_for(const RunResult& result) {
    if (result.ended_early) {
        return exit_code_for(*result.ended_early);
    }
    const std::uint64_t failed = result.summary.count(OutcomeGroup::failed);
    const std::uint64_t unwritten = result.summary.count(OutcomeClass::write_error);
    if (failed > 0) {
        const bool nothing_written = failed == unwritten && failed == result.summary.images();
        return nothing_written ? ExitCode::output_failed : ExitCode::some_failed;
    }
    const bool nothing_found = result.summary.images() == 0 && result.left_out == 0;
    return nothing_found ? ExitCode::no_input : ExitCode::done;
}

} // namespace imgbatch::cli
