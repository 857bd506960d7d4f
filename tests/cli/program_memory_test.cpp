#include "cli/program.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/png_maker.h"
#include "support/skip.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// A black PNG: some thousandth of its pixels' bytes.
std::string black_png(int width, int height) {
    const auto row = static_cast<std::size_t>(width) * 3 + 1;
    const Bytes file = make_filtered_png({.width = width,
                                          .height = height,
                                          .channels = 3,
                                          .rows = Bytes(row * static_cast<std::size_t>(height)),
                                          .level = 1});
    return std::string(as_text(file));
}

/// A PNG whose pixel data could be that of as many pixels as it claims, and is not.
std::string plausible_png(std::uint32_t width, std::uint32_t height) {
    Bytes packed(std::size_t{width} * height * 3 / 1000);
    packed[0] = std::byte{0x78};
    packed[1] = std::byte{0x9C};
    Bytes file = png_signature();
    for (const Bytes& chunk :
         {make_header(width, height, 8, 2), make_chunk("IDAT", packed), make_chunk("IEND", {})}) {
        file.insert(file.end(), chunk.begin(), chunk.end());
    }
    return std::string(as_text(file));
}

/// KiB that are `pid`'s share of memory; 0 once it is gone.
long share_of(pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/smaps_rollup");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("Pss:")) {
            return std::stol(line.substr(4));
        }
    }
    return 0;
}

/// The same of `pid` and its children.
long shares_of(pid_t pid) {
    const std::string name = std::to_string(pid);
    std::ifstream in("/proc/" + name + "/task/" + name + "/children");
    long sum = share_of(pid);
    for (pid_t child = 0; in >> child;) {
        sum += share_of(child);
    }
    return sum;
}

/// MiB that program and workers had together at the most, as far as was seen.
long peak_of_run(const TempDir& dir, const std::string& max_memory) {
    BackgroundCommand run({IMGBATCH_PROGRAM, "resize", dir / "in", "--size", "200", "-o",
                           dir / "out", "--overwrite", "always", "--executor", "process", "-j", "4",
                           "--max-memory", max_memory});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    long peak = 0;
    CommandResult result;
    do {
        peak = std::max(peak, shares_of(run.pid()));
        result = run.wait(std::chrono::milliseconds(5));
    } while (result.timed_out && std::chrono::steady_clock::now() < deadline);
    CHECK(result.exit_code == 0);
    return peak / 1024;
}

/// Pages that a run over so many photographs was given by the kernel.
long pages_of_run(int photographs) {
    const TempDir dir;
    const Bytes picture =
        make_jpeg({.width = 4200, .height = 2800, .luma_x = 2, .luma_y = 2, .progressive = true});
    for (int i = 0; i < photographs; ++i) {
        dir.write("in/" + std::to_string(i) + ".jpg", as_text(picture));
    }
    rusage before{};
    rusage after{};
    ::getrusage(RUSAGE_CHILDREN, &before);
    const auto result = imgbatch_in(dir, {"resize", "in", "--size", "800x600", "-o", "out",
                                          "--executor", "sequential", "--max-memory", "4G"});
    ::getrusage(RUSAGE_CHILDREN, &after);
    CHECK(result.exit_code == 0);
    return after.ru_minflt - before.ru_minflt;
}

} // namespace

TEST_CASE("what a photograph takes is kept for the next one") {
    if (skipped_for_sanitizer()) {
        return;
    }
    constexpr int more = 10;
    const long pages = (pages_of_run(1 + more) - pages_of_run(1)) / more;
    MESSAGE(pages << " pages for each further photograph");
    CHECK(pages < 150); // given back and taken again they are more than 500
}

TEST_CASE("large images in work take no more memory together than --max-memory says") {
    if (skipped_for_sanitizer()) {
        return;
    }
    const TempDir dir;
    const std::string large = black_png(6000, 6000); // 103 MiB of pixels
    for (int i = 0; i < 10; ++i) {
        dir.write("in/large" + std::to_string(i) + ".png", large);
    }
    for (int i = 0; i < 60; ++i) {
        write_jpeg(dir, "in/small" + std::to_string(i) + ".jpg", 60, 40);
    }
    constexpr long granted = 250;
    constexpr long base = 5 * 20; // of program and workers
    const long bounded = peak_of_run(dir, "250M");
    const long unbounded = peak_of_run(dir, "100G");
    MESSAGE("peak with 250M: " << bounded << " MiB, without a bound: " << unbounded << " MiB");
    CHECK(bounded <= granted + base);
    CHECK(unbounded > granted + base); // else this test shows nothing
    // One that alone needs more than all of it runs alone.
    CHECK(peak_of_run(dir, "50M") <= 120 + base);
}

TEST_CASE("an image for which there is no memory is told so, and its worker lives") {
    if (skipped_for_sanitizer()) {
        return;
    }
    const TempDir dir;
    dir.write("in/a-large.png", plausible_png(16'000, 15'000));
    for (int i = 0; i < 5; ++i) {
        write_jpeg(dir, "in/small" + std::to_string(i) + ".jpg", 60, 40);
    }
    for (const char* executor : {"process", "sequential"}) {
        CAPTURE(executor);
        std::vector<std::string> words{"prlimit", "--as=536870912"};
        for (const std::string& word :
             program_words({"resize", "in", "--size", "30", "-o", "out", "--json", "--overwrite",
                            "always", "--executor", executor, "-j", "1", "--sandbox", "off"})) {
            words.push_back(word);
        }
        CommandSetup setup;
        setup.folder = dir.path();
        const auto result = run_command(words, setup);
        CAPTURE(result.out);
        CHECK(result.exit_code == 1);
        CHECK(contains(result.out, "\"class\":\"memory\""));
        std::size_t done = 0;
        for (std::size_t at = 0;
             (at = result.out.find("\"class\":\"ok\"", at)) != std::string::npos; ++at) {
            ++done;
        }
        CHECK(done == 5);
        CHECK_FALSE(contains(result.out, "crashed"));
        CHECK_FALSE(contains(result.out, "killed\""));
    }
}
