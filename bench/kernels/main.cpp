/// Micro-benchmarks of the kernels, each beside the physical bound that this machine sets it:
/// measured bandwidth for the bytes that must move, and measured peak rates for the multiplications
/// that must be done and for the look-ups that must wait for each other, whichever takes longest.
/// One row per SIMD level where a kernel has several.
///
///   imgbatch-kernels [--markdown] [--benchmark_filter=REGEX] …
///
/// Counters: bound_us, what the bound is; of_bound_%, bound over time (100: at the limit).
#include "markdown_reporter.h"
#include "register.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string_view>
#include <vector>

int main(int argc, char** argv) {
    std::vector<char*> words(argv, argv + argc);
    const auto is_ours = [](const char* word) { return std::string_view(word) == "--markdown"; };
    const auto rest = std::remove_if(words.begin(), words.end(), is_ours);
    const bool markdown = rest != words.end();
    words.erase(rest, words.end());
    int count = static_cast<int>(words.size());
    words.push_back(nullptr);
    benchmark::Initialize(&count, words.data());
    if (benchmark::ReportUnrecognizedArguments(count, words.data())) {
        return 2;
    }
    using namespace imgbatch::bench;
    register_resample();
    register_tables();
    register_thumbnails();
    register_alpha();
    register_color();
    register_geometry();
    register_hash();
    register_png();
    register_jpeg_parts();
    register_jpeg_decoding();
    if (markdown) {
        MarkdownReporter reporter;
        benchmark::RunSpecifiedBenchmarks(&reporter);
    } else {
        benchmark::RunSpecifiedBenchmarks();
    }
    benchmark::Shutdown();
    return 0;
}
