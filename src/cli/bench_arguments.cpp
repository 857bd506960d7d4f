#include "cli/bench_arguments.h"

#include "base/try.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

namespace imgbatch::cli {
namespace {

constexpr unsigned max_jobs = 1024;
constexpr unsigned max_batch = 100'000;

Error usage(std::string message) {
    return Error{OutcomeClass::usage, Stage::none, std::move(message), 0};
}

std::optional<unsigned> parse_count(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || value == 0 || value > most) {
        return std::nullopt;
    }
    return value;
}

/// `parse_one` gives none for what is no entry; `what` says what an entry is.
template <class T>
Expected<std::vector<T>>
parse_list(std::string_view text, std::string_view option, std::string_view what,
           const std::function<std::optional<T>(std::string_view)>& parse_one) {
    std::vector<T> entries;
    for (bool more = true; more;) {
        const auto comma = text.find(',');
        more = comma != std::string_view::npos;
        const std::string_view word = text.substr(0, comma);
        text = more ? text.substr(comma + 1) : std::string_view();
        const auto entry = parse_one(word);
        if (!entry) {
            return usage(std::string(option) + ": '" + std::string(word) + "' is none of " +
                         std::string(what));
        }
        if (std::find(entries.begin(), entries.end(), *entry) != entries.end()) {
            return usage(std::string(option) + ": '" + std::string(word) + "' stands there twice");
        }
        entries.push_back(*entry);
    }
    return entries;
}

Expected<void> check(const BenchArguments& arguments) {
    const auto& paths = arguments.job.run.input.paths;
    if (std::find(paths.begin(), paths.end(), "-") != paths.end()) {
        return usage("bench reads files, not stdin");
    }
    if (arguments.plot && arguments.plot->empty()) {
        return usage("--plot needs a file name");
    }
    return {};
}

} // namespace

Expected<std::vector<ExecutorKind>> parse_executors(std::string_view text) {
    return parse_list<ExecutorKind>(
        text, "--executors", "process, tbb, sequential",
        [](std::string_view word) -> std::optional<ExecutorKind> {
            for (const ExecutorKind kind :
                 {ExecutorKind::process, ExecutorKind::tbb, ExecutorKind::sequential}) {
                if (word == to_word(kind)) {
                    return kind;
                }
            }
            return std::nullopt;
        });
}

Expected<std::vector<unsigned>> parse_jobs(std::string_view text) {
    return parse_list<unsigned>(text, "--jobs", "the numbers from 1 to 1024",
                                [](std::string_view word) { return parse_count(word, max_jobs); });
}

Expected<std::vector<std::optional<unsigned>>> parse_batches(std::string_view text) {
    using Batch = std::optional<unsigned>;
    return parse_list<Batch>(text, "--batches", "auto and the numbers from 1 to 100000",
                             [](std::string_view word) -> std::optional<Batch> {
                                 if (word == "auto") {
                                     return std::make_optional<Batch>(std::nullopt);
                                 }
                                 const auto count = parse_count(word, max_batch);
                                 return count ? std::make_optional<Batch>(count) : std::nullopt;
                             });
}

std::vector<unsigned> default_jobs(unsigned cpus) {
    std::vector<unsigned> jobs{1, cpus / 2, cpus};
    std::erase(jobs, 0U);
    jobs.erase(std::unique(jobs.begin(), jobs.end()), jobs.end());
    return jobs;
}

void add_bench_options(CLI::App& app, BenchArguments& arguments) {
    add_work_options(app, arguments.job, Resizes::yes);
    const char* compared = "What is compared";
    app.add_option("--executors", arguments.executors, "Default: process,tbb,sequential")
        ->option_text("LIST")
        ->group(compared);
    app.add_option("-j,--jobs", arguments.jobs,
                   "Numbers of lanes: 1,2,4; default: one, half of the CPUs, all")
        ->option_text("LIST")
        ->group(compared);
    app.add_option("--batches", arguments.batches,
                   "Images per hand-over, at the most lanes; default: auto,1,16,64 (process)")
        ->option_text("LIST")
        ->group(compared);
    const char* measuring = "Measuring";
    app.add_option("--rounds", arguments.rounds,
                   "How often each is measured, after one warm-up; default: 5")
        ->check(CLI::Range(1, 1000))
        ->option_text("N")
        ->group(measuring);
    app.add_option("--max-images", arguments.max_images,
                   "Measure at most N images, small and large ones in proportion; default: as many "
                   "as fit into a minute")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000'000}))
        ->option_text("N")
        ->group(measuring);
    app.add_option("--scratch", arguments.scratch,
                   "Where outputs go until the end; default: /dev/shm if it is in memory and has "
                   "room, else $TMPDIR or /tmp")
        ->option_text("DIR")
        ->group(measuring);
    const char* telling = "Telling";
    app.add_flag("--json", arguments.json,
                 "One JSON object per configuration and executor, and the verdict "
                 "(docs/choosing-an-executor.md)")
        ->group(telling);
    app.add_option("--plot", arguments.plot, "Also draw the throughputs into FILE (SVG)")
        ->option_text("FILE.svg")
        ->group(telling);
    app.add_flag("--quiet", arguments.quiet, "Only errors on stderr")->group(telling);
}

Expected<BenchOptions> to_bench_options(const BenchArguments& arguments) {
    IMGBATCH_TRY(check(arguments));
    BenchOptions options;
    IMGBATCH_TRY(options.run, to_run_options(arguments.job));
    IMGBATCH_TRY(options.lists.executors, parse_executors(arguments.executors));
    IMGBATCH_TRY(options.lists.batches, parse_batches(arguments.batches));
    options.lists.jobs = default_jobs(available_cpus());
    if (!arguments.jobs.empty()) {
        IMGBATCH_TRY(options.lists.jobs, parse_jobs(arguments.jobs));
    }
    options.rounds = arguments.rounds;
    options.max_images = arguments.max_images;
    options.scratch = arguments.scratch;
    return options;
}

} // namespace imgbatch::cli
