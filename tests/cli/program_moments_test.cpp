// What happens to a run in the midst of its work: stopped, continued, its inputs cut.
#include "cli/program.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

namespace imgbatch::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

void wait_for(const std::string& path) {
    for (int i = 0; i < 2000 && !fs::exists(path); ++i) {
        std::this_thread::sleep_for(10ms);
    }
    REQUIRE(fs::exists(path));
}

/// Waits until the signals sent to `pid` have come there: two that wait are one to the system.
void wait_for_delivery(pid_t pid) {
    for (int i = 0; i < 2000; ++i) {
        std::ifstream status("/proc/" + std::to_string(pid) + "/status");
        bool pending = false;
        for (std::string line; std::getline(status, line);) {
            pending |= (line.starts_with("SigPnd") || line.starts_with("ShdPnd")) &&
                       line.find_first_not_of("0", line.find('\t') + 1) != std::string::npos;
        }
        if (!pending) {
            return;
        }
        std::this_thread::sleep_for(5ms);
    }
}

/// A picture that takes an encoder seconds.
void write_slow_one(const TempDir& dir) {
    dir.write("slow/a.png", encoded(make_picture(1500, 1000), ImageFormat::png));
}

std::vector<std::string> slow_words(const TempDir& dir, const std::string& executor) {
    return program_words({"convert", dir / "slow", "-f", "webp", "--lossless", "--effort", "9",
                          "--executor", executor, "-j", "1", "-o", dir / "out"});
}

} // namespace

TEST_CASE("time in which the program was stopped is nobody's timeout") {
    const TempDir dir;
    for (int i = 0; i < 300; ++i) {
        write_jpeg(dir, "photos/" + std::to_string(i) + ".jpg", 300, 200);
    }
    BackgroundCommand run(
        program_words({"resize", dir / "photos", "--size", "200", "--executor", "process",
                       "--timeout", "2", "--retries", "0", "-o", dir / "out"}));
    wait_for(dir / "out/.imgbatch");
    ::kill(-run.pid(), SIGSTOP);
    std::this_thread::sleep_for(4500ms);
    ::kill(-run.pid(), SIGCONT);
    const auto result = run.wait(60s);
    CHECK_FALSE(result.timed_out);
    CHECK(result.exit_code == 0);
    CHECK(files_below(dir / "out").size() == 300);
}

TEST_CASE("a stop does not wait for a slow image where workers can be killed") {
    const TempDir dir;
    write_slow_one(dir);
    BackgroundCommand run(slow_words(dir, "process"));
    wait_for(dir / "out");
    std::this_thread::sleep_for(200ms);
    const auto begin = Clock::now();
    ::kill(-run.pid(), SIGINT);
    const auto result = run.wait(20s);
    CHECK(result.signal == SIGINT);
    CHECK(Clock::now() - begin < 5s); // half a second of grace; the rest is for busy machines
    CHECK(files_below(dir / "out").empty());
}

TEST_CASE("threads end their image first, unless the signal comes twice") {
    const TempDir dir;
    write_slow_one(dir);
    for (const char* executor : {"tbb", "sequential"}) {
        CAPTURE(executor);
        BackgroundCommand run(slow_words(dir, executor));
        wait_for(dir / "out");
        std::this_thread::sleep_for(100ms);
        ::kill(run.pid(), SIGINT);
        wait_for_delivery(run.pid());
        CHECK(run.wait(100ms).timed_out);
        const auto begin = Clock::now();
        ::kill(run.pid(), SIGINT);
        const auto result = run.wait(20s);
        CHECK(result.signal == SIGINT);
        CHECK(Clock::now() - begin < 3s); // at once; the rest is for busy machines
        CHECK(files_below(dir / "out").empty());
        fs::remove_all(dir / "out");
    }
}

TEST_CASE("a file that is cut while it is read is told so and gives no output") {
    const TempDir dir;
    EncodeOptions fine;
    fine.jpeg_quality = 99;
    fine.chroma = Chroma::yuv444;
    const std::string jpeg = encoded(make_picture(1600, 1200), ImageFormat::jpeg, fine);
    REQUIRE(jpeg.size() > 1U << 20); // read in windows
    dir.write("whole/a.jpg", jpeg);
    REQUIRE(imgbatch_in(dir, {"resize", "whole", "--size", "1200", "-o", "reference"}).exit_code ==
            0);
    const std::string reference = read_file(dir / "reference/a.jpg");
    constexpr int files = 12;
    std::mt19937 random(7);
    std::size_t changed = 0;
    for (int round = 0; round < 10 && changed < 2; ++round) {
        for (int i = 0; i < files; ++i) {
            dir.write("photos/" + std::to_string(i) + ".jpg", jpeg);
        }
        fs::remove_all(dir / "out");
        BackgroundCommand run({"bash", "-c",
                               "cd '" + dir.path() +
                                   "' && exec '" IMGBATCH_PROGRAM
                                   "' resize photos --size 1200 -j 2 --executor process --batch 1 "
                                   "-o out --json > records"});
        wait_for(dir / "out");
        for (int i = 0; i < files; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(random() % 10));
            fs::resize_file(dir / ("photos/" + std::to_string(i) + ".jpg"),
                            random() % (jpeg.size() - 1));
        }
        const auto result = run.wait(60s);
        CHECK_FALSE(result.timed_out);
        CHECK(result.signal == 0);
        std::istringstream records(read_file(dir / "records"));
        for (std::string line; std::getline(records, line);) {
            const bool is_image = contains(line, R"("type":"image")");
            const bool is_changed = contains(line, R"("class":"changed")");
            changed += is_changed ? 1U : 0U;
            CHECK_MESSAGE((!is_image || is_changed || contains(line, R"("class":"ok")") ||
                           contains(line, R"("class":"truncated")") ||
                           contains(line, R"("class":"empty")")),
                          line);
        }
        for (const auto& [name, content] : files_below(dir / "out")) {
            CHECK(content == reference);
        }
    }
    CHECK(changed > 0);
}

} // namespace imgbatch::test
