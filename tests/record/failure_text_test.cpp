#include "record/failure_text.h"
#include "record/sample_outcomes.h"

#include <doctest/doctest.h>

#include <csignal>
#include <string>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

ImageOutcome failed(OutcomeClass value, Stage stage, std::string message) {
    ImageOutcome outcome;
    outcome.input = "photos/bad.jpg";
    outcome.output = "out/bad.jpg";
    outcome.outcome = value;
    outcome.stage = stage;
    outcome.message = std::move(message);
    return outcome;
}

} // namespace

TEST_CASE("a failure is one line: which file, what, why, where") {
    CHECK(failure_text(failed(OutcomeClass::truncated, Stage::decode, "the file ends early")) ==
          "imgbatch: photos/bad.jpg: truncated: the file ends early (decode)");
    CHECK(failure_text(failed(OutcomeClass::empty, Stage::none, "")) ==
          "imgbatch: photos/bad.jpg: empty");
    CHECK(failure_text(
              failed(OutcomeClass::read_error, Stage::read, "cannot open: Permission denied")) ==
          "imgbatch: photos/bad.jpg: read-error: cannot open: Permission denied (read)");
}

TEST_CASE("where the output is at fault it is named too") {
    CHECK(failure_text(failed(OutcomeClass::write_error, Stage::commit,
                              "cannot write: No space left on device")) ==
          "imgbatch: photos/bad.jpg -> out/bad.jpg: write-error: cannot write: No space left on "
          "device (commit)");
    CHECK(failure_text(failed(OutcomeClass::name_too_long, Stage::read, "")) ==
          "imgbatch: photos/bad.jpg: name-too-long (read)");
    ImageOutcome in_place = failed(OutcomeClass::write_error, Stage::commit, "");
    in_place.output = in_place.input;
    CHECK(failure_text(in_place) == "imgbatch: photos/bad.jpg: write-error (commit)");
    in_place.output.clear();
    CHECK(failure_text(in_place) == "imgbatch: photos/bad.jpg: write-error (commit)");
}

TEST_CASE("a signal and further attempts are told") {
    ImageOutcome outcome = failed(OutcomeClass::crashed, Stage::worker, "the worker died");
    outcome.signal = SIGSEGV;
    outcome.attempts = 2;
    CHECK(failure_text(outcome) ==
          "imgbatch: photos/bad.jpg: crashed: the worker died (worker, SIGSEGV, 2 attempts)");
    outcome.stage = Stage::none;
    outcome.signal = 4000;
    outcome.attempts = 1;
    CHECK(failure_text(outcome) ==
          "imgbatch: photos/bad.jpg: crashed: the worker died (signal 4000)");
}

TEST_CASE("neither name nor message brings a control byte or a second line to the terminal") {
    std::string all_bytes;
    for (int i = 0; i < 256; ++i) {
        all_bytes += static_cast<char>(i);
    }
    ImageOutcome outcome = failed(OutcomeClass::write_error, Stage::commit, all_bytes);
    outcome.input = "in/" + all_bytes;
    outcome.output = "out/" + all_bytes;
    for (const std::string& text : {failure_text(outcome), warning_text(outcome, all_bytes)}) {
        for (const char c : text) {
            CHECK(static_cast<unsigned char>(c) >= 0x20);
            CHECK(c != 0x7F);
        }
        CHECK(text.find("\\x1b") != std::string::npos);
        CHECK(text.find("\\n") != std::string::npos);
    }
}

TEST_CASE("an endless message is cut") {
    CHECK(failure_text(failed(OutcomeClass::corrupt, Stage::decode, std::string(100'000, 'x')))
              .size() < 700);
}

TEST_CASE("a warning names its image") {
    CHECK(warning_text(failed(OutcomeClass::ok_warned, Stage::none, ""), "extraneous bytes") ==
          "imgbatch: photos/bad.jpg: warning: extraneous bytes");
}
