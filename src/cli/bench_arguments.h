/// The options of `imgbatch bench`, as typed, and what they mean.
#pragma once

#include "cli/job_arguments.h"
#include "measure/benchmark.h"

#include <CLI/CLI.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imgbatch::cli {

struct BenchArguments {
    JobArguments job;
    std::string executors = "process,tbb,sequential";
    std::string batches = "auto,1,16,64";
    std::string jobs; ///< empty: default_jobs()
    unsigned rounds = 5;
    std::optional<std::size_t> max_images;
    std::optional<std::string> scratch;
    std::optional<std::string> plot; ///< a file to write the chart to
    bool json = false;
    bool quiet = false;
};

/// Declares the options on `app`; `arguments` must outlive parsing.
void add_bench_options(CLI::App& app, BenchArguments& arguments);

/// Checks the options. Errors: usage.
Expected<BenchOptions> to_bench_options(const BenchArguments& arguments);

/// Comma-separated lists, each entry once. Errors (usage): an empty list or entry, a word or number
/// that is none of the possible ones, an entry twice.
Expected<std::vector<ExecutorKind>> parse_executors(std::string_view text);
Expected<std::vector<unsigned>> parse_jobs(std::string_view text); ///< 1 to 1024
Expected<std::vector<std::optional<unsigned>>> parse_batches(std::string_view text);

/// One lane, half of the CPUs, all of them; each once.
std::vector<unsigned> default_jobs(unsigned cpus);

} // namespace imgbatch::cli
