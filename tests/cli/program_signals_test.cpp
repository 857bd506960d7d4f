#include "cli/program.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace imgbatch::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Whether any process of the group is left; dead ones that nobody has reaped do not count.
bool group_lives(pid_t group) {
    for (const auto& entry : fs::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "stat");
        std::string line;
        if (!std::getline(file, line)) {
            continue;
        }
        // "pid (name) state parent group …": the name may hold anything but ends at the last ')'.
        std::istringstream fields(line.substr(line.rfind(')') + 1));
        char state = 0;
        pid_t parent = 0;
        pid_t its_group = 0;
        if (fields >> state >> parent >> its_group && its_group == group && state != 'Z') {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("a signal ends the run within a second, by that signal, with nothing left behind") {
    const TempDir dir;
    for (int i = 0; i < 600; ++i) {
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
    for (int i = 0; i < 600; ++i) {
        write_jpeg(dir, "photos/" + std::to_string(i) + ".jpg", 600, 400);
    }
    const std::string out = dir / "out";
    {
        BackgroundCommand run(program_words(
            {"resize", dir / "photos", "--size", "500", "--executor", "process", "-o", out}));
        // In the midst of the work, however long a busy machine takes to get there.
        for (int i = 0; i < 1000 && !fs::exists(out); ++i) {
            std::this_thread::sleep_for(10ms);
        }
        std::this_thread::sleep_for(50ms);
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
    CHECK(files_below(out).size() == 600);
}

} // namespace imgbatch::test
