/// A benchmark's report with figures that are easy to find again.
#pragma once

#include "measure/benchmark.h"

namespace imgbatch::test {

inline Measured measured_entry(ExecutorKind executor, unsigned jobs,
                               std::vector<double> images_per_second,
                               std::optional<unsigned> batch = std::nullopt) {
    Measured entry;
    entry.configuration = {executor, jobs, batch};
    entry.cpu_ms_per_image.assign(images_per_second.size(), 3.25);
    entry.busy_share.assign(images_per_second.size(), 0.97);
    entry.tail_ms.assign(images_per_second.size(), 4.5);
    entry.images_per_second = std::move(images_per_second);
    entry.stages = {10, 600, 250, 130, 10};
    entry.done = 40;
    return entry;
}

/// process with two batch sizes, tbb 2 % faster, and sequential, which failed.
inline BenchReport sample_report() {
    BenchReport report;
    report.plan = {5000, 41, 34'100'000, 4, 3, 12.5, "/dev/shm"};
    report.measured = {
        measured_entry(ExecutorKind::process, 2, {600, 610, 590}),
        measured_entry(ExecutorKind::process, 2, {500, 505, 490}, 1U),
        measured_entry(ExecutorKind::tbb, 2, {612, 622, 604}),
        measured_entry(ExecutorKind::sequential, 1, {}),
    };
    report.measured[0].failed = 1;
    report.measured[3].failure =
        Error{OutcomeClass::crashed, Stage::worker, "the measured process died of SIGSEGV", 0};
    ExecutorFacts facts;
    facts.executor = ExecutorKind::process;
    facts.jobs = 2;
    facts.start_ms = {1.25, 1, 2, 11};
    facts.hand_over = {{1U, {4.25, 4, 5, 3}}, {std::nullopt, {0.125, 0.1, 0.2, 3}}};
    facts.peak_bytes = 61'000'000;
    report.executors = {facts};
    report.verdict = judge(report.measured);
    return report;
}

} // namespace imgbatch::test
