#include "record/sample_outcomes.h"

#include <string>

namespace imgbatch::test {

ImageOutcome full_outcome() {
    ImageOutcome outcome;
    outcome.index = 12;
    outcome.input = "in/caf\xE9.jpg";
    outcome.output = "out/caf\xE9.jpg";
    outcome.outcome = OutcomeClass::ok_warned;
    outcome.stage = Stage::decode;
    outcome.message = "why";
    outcome.errno_value = 5;
    outcome.signal = 11;
    outcome.attempts = 2;
    outcome.warnings = {"first", "second"};
    outcome.input_format = ImageFormat::jpeg;
    outcome.output_format = ImageFormat::webp;
    outcome.input_size = {4000, 3000};
    outcome.output_size = {800, 600};
    outcome.input_bytes = 3'410'233;
    outcome.output_bytes = 98'211;
    outcome.input_modified = 1'784'024'130'000'042'000;
    outcome.output_modified = 999'999'999;
    outcome.options = 0x0123'4567'89ab'cdef;
    outcome.times = {1, 22, 333, 4444, 55555};
    return outcome;
}

ImageOutcome plain_outcome() {
    ImageOutcome outcome;
    outcome.input = "a.jpg";
    return outcome;
}

RunSummary full_summary() {
    RunSummary summary;
    summary.version = "1.2.3";
    summary.executor = "process";
    summary.jobs = 4;
    summary.sandbox = "off";
    summary.output_root = "out-\xFF";
    summary.seconds = 0.84;
    for (const OutcomeClass value : all_classes()) {
        summary.counts.at(static_cast<std::size_t>(value)) = static_cast<std::uint64_t>(value) + 1;
    }
    summary.bytes_in = 34'100'000;
    summary.bytes_out = 1'200'000;
    return summary;
}

std::vector<OutcomeClass> all_classes() {
    std::vector<OutcomeClass> classes;
    for (int i = 0; i <= static_cast<int>(OutcomeClass::internal); ++i) {
        classes.push_back(static_cast<OutcomeClass>(i));
    }
    return classes;
}

bool same(const ImageOutcome& a, const ImageOutcome& b) {
    // The executor's encoding holds every field, and is none of the code under test here.
    return encode(a) == encode(b);
}

} // namespace imgbatch::test
