/// What the executors cost by themselves, without images: the figures of
/// docs/choosing-an-executor.md, as tables in Markdown. Takes about a minute.
///
///   imgbatch-executors [LANES]     default: the CPUs that this process may use
#include "load.h"
#include "measure/dispatch.h"
#include "measure/statistics.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace imgbatch;
using namespace imgbatch::bench;

constexpr unsigned max_lanes = 256;
constexpr int repeats = 7;

std::string name_of(const Configuration& configuration) {
    const std::string batch = batch_word(configuration);
    return std::string(to_word(configuration.executor)) + (batch == "-" ? "" : ", batch " + batch);
}

/// Medians over `repeats` runs in children; negative where it could not run.
struct Dispatch {
    double cpu_us = -1; ///< per task
    double wall_ms = -1;
};

Dispatch dispatch_median(const Configuration& configuration, std::uint64_t tasks, int times) {
    const auto stop = StopFlag::create();
    std::vector<double> cpu;
    std::vector<double> wall;
    for (int i = 0; stop && i < times; ++i) {
        const auto run = dispatch_in_child(configuration, tasks, *stop);
        if (!run) {
            return {};
        }
        cpu.push_back(static_cast<double>(run->cpu_ns) / 1e3 / static_cast<double>(tasks));
        wall.push_back(static_cast<double>(run->wall_ns) / 1e6);
    }
    return {spread_of(cpu).median, spread_of(wall).median};
}

void print_dispatch(unsigned lanes) {
    constexpr std::uint64_t tasks = 100'000;
    std::printf("Hand-over of %llu tasks that do nothing, %u lanes, median of %d:\n\n",
                static_cast<unsigned long long>(tasks), lanes, repeats);
    std::printf("| executor | CPU us per task | beyond sequential |\n|---|---|---|\n");
    const double base =
        dispatch_median({ExecutorKind::sequential, 1, std::nullopt}, tasks, repeats).cpu_us;
    std::printf("| sequential | %.2f | |\n", base);
    std::vector<Configuration> all{{ExecutorKind::tbb, lanes, std::nullopt}};
    for (const unsigned batch : {1U, 4U, 16U, 64U}) {
        all.push_back({ExecutorKind::process, lanes, batch});
    }
    all.push_back({ExecutorKind::process, lanes, std::nullopt});
    for (const Configuration& configuration : all) {
        const double cpu = dispatch_median(configuration, tasks, repeats).cpu_us;
        std::printf("| %s | %.2f | %.2f |\n", name_of(configuration).c_str(), cpu, cpu - base);
    }
}

std::vector<unsigned> lane_counts(unsigned lanes) {
    std::vector<unsigned> counts{1, 2, 4, 8, lanes};
    std::sort(counts.begin(), counts.end());
    counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
    return counts;
}

void print_start_and_memory(unsigned lanes) {
    constexpr int starts = 21;
    std::printf(
        "\nStart to end of a run over one task that does nothing (median of %d), and memory "
        "(sum of Pss) while all lanes are awake:\n\n",
        starts);
    std::printf("| lanes | process ms | tbb ms | sequential ms | process KB | tbb KB |\n"
                "|---|---|---|---|---|---|\n");
    for (const unsigned count : lane_counts(lanes)) {
        const Configuration process{ExecutorKind::process, count, std::nullopt};
        const Configuration tbb{ExecutorKind::tbb, count, std::nullopt};
        const Configuration sequential{ExecutorKind::sequential, 1, std::nullopt};
        std::printf("| %u | %.2f | %.2f | %.2f | %llu | %llu |\n", count,
                    dispatch_median(process, 1, starts).wall_ms,
                    dispatch_median(tbb, 1, starts).wall_ms,
                    dispatch_median(sequential, 1, starts).wall_ms,
                    static_cast<unsigned long long>(memory_of(process).value_or(0) / 1024),
                    static_cast<unsigned long long>(memory_of(tbb).value_or(0) / 1024));
    }
}

enum class Place { last, shuffled, first };

/// 1500 small tasks and 6 that are 470 times as large.
std::vector<Load> uneven_loads(Place place) {
    constexpr Load small{100};
    constexpr Load large{47'000};
    std::vector<Load> loads(1500, small);
    loads.insert(place == Place::first ? loads.begin() : loads.end(), 6, large);
    if (place == Place::shuffled) {
        std::mt19937 random(1); // NOLINT(cert-msc51-cpp): the same order every time
        std::shuffle(loads.begin(), loads.end(), random);
    }
    return loads;
}

void print_imbalance(unsigned lanes, const Spinner& spinner) {
    std::printf("\n1500 tasks of 0.1 ms and 6 of 47 ms, %u lanes: wall ms (of it tail, in which a "
                "lane idled), median of %d:\n\n",
                lanes, repeats);
    std::printf("| order | tbb | process 1 | process 16 | process 64 | process auto |\n"
                "|---|---|---|---|---|---|\n");
    const std::vector<std::pair<Place, const char*>> places{{Place::last, "large ones last"},
                                                            {Place::shuffled, "shuffled"},
                                                            {Place::first, "large ones first"}};
    for (const auto& [place, name] : places) {
        const auto loads = uneven_loads(place);
        std::printf("| %s ", name);
        const auto print = [&](const Configuration& configuration, Order order) {
            const auto run = run_loads(configuration, order, loads, spinner, repeats);
            std::printf("| %.0f (%.0f) ", run ? run->wall_ms : -1, run ? run->tail_ms : -1);
        };
        print({ExecutorKind::tbb, lanes, 1U}, Order::as_given);
        for (const unsigned batch : {1U, 16U, 64U}) {
            print({ExecutorKind::process, lanes, batch}, Order::as_given);
        }
        print({ExecutorKind::process, lanes, std::nullopt}, Order::by_policy);
        std::printf("|\n");
    }
}

void print_crash(unsigned lanes, const Spinner& spinner) {
    std::vector<Load> loads(200, Load{1000});
    const Configuration configuration{ExecutorKind::process, lanes, std::nullopt};
    const auto whole = run_loads(configuration, Order::by_policy, loads, spinner, repeats);
    constexpr std::size_t deaths = 5;
    for (std::size_t i = 0; i < deaths; ++i) {
        loads[20 + 30 * i].dies = true;
    }
    const auto dying = run_loads(configuration, Order::by_policy, loads, spinner, repeats);
    if (whole && dying) {
        std::printf("\nA task that ends its worker, twice since it is tried again, costs the run "
                    "%.2f ms (process, %u lanes; %zu of 200 tasks of 1 ms).\n",
                    (dying->wall_ms - whole->wall_ms) / static_cast<double>(deaths), lanes, deaths);
    }
}

} // namespace

int main(int argc, char** argv) {
    unsigned lanes = available_cpus();
    if (argc == 2) {
        const char* end = argv[1] + std::strlen(argv[1]);
        const auto [at, failure] = std::from_chars(argv[1], end, lanes);
        if (failure != std::errc() || at != end || lanes == 0 || lanes > max_lanes) {
            argc = 0;
        }
    }
    if (argc != 1 && argc != 2) {
        std::fprintf(stderr, "usage: imgbatch-executors [LANES]\n");
        return 2;
    }
    const Spinner spinner;
    print_dispatch(lanes);
    print_start_and_memory(lanes);
    print_imbalance(lanes, spinner);
    print_crash(lanes, spinner);
    return 0;
}
