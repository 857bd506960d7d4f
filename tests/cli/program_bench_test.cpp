#include "cli/program.h"
#include "record/json_fields.h"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <sstream>
#include <thread>

namespace imgbatch::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// `count` small pictures in photos/, and an empty folder for the scratch space.
void make_photos(const TempDir& dir, int count) {
    for (int i = 0; i < count; ++i) {
        write_jpeg(dir, "photos/" + std::to_string(i) + ".jpg", 60 + i, 40);
    }
    fs::create_directories(dir / "scratch");
}

std::vector<std::string> quick(std::vector<std::string> more) {
    std::vector<std::string> words{"bench",    "photos", "--size",    "20",
                                   "--rounds", "1",      "--scratch", "scratch"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// How many lines there are of each type; every line has to be JSON.
std::map<std::string, int> types_of(const std::string& lines) {
    std::map<std::string, int> types;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
        const auto fields = parse_json_line(line);
        REQUIRE_MESSAGE(fields, line);
        const JsonValue* type = fields->find("type");
        REQUIRE(type != nullptr);
        ++types[std::get<std::string>(*type)];
    }
    return types;
}

} // namespace

TEST_CASE("bench measures all executors, names a winner and leaves nothing behind") {
    const TempDir dir;
    make_photos(dir, 6);
    const auto before = files_below(dir / "photos");
    const auto result = imgbatch_in(dir, quick({"--jobs", "1,2", "--batches", "auto,1"}));
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(contains(result.out, "winner: "));
    CHECK(contains(result.out, "use: --executor "));
    for (const char* executor : {"\nprocess ", "\ntbb ", "\nsequential "}) {
        CHECK(contains(result.out, executor));
    }
    CHECK(contains(result.err, "measuring 6 images"));
    CHECK(contains(result.err, "6 configurations, 1 round after a warm-up; outputs in scratch"));
    CHECK(fs::is_empty(dir / "scratch"));
    CHECK(files_below(dir / "photos") == before);
    CHECK(files_below(dir.path()).size() == before.size());
}

TEST_CASE("bench --json is a line per configuration and executor, and a summary") {
    const TempDir dir;
    make_photos(dir, 5);
    const auto result =
        imgbatch_in(dir, quick({"--executors", "process,sequential", "--jobs", "2", "--batches",
                                "auto,16", "--json", "--quiet", "--max-images", "3"}));
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(types_of(result.out) ==
          std::map<std::string, int>{{"bench", 3}, {"bench-executor", 2}, {"bench-summary", 1}});
    CHECK(contains(result.out, R"("images":3,"images_found":5)"));
    CHECK(result.err.empty());
}

TEST_CASE("bench --plot writes a chart with a bar per configuration that any XML reader takes") {
    const TempDir dir;
    make_photos(dir, 3);
    const auto result = imgbatch_in(dir, quick({"--executors", "process,tbb", "--jobs", "1,2",
                                                "--batches", "auto", "--plot", "chart.svg"}));
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    const auto read =
        run_command({"python3", "-c",
                     "import sys, xml.etree.ElementTree as tree\n"
                     "root = tree.parse(sys.argv[1]).getroot()\n"
                     "assert root.tag == '{http://www.w3.org/2000/svg}svg', root.tag\n"
                     "print(sum(e.get('class', '').startswith('bar ') for e in root.iter()))\n",
                     dir / "chart.svg"});
    REQUIRE_MESSAGE(read.exit_code == 0, read.err);
    CHECK(read.out == "4\n");
}

TEST_CASE("broken images are named and do not spoil the measurement") {
    const TempDir dir;
    make_photos(dir, 4);
    dir.write("photos/broken.jpg", "no image");
    dir.write("photos/notes.txt", "hello");
    const auto result =
        imgbatch_in(dir, quick({"--executors", "process", "--jobs", "2", "--batches", "auto"}));
    CHECK(result.exit_code == 1);
    CHECK(contains(result.err, "photos/broken.jpg: not-image"));
    CHECK(contains(result.out, "5 images"));
    CHECK(contains(result.out, "1 of them failed"));
    CHECK(contains(result.out, "winner: process"));
    CHECK(fs::is_empty(dir / "scratch"));
}

TEST_CASE("without an image bench says so: none found is exit 3, none that could be done exit 1") {
    const TempDir dir;
    make_photos(dir, 0);
    fs::create_directories(dir / "photos");
    auto result = imgbatch_in(dir, quick({}));
    CHECK(result.exit_code == 3);
    CHECK(result.out.empty());
    dir.write("photos/notes.txt", "hello");
    CHECK(imgbatch_in(dir, quick({})).exit_code == 3);
    dir.write("photos/bad.jpg", "no image");
    result = imgbatch_in(dir, quick({}));
    CHECK(result.exit_code == 1);
    CHECK(contains(result.err, "bad.jpg"));
    CHECK(fs::is_empty(dir / "scratch"));
}

TEST_CASE("what makes no sense for bench is a usage error, and nothing is touched") {
    const TempDir dir;
    make_photos(dir, 1);
    for (const std::vector<std::string>& words : {std::vector<std::string>{"--in-place"},
                                                  {"-o", "out"},
                                                  {"--dry-run"},
                                                  {"--print0"},
                                                  {"--executor", "tbb"},
                                                  {"--executors", "auto"},
                                                  {"--jobs", "0"},
                                                  {"--batches", "1,1"},
                                                  {"--rounds", "0"},
                                                  {"--max-images", "0"},
                                                  {"-"},
                                                  {"--scratch"}}) {
        CAPTURE(words.front());
        CHECK(imgbatch_in(dir, quick(words)).exit_code == 2);
    }
    CHECK(imgbatch_in(dir, {"bench", "photos"}).exit_code == 2);
    CHECK(imgbatch_in(dir, {"bench", "--size", "20"}).exit_code == 2);
    CHECK(files_below(dir.path()).size() == 1);
    CHECK(fs::is_empty(dir / "scratch"));
}

TEST_CASE("a scratch folder or chart that cannot be written is exit 4, before any work") {
    const TempDir dir;
    make_photos(dir, 1);
    auto result =
        imgbatch_in(dir, {"bench", "photos", "--size", "20", "--rounds", "1", "--scratch", "none"});
    CHECK(result.exit_code == 4);
    CHECK(contains(result.err, "none"));
    result = imgbatch_in(dir, quick({"--plot", "none/chart.svg"}));
    CHECK(result.exit_code == 4);
    CHECK(contains(result.err, "--plot none/chart.svg"));
    CHECK(result.out.empty());
}

TEST_CASE("a signal ends bench by that signal, soon, with nothing left in its scratch folder") {
    const TempDir dir;
    make_photos(dir, 60);
    for (const int signal : {SIGINT, SIGTERM}) {
        for (const auto delay : {60ms, 400ms}) {
            BackgroundCommand run(
                program_words({"bench", dir / "photos", "--size", "20", "--rounds", "1000",
                               "--scratch", dir / "scratch", "--plot", dir / "chart.svg"}));
            std::this_thread::sleep_for(delay);
            // As Ctrl-C does: to the whole group.
            ::kill(-run.pid(), signal);
            const auto result = run.wait(10s);
            CAPTURE(signal);
            CHECK_FALSE(result.timed_out);
            CHECK(result.signal == signal);
            CHECK(fs::is_empty(dir / "scratch"));
            CHECK_FALSE(fs::exists(dir / "chart.svg"));
            CHECK_FALSE(has_temporaries(dir.path()));
        }
    }
}

TEST_CASE("resize -v says which executor works and, where it was left to us, why") {
    const TempDir dir;
    make_photos(dir, 1);
    auto result = imgbatch_in(dir, {"resize", "photos", "--size", "20", "-v", "-j", "2"});
    CHECK(contains(result.err, "executor process, 2 lanes; auto: a crash costs one image"));
    result = imgbatch_in(dir, {"resize", "photos", "--size", "20", "-v", "--executor", "process"});
    CHECK(contains(result.err, "executor process, "));
    CHECK_FALSE(contains(result.err, "auto"));
}

} // namespace imgbatch::test
