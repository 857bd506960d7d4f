#include "cli/program.h"
#include "record/record.h"
#include "support/fault_image.h"
#include "support/skip.h"
#include "support/tiny_disk.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>

namespace imgbatch::test {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> executors{"process", "tbb", "sequential"};
constexpr int images = 48;
constexpr unsigned largest_kib = 4096;

/// Large outputs, about 90 KiB each: all of them just do not fit into 4 MiB.
std::vector<std::string> resize_words(const std::string& out, const std::string& executor) {
    return {"resize", "photos", "--size", "200", "-f",         "png",   "-o",
            out,      "--json", "-j",     "2",   "--executor", executor};
}

/// KiB from one size to the next; finer in a long run.
unsigned step() {
    const char* text = std::getenv("IMGBATCH_DISK_STEP");
    return text == nullptr ? 512U : static_cast<unsigned>(std::atoi(text));
}

/// What is told as done is there, what is there is whole.
void check_outputs(const CommandResult& result, const std::map<std::string, std::string>& found,
                   const std::map<std::string, std::string>& right) {
    for (const auto& each : found) {
        REQUIRE_MESSAGE(right.contains(each.first), each.first);
        CHECK_MESSAGE(each.second == right.at(each.first), each.first);
    }
    std::size_t told = 0;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
        const auto record = parse_record(line);
        REQUIRE(record.has_value());
        if (record->type == RecordType::image && record->image.outcome == OutcomeClass::ok) {
            ++told;
            CHECK(found.contains(fs::path(record->image.output).filename()));
        }
    }
    CHECK(told <= found.size());
    // Where only the journal found no room, the run cannot be resumed, and says so.
    const bool journal_failed = contains(result.err, "cannot write the journal '");
    const bool complete = found.size() == right.size() && !journal_failed;
    CHECK(result.exit_code == (complete ? 0 : 4));
}

} // namespace

TEST_CASE("however full the disk is, outputs are whole and the run says that it was full") {
    const TempDir dir;
    for (int i = 0; i < images; ++i) {
        const auto picture =
            make_picture(240, 170, ColorModel::rgb, SampleType::u8, static_cast<unsigned>(i));
        dir.write("photos/" + std::to_string(i) + ".jpg", encoded(picture, ImageFormat::jpeg));
    }
    REQUIRE(imgbatch_in(dir, resize_words("right", "tbb")).exit_code == 0);
    const auto right = files_below(dir / "right");
    unsigned round = 0;
    bool was_full = false;
    for (unsigned kib = 4; kib <= largest_kib; kib = kib / step() * step() + step()) {
        const std::string executor = executors.at(round++ % executors.size());
        CAPTURE(kib);
        CAPTURE(executor);
        const TinyDisk disk(dir / "disk", std::to_string(kib) + "k");
        if (!disk.mounted()) {
            skip("no tmpfs can be mounted here");
            return;
        }
        const auto result = imgbatch_in(dir, resize_words("disk/out", executor));
        REQUIRE_FALSE(result.timed_out);
        CHECK(result.signal == 0);
        CHECK_FALSE(has_temporaries(dir / "disk"));
        check_outputs(result, files_below(dir / "disk/out"), right);
        was_full = was_full || result.exit_code == 4;
    }
    CHECK(was_full);
}

TEST_CASE("where the output side is read-only no image is even looked at") {
    const TempDir dir;
    const TinyDisk disk(dir / "disk", "256k");
    if (!disk.mounted()) {
        skip("no tmpfs can be mounted here");
        return;
    }
    disk.make_read_only();
    const std::string image = encoded(make_picture(40, 30), ImageFormat::png);
    for (int i = 0; i < 5; ++i) {
        dir.write("photos/" + std::to_string(i) + ".png",
                  with_fault(image, Stage::probe, "write:" + (dir / "looked")));
    }
    for (const std::string executor : executors) {
        for (const std::string out : {"disk/out", "disk/{name}-{w}.{ext}"}) {
            CAPTURE(executor);
            CAPTURE(out);
            auto words = resize_words(out, executor);
            words.insert(words.end(), {"--sandbox", "off"});
            const auto result = imgbatch_in(dir, words);
            CHECK(result.exit_code == 4);
            CHECK(contains(result.err, "Read-only"));
            CHECK_FALSE(fs::exists(dir / "looked"));
        }
    }
    // The order works where the output side does.
    auto words = resize_words("out", "process");
    words.insert(words.end(), {"--sandbox", "off"});
    CHECK(imgbatch_in(dir, words).exit_code == 0);
    CHECK(fs::exists(dir / "looked"));
}

TEST_CASE("a limit on the size of files fails the images that are larger, and nothing else") {
    const TempDir dir;
    dir.write("photos/large.png", encoded(make_picture(200, 150), ImageFormat::png));
    dir.write("photos/small.png", encoded(make_picture(20, 15), ImageFormat::png));
    CommandSetup setup;
    setup.folder = dir.path();
    for (const std::string executor : executors) {
        CAPTURE(executor);
        const auto result =
            run_command({"bash", "-c",
                         "ulimit -f 8; exec '" IMGBATCH_PROGRAM "' resize photos --size 200 -o " +
                             executor + " --json --executor " + executor},
                        setup);
        CHECK(result.signal == 0);
        CHECK(result.exit_code == 1);
        CHECK(contains(result.out, R"("class":"write-error","stage":"commit")"));
        CHECK(contains(result.out, R"("errno":27,"attempts":1)"));
        CHECK(fs::exists(dir / (executor + "/small.png")));
        CHECK_FALSE(fs::exists(dir / (executor + "/large.png")));
        CHECK_FALSE(has_temporaries(dir / executor));
    }
}

TEST_CASE("where --json finds no one to take it, the run is no success") {
    const TempDir dir;
    dir.write("photos/a.png", encoded(make_picture(20, 15), ImageFormat::png));
    CommandSetup setup;
    setup.folder = dir.path();
    for (const std::string executor : executors) {
        for (const std::string redirection : {">/dev/full", ">&-"}) {
            CAPTURE(executor);
            CAPTURE(redirection);
            const auto result = run_command({"bash", "-c",
                                             "exec '" IMGBATCH_PROGRAM
                                             "' resize photos --size 9 -o out --overwrite always "
                                             "--json --executor " +
                                                 executor + " " + redirection},
                                            setup);
            CHECK(result.exit_code == 4);
            CHECK(contains(result.err, "cannot write to stdout"));
            CHECK_FALSE(has_temporaries(dir / "out"));
        }
    }
}

} // namespace imgbatch::test
