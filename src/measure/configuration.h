/// One way to run a job: who works, how many at once, and how much is handed over at a time.
#pragma once

#include <imgbatch/executor.h>
#include <imgbatch/options.h>

#include <optional>
#include <string>
#include <vector>

namespace imgbatch {

struct Configuration {
    ExecutorKind executor = ExecutorKind::process; ///< never automatic
    unsigned jobs = 1;
    std::optional<unsigned> batch; ///< tasks per hand-over; none: auto

    friend bool operator==(const Configuration&, const Configuration&) = default;
};

/// "auto" or the number; "-" for executors that hand over single tasks.
std::string batch_word(const Configuration& configuration);

/// As options of the command line: "--executor process -j 2 --batch auto".
std::string option_words(const Configuration& configuration);

/// What is to be compared; no list is empty. What stands first is what others have to beat.
struct ConfigurationLists {
    std::vector<ExecutorKind> executors; ///< none automatic
    std::vector<unsigned> jobs;
    std::vector<std::optional<unsigned>> batches;
};

/// For each executor its default, all batch sizes at the largest number of jobs, and the first
/// batch size at every other. `tbb` and `sequential` hand over single tasks, so there batch sizes
/// are no difference; nor is the number of jobs in `sequential`. No two are the same.
std::vector<Configuration> configurations(const ConfigurationLists& lists);

/// The configuration of `executor` that the others are measured against: most jobs, first batch.
Configuration default_configuration(ExecutorKind executor, const ConfigurationLists& lists);

} // namespace imgbatch
