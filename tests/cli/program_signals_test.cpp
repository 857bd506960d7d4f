#include "cli/program.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <thread>

namespace imgbatch::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

bool has_temporaries(const std::string& folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".tmp") {
            return true;
        }
    }
    return false;
}

/// Whether any process of the group is left.
bool group_lives(pid_t group) {
    return ::kill(-group, 0) == 0;
}

} // namespace

TEST_CASE("a signal ends the run within a second, by that signal, with nothing left behind") {
    const TempDir dir;
    for (int i = 0; i < 300; ++i) {
        write_jpeg(dir, "photos/" + std::to_string(i) + ".jpg", 600, 400);
    }
    int number = 0;
    for (const char* executor : {"process", "tbb", "sequential"}) {
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
            for (const auto delay : {30ms, 120ms}) {
                const std::string out = dir / ("out" + std::to_string(number++));
                BackgroundCommand run(program_words({"resize", dir / "photos", "--size", "500",
                                                     "--executor", executor, "-o", out}));
                std::this_thread::sleep_for(delay);
                // As Ctrl-C does: to the whole group.
                ::kill(-run.pid(), signal);
                const auto result = run.wait(1500ms);
                CAPTURE(executor);
                CAPTURE(signal);
                CHECK_FALSE(result.timed_out);
                CHECK(result.signal == signal);
                CHECK_FALSE(group_lives(run.pid()));
                if (fs::exists(out)) {
                    CHECK_FALSE(has_temporaries(out));
                    for (const auto& [name, content] : files_below(out)) {
                        CHECK(decoded(content).width() == 500);
                    }
                }
            }
        }
    }
}

TEST_CASE("a killed parent takes its workers along and leaves only whole outputs") {
    const TempDir dir;
    for (int i = 0; i < 200; ++i) {
        write_jpeg(dir, "photos/" + std::to_string(i) + ".jpg", 600, 400);
    }
    const std::string out = dir / "out";
    {
        BackgroundCommand run(program_words(
            {"resize", dir / "photos", "--size", "500", "--executor", "process", "-o", out}));
        std::this_thread::sleep_for(150ms);
        ::kill(run.pid(), SIGKILL);
        CHECK(run.wait(1s).signal == SIGKILL);
        for (int i = 0; i < 100 && group_lives(run.pid()); ++i) {
            std::this_thread::sleep_for(10ms);
        }
        CHECK_FALSE(group_lives(run.pid()));
    }
    for (const auto& [name, content] : files_below(out)) {
        if (!contains(name, ".tmp")) {
            CHECK(decoded(content).width() == 500);
        }
    }
    // The next run finishes the work and tidies up after the dead.
    REQUIRE(imgbatch_in(dir, {"resize", "photos", "--size", "500", "-o", "out"}).exit_code == 0);
    CHECK(files_below(out).size() == 200);
}

} // namespace imgbatch::test
