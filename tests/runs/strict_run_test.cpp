#include <imgbatch/run.h>

#include "runs/photo_tree.h"
#include "support/fault_image.h"
#include "support/files_below.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

#ifndef __SANITIZE_THREAD__

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using test::files_below;
using test::TempDir;

class Collector : public Observer {
public:
    void found(const ScanTotals&) override { on_found(); }
    Expected<void> outcome(const ImageOutcome& outcome) override {
        outcomes[outcome.input] = outcome;
        return {};
    }

    std::function<void()> on_found = [] {};
    std::map<std::string, ImageOutcome> outcomes;
};

/// All that a record tells but times; where `home` was is a star.
std::string told(const ImageOutcome& outcome, const std::string& home) {
    std::ostringstream text;
    text << to_word(outcome.outcome) << '|' << outcome.index << '|' << outcome.input << '|'
         << outcome.output << '|' << to_word(outcome.stage) << '|' << outcome.message << '|'
         << outcome.errno_value << '|' << outcome.attempts << '|' << to_word(outcome.input_format)
         << '|' << to_word(outcome.output_format) << '|' << outcome.input_size.width << 'x'
         << outcome.input_size.height << '|' << outcome.output_size.width << 'x'
         << outcome.output_size.height << '|' << outcome.input_bytes << '|' << outcome.output_bytes;
    for (const std::string& warning : outcome.warnings) {
        text << '|' << warning;
    }
    std::string line = text.str();
    for (auto at = line.find(home); at != std::string::npos; at = line.find(home, at)) {
        line.replace(at, home.size(), "*");
    }
    return line;
}

/// What a run came to.
struct Came {
    std::map<std::string, std::string> files; ///< "mode content" by path
    std::vector<std::string> records;
    std::vector<std::string> folders;
};

using Prepare = std::function<void(const TempDir&, RunOptions&, Collector&)>;

Came come_of(Sandbox level, const Prepare& prepare) {
    const TempDir dir;
    test::write_sound_photos(dir);
    test::write_bad_photos(dir);
    dir.write("photos/notes.txt", "not an image");
    RunOptions options;
    options.input.paths = {dir / "photos"};
    options.output.output = dir / "out";
    options.output.label = "50x50";
    options.image.geometry.size = SizeSpec{50, 50, std::nullopt};
    options.executor.kind = ExecutorKind::process;
    options.executor.jobs = 3;
    options.sandbox.level = level;
    Collector collector;
    prepare(dir, options, collector);
    auto stop = StopFlag::create();
    REQUIRE(stop);
    const auto result = run(options, collector, *stop);
    REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
    CHECK_MESSAGE(!result->ended_early, result->ended_early->message);
    CHECK(result->summary.sandbox == (level == Sandbox::strict ? "strict" : "off"));
    Came came;
    for (const auto& [path, content] : files_below(dir.path())) {
        struct stat status {};
        REQUIRE(::stat((dir / path).c_str(), &status) == 0);
        came.files[path] = std::to_string(status.st_mode) + " " + content;
    }
    for (const auto& entry : fs::recursive_directory_iterator(dir.path())) {
        if (entry.is_directory()) {
            came.folders.push_back(entry.path().string().substr(dir.path().size()));
        }
    }
    std::sort(came.folders.begin(), came.folders.end());
    for (const auto& [input, outcome] : collector.outcomes) {
        came.records.push_back(told(outcome, dir.path()));
    }
    return came;
}

/// Checks that strict does what workers with files of their own do. Gives the records.
std::vector<std::string> check_same(const Prepare& prepare) {
    const Came direct = come_of(Sandbox::off, prepare);
    const Came strict = come_of(Sandbox::strict, prepare);
    CHECK(direct.records == strict.records);
    CHECK((direct.files == strict.files));
    CHECK(direct.folders == strict.folders);
    for (const auto& file : direct.files) {
        CHECK_MESSAGE(strict.files.contains(file.first), file.first);
    }
    for (const auto& file : strict.files) {
        CHECK_MESSAGE(direct.files.contains(file.first), file.first);
    }
    return direct.records;
}

std::size_t count(const std::vector<std::string>& records, const std::string& word) {
    return static_cast<std::size_t>(
        std::count_if(records.begin(), records.end(),
                      [&](const std::string& record) { return record.starts_with(word + "|"); }));
}

} // namespace

TEST_CASE("strict makes the same files and tells the same as workers that open by name") {
    const auto records = check_same([](const TempDir&, RunOptions&, Collector&) {});
    CHECK(count(records, "ok") == test::sound_photos);
    CHECK(count(records, "truncated") == 1);
    CHECK(count(records, "not-image") == 1);
    CHECK(count(records, "empty") == 1);
    CHECK(count(records, "skipped-other") == 1);
}

TEST_CASE("strict writes every format") {
    for (const OutputFormat format : {OutputFormat::webp, OutputFormat::png, OutputFormat::avif}) {
        const auto records = check_same([&](const TempDir&, RunOptions& options, Collector&) {
            options.image.encode.format = format;
            options.output.on_collision = OnCollision::suffix;
        });
        CHECK(count(records, "ok") == test::sound_photos);
    }
}

TEST_CASE("strict fills in late fields as workers that open by name do") {
    for (const char* pattern : {"/out/{name}-{w}x{h}.{ext}", "/out/{hash}.{ext}",
                                "/out/{w}/{dir}/{{{name}}}.{ext}", "/out/{name}{w}.{ext}"}) {
        CAPTURE(pattern);
        const auto records = check_same([&](const TempDir& dir, RunOptions& options, Collector&) {
            options.output.output = dir.path() + pattern;
            options.executor.jobs = 1; // which of two claims comes first is the same then
            // Both are "9014.jpg" where that is {name}{w}.
            dir.write("photos/90.jpg", test::encoded(test::make_picture(14, 9), ImageFormat::jpeg));
            dir.write("photos/901.jpg", test::encoded(test::make_picture(4, 9), ImageFormat::jpeg));
        });
        const bool collides = std::string_view(pattern) == "/out/{name}{w}.{ext}";
        CHECK(count(records, "collision") == (collides ? 1 : 0));
        CHECK(count(records, "ok") == test::sound_photos + (collides ? 1 : 2));
    }
}

TEST_CASE("strict replaces in place") {
    const auto records = check_same([](const TempDir& dir, RunOptions& options, Collector&) {
        options.output.output.reset();
        options.output.in_place = true;
        options.image.commit.in_place = true;
        options.image.commit.keep_dates = true;
        ::chmod((dir / "photos/a.jpg").c_str(), 0640);
    });
    CHECK(count(records, "ok") > 0);
    CHECK(count(records, "up-to-date") == 11);
}

TEST_CASE("strict leaves alone what is to be left alone") {
    for (const Overwrite overwrite : {Overwrite::never, Overwrite::older, Overwrite::always}) {
        check_same([&](const TempDir& dir, RunOptions& options, Collector&) {
            options.image.commit.overwrite = overwrite;
            dir.write("out/a.jpg", "was there");
            dir.write("out/day 1/gray.jpg", "was there");
            const std::array<timespec, 2> old{{{1000, 0}, {1000, 0}}};
            ::utimensat(AT_FDCWD, (dir / "out/a.jpg").c_str(), old.data(), 0);
            REQUIRE(::symlink("nowhere", (dir / "out/b.png").c_str()) == 0);
            REQUIRE(::symlink((dir / "photos/c.webp").c_str(), (dir / "out/c.webp").c_str()) == 0);
            fs::create_directories(dir / "out/many/3.jpg");
        });
    }
}

TEST_CASE("strict follows content that belies its name, but never onto another input's name") {
    check_same([](const TempDir& dir, RunOptions&, Collector&) {
        const auto jpeg = test::encoded(test::make_picture(60, 60), ImageFormat::jpeg);
        dir.write("photos/lies.gif", jpeg);
        dir.write("photos/taken.gif", jpeg);
        dir.write("photos/taken.gif.jpg", jpeg);
        dir.write("photos/none", jpeg);
    });
}

TEST_CASE("strict tells what vanished, and makes no folder for what fails") {
    const auto records = check_same([](const TempDir& dir, RunOptions& options, Collector& told) {
        options.image.encode.format = OutputFormat::webp; // names are listed first
        options.output.on_collision = OnCollision::suffix;
        dir.write("photos/gone/a.jpg", "soon gone");
        dir.write("photos/broken/deep/a.jpg", "no picture");
        const std::string victim = dir / "photos/gone/a.jpg";
        told.on_found = [victim] { ::unlink(victim.c_str()); };
    });
    CHECK(count(records, "vanished") == 1);
}

TEST_CASE("in strict too exactly the images that kill their worker fail, and leave nothing") {
    if (!test::has_fault_images) {
        return;
    }
    const auto records = check_same([](const TempDir& dir, RunOptions& options, Collector&) {
        const auto picture = test::encoded(test::make_picture(64, 48), ImageFormat::png);
        options.executor.timeout = std::chrono::milliseconds(2000);
        for (const char* order : {"segv", "exit:0", "kill", "hang", "half"}) {
            for (const Stage stage : {Stage::probe, Stage::encode, Stage::commit}) {
                const std::string name = std::string(order) + std::string(to_word(stage));
                dir.write("photos/" + name + ".png", test::with_fault(picture, stage, order));
                dir.write("photos/alone/" + name + "/a.png",
                          test::with_fault(picture, stage, order));
            }
        }
    });
    CHECK(count(records, "ok") == test::sound_photos);
    CHECK(count(records, "crashed") == 18);
    CHECK(count(records, "killed") == 6);
    CHECK(count(records, "timeout") == 6);
}

TEST_CASE("strict tells of outputs that cannot be written, and of bad inputs as bad") {
    const auto records = check_same([](const TempDir& dir, RunOptions&, Collector&) {
        dir.write("out/day 1", "a file is in the way");
        dir.write("photos/day 1/bad.jpg", "no picture");
        dir.write("photos/" + std::string(250, 'x') + ".jpg",
                  test::encoded(test::make_picture(60, 60), ImageFormat::jpeg));
    });
    CHECK(count(records, "write-error") == 3);
    CHECK(count(records, "not-image") == 2);
}

} // namespace imgbatch

#endif
