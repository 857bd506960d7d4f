#include <imgbatch/run.h>

#include "record/journal_reader.h"
#include "runs/photo_tree.h"
#include "support/files_below.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include <sys/stat.h>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using test::files_below;
using test::TempDir;

/// Collects what a run tells, and can ask it to stop.
class Collector : public Observer {
public:
    void found(const ScanTotals& totals) override { last_totals = totals; }

    Expected<void> outcome(const ImageOutcome& outcome) override {
        outcomes.push_back(outcome);
        if (outcomes.size() == deaf_after) {
            return Error{OutcomeClass::write_error, Stage::commit, "nobody listens", EPIPE};
        }
        return {};
    }

    std::map<std::string, OutcomeClass> classes() const {
        std::map<std::string, OutcomeClass> result;
        for (const ImageOutcome& outcome : outcomes) {
            result[outcome.input] = outcome.outcome;
        }
        return result;
    }

    std::size_t count(OutcomeClass value) const {
        return static_cast<std::size_t>(
            std::count_if(outcomes.begin(), outcomes.end(),
                          [&](const ImageOutcome& o) { return o.outcome == value; }));
    }

    std::vector<ImageOutcome> outcomes;
    ScanTotals last_totals;
    std::size_t deaf_after = 0;
};

RunOptions resize_options(const TempDir& dir, const std::string& output,
                          ExecutorKind kind = ExecutorKind::sequential) {
    RunOptions options;
    options.input.paths = {dir / "photos"};
    options.output.output = dir / output;
    options.output.label = "50x50";
    options.image.geometry.size = SizeSpec{50, 50, std::nullopt};
    options.executor.kind = kind;
    options.executor.jobs = 2;
    return options;
}

RunResult run_with(const RunOptions& options, Observer& observer) {
    auto stop = StopFlag::create();
    REQUIRE(stop);
    auto result = run(options, observer, *stop);
    REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
    return *std::move(result);
}

bool has_temporaries(const std::string& folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".tmp") {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("a tree is mirrored, every image once, and the sum is right") {
    const TempDir dir;
    test::write_sound_photos(dir);
    dir.write("photos/notes.txt", "not an image");
    Collector told;
    const RunResult result = run_with(resize_options(dir, "out"), told);
    CHECK_FALSE(result.ended_early);
    CHECK(told.outcomes.size() == test::sound_photos + 1);
    CHECK(told.count(OutcomeClass::ok) == test::sound_photos);
    CHECK(told.count(OutcomeClass::skipped_other) == 1);
    CHECK(told.last_totals.complete);
    CHECK(told.last_totals.images == test::sound_photos + 1);
    CHECK(result.summary.count(OutcomeClass::ok) == test::sound_photos);
    CHECK(result.summary.executor == "sequential");
    const auto files = files_below(dir / "out");
    CHECK(files.size() == test::sound_photos);
    CHECK(files.contains("day 1/deep/16.png"));
    CHECK(files.contains("day 1/turned.JPG"));
    CHECK(test::decoded(files.at("day 1/turned.JPG")).height() == 50);
}

TEST_CASE("outputs have the same bytes for every executor, number of jobs and size of batches") {
    const TempDir dir;
    test::write_sound_photos(dir);
    Collector told;
    run_with(resize_options(dir, "reference"), told);
    const auto reference = files_below(dir / "reference");
    REQUIRE(reference.size() == test::sound_photos);
    int number = 0;
    for (const ExecutorKind kind : {ExecutorKind::process, ExecutorKind::tbb}) {
        for (const unsigned jobs : {1U, 2U, 5U}) {
            for (const unsigned batch : {0U, 1U, 7U, 64U}) {
                const std::string name = "out" + std::to_string(number++);
                RunOptions options = resize_options(dir, name, kind);
                options.executor.jobs = jobs;
                options.batch.fixed_tasks = batch == 0 ? std::nullopt : std::optional(batch);
#ifdef __SANITIZE_THREAD__
                if (kind == ExecutorKind::process) {
                    continue;
                }
#endif
                Collector other;
                // Threads started by tbb stay: process runs come first.
                run_with(options, other);
                CHECK(files_below(dir / name) == reference);
                fs::remove_all(dir / name);
            }
        }
    }
}

TEST_CASE("AVIF, which a module writes, has the same bytes in every executor") {
    const TempDir dir;
    test::write_sound_photos(dir);
    std::map<std::string, std::string> reference;
    for (const ExecutorKind kind :
         {ExecutorKind::process, ExecutorKind::sequential, ExecutorKind::tbb}) {
#ifdef __SANITIZE_THREAD__
        if (kind == ExecutorKind::process) {
            continue;
        }
#endif
        RunOptions options = resize_options(dir, "out", kind);
        options.image.encode.format = OutputFormat::avif;
        options.output.on_collision = OnCollision::suffix;
        Collector told;
        run_with(options, told);
        auto files = files_below(dir / "out");
        REQUIRE(files.size() == test::sound_photos);
        CHECK(files.contains("a.avif"));
        if (reference.empty()) {
            reference = std::move(files);
        } else {
            CHECK(files == reference);
        }
        fs::remove_all(dir / "out");
    }
}

TEST_CASE("bad files are named with their class in every executor, and all others are done") {
    const TempDir dir;
    test::write_sound_photos(dir);
    const auto bad = test::write_bad_photos(dir);
    for (const ExecutorKind kind : {ExecutorKind::sequential, ExecutorKind::tbb}) {
        const std::string name = std::string(to_word(kind));
        Collector told;
        const RunResult result = run_with(resize_options(dir, name, kind), told);
        CHECK(result.summary.count(OutcomeGroup::failed) == bad.size());
        CHECK(told.count(OutcomeClass::ok) == test::sound_photos);
        const auto classes = told.classes();
        for (const auto& [path, expected] : bad) {
            CHECK(classes.at(dir / path) == expected);
        }
        CHECK(files_below(dir / name).size() == test::sound_photos);
    }
}

TEST_CASE("a second run finds its outputs newer and does nothing") {
    const TempDir dir;
    test::write_sound_photos(dir);
    Collector first;
    run_with(resize_options(dir, "out"), first);
    const auto before = files_below(dir / "out");
    Collector second;
    run_with(resize_options(dir, "out"), second);
    CHECK(second.count(OutcomeClass::up_to_date) == test::sound_photos);
    CHECK(files_below(dir / "out") == before);
}

TEST_CASE("an output folder inside the input is not walked") {
    const TempDir dir;
    test::write_sound_photos(dir);
    for (int round = 0; round < 2; ++round) {
        RunOptions options = resize_options(dir, "photos/small");
        options.image.commit.overwrite = Overwrite::always;
        Collector told;
        run_with(options, told);
        CHECK(told.outcomes.size() == test::sound_photos);
    }
}

TEST_CASE("two inputs for one name end the run before anything is written") {
    const TempDir dir;
    dir.write("photos/a.jpg", test::encoded(test::make_picture(60, 60), ImageFormat::jpeg));
    dir.write("photos/a.png", test::encoded(test::make_picture(60, 60), ImageFormat::png));
    RunOptions options = resize_options(dir, "out");
    options.image.encode.format = OutputFormat::webp;
    auto stop = StopFlag::create();
    REQUIRE(stop);
    Collector told;
    const auto refused = run(options, told, *stop);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == OutcomeClass::usage);
    CHECK(refused.error().message.find("a.png") != std::string::npos);
    CHECK_FALSE(fs::exists(dir / "out"));

    options.output.on_collision = OnCollision::append_extension;
    const RunResult result = run_with(options, told);
    CHECK(result.summary.count(OutcomeClass::ok) == 2);
    CHECK(fs::exists(dir / "out/a.jpg.webp"));
    CHECK(fs::exists(dir / "out/a.png.webp"));
}

TEST_CASE("the journal holds a record of every outcome") {
    const TempDir dir;
    test::write_sound_photos(dir);
    test::write_bad_photos(dir);
    Collector told;
    run_with(resize_options(dir, "out"), told);
    std::map<std::string, OutcomeClass> journal;
    const auto stats = read_journals(dir / "out", [&](const ImageOutcome& outcome) {
        journal[outcome.input] = outcome.outcome;
    });
    REQUIRE(stats);
    CHECK(stats->files == 1);
    CHECK(journal == told.classes());
}

TEST_CASE("when nobody listens any more the run stops and says why") {
    const TempDir dir;
    test::write_sound_photos(dir);
    Collector told;
    told.deaf_after = 3;
    RunOptions options = resize_options(dir, "out");
    options.batch.fixed_tasks = 1;
    const RunResult result = run_with(options, told);
    REQUIRE(result.ended_early);
    CHECK(result.ended_early->errno_value == EPIPE);
    CHECK(told.count(OutcomeClass::ok) < test::sound_photos);
    CHECK_FALSE(has_temporaries(dir / "out"));
}

TEST_CASE("an output folder that cannot be made ends the run before any work") {
    const TempDir dir;
    test::write_sound_photos(dir);
    dir.write("in the way", "a file");
    RunOptions options = resize_options(dir, "in the way/out");
    auto stop = StopFlag::create();
    REQUIRE(stop);
    Collector told;
    const auto refused = run(options, told, *stop);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == OutcomeClass::write_error);
    CHECK(told.outcomes.empty());
}

TEST_CASE("nothing found is a run of no images that leaves no folder") {
    const TempDir dir;
    fs::create_directory(dir / "photos");
    Collector told;
    const RunResult result = run_with(resize_options(dir, "out"), told);
    CHECK(result.summary.images() == 0);
    CHECK_FALSE(fs::exists(dir / "out"));
}

TEST_CASE("in place replaces each file once and leaves nothing beside") {
    const TempDir dir;
    test::write_sound_photos(dir);
    const auto before = files_below(dir / "photos");
    RunOptions options = resize_options(dir, "");
    options.output.output.reset();
    options.output.in_place = true;
    options.image.commit.in_place = true;
    Collector told;
    run_with(options, told);
    // Eleven of the small ones fit as they are and are spared one more lossy encoding.
    CHECK(told.count(OutcomeClass::ok) == test::sound_photos - 11);
    CHECK(told.count(OutcomeClass::up_to_date) == 11);
    const auto after = files_below(dir / "photos");
    CHECK(after.size() == before.size());
    CHECK(after.at("a.jpg") != before.at("a.jpg"));
    CHECK(test::decoded(after.at("a.jpg")).width() == 50);
}

TEST_CASE("a plan tells each output without writing anything") {
    const TempDir dir;
    test::write_sound_photos(dir);
    const auto outcomes = plan(resize_options(dir, "out"));
    REQUIRE(outcomes);
    CHECK(outcomes->size() == test::sound_photos);
    CHECK(outcomes->front().output == dir / "out/a.jpg");
    CHECK_FALSE(fs::exists(dir / "out"));
    Collector told;
    run_with(resize_options(dir, "out"), told);
    for (const ImageOutcome& planned : *outcomes) {
        CHECK(fs::exists(planned.output));
    }
}

} // namespace imgbatch
