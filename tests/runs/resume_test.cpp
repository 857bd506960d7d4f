#include <imgbatch/run.h>

#include "record/journal_reader.h"
#include "record/record.h"
#include "runs/photo_tree.h"
#include "support/files_below.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using test::files_below;
using test::TempDir;
using Classes = std::map<std::string, OutcomeClass>;

class Collector : public Observer {
public:
    void found(const ScanTotals& totals) override { last_totals = totals; }
    Expected<void> outcome(const ImageOutcome& outcome) override {
        outcomes.push_back(outcome);
        return {};
    }

    [[nodiscard]] std::size_t count(OutcomeClass value) const {
        return static_cast<std::size_t>(
            std::count_if(outcomes.begin(), outcomes.end(),
                          [&](const ImageOutcome& o) { return o.outcome == value; }));
    }

    std::vector<ImageOutcome> outcomes;
    ScanTotals last_totals;
};

struct Told {
    RunResult result;
    Collector heard;
};

RunOptions options_for(const TempDir& dir, Resume resume = Resume::no) {
    RunOptions options;
    options.input.paths = {dir / "photos"};
    options.output.output = dir / "out";
    options.output.label = "50x50";
    options.image.geometry.size = SizeSpec{50, 50, std::nullopt};
    options.executor.kind = ExecutorKind::sequential;
    options.resume = resume;
    return options;
}

Told run_with(const RunOptions& options) {
    auto stop = StopFlag::create();
    REQUIRE(stop);
    Told told;
    auto result = run(options, told.heard, *stop);
    REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
    told.result = *std::move(result);
    return told;
}

Error refusal_of(const RunOptions& options) {
    auto stop = StopFlag::create();
    REQUIRE(stop);
    Collector heard;
    auto result = run(options, heard, *stop);
    REQUIRE_FALSE(result);
    CHECK(heard.outcomes.empty());
    return result.error();
}

std::vector<std::string> journals_of(const std::string& root) {
    auto journals = list_journals(root);
    REQUIRE(journals);
    return *journals;
}

/// Another date, a minute earlier, so that the rule of dates does not see a change.
void make_older(const std::string& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    const timespec times[2] = {{0, UTIME_OMIT},
                               {status.st_mtim.tv_sec - 60, status.st_mtim.tv_nsec}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

void write_three(const TempDir& dir) {
    for (const char* name : {"a", "b", "c"}) {
        dir.write("photos/" + std::string(name) + ".jpg",
                  test::encoded(test::make_picture(90, 70), ImageFormat::jpeg));
    }
}

std::string class_words(const Told& told) {
    std::vector<std::string> words;
    for (const ImageOutcome& outcome : told.heard.outcomes) {
        words.push_back(fs::path(outcome.input).filename().string() + "=" +
                        std::string(to_word(outcome.outcome)) + " ");
    }
    std::sort(words.begin(), words.end());
    std::string text;
    for (const std::string& word : words) {
        text += word;
    }
    return text;
}

constexpr auto all_done = "a.jpg=up-to-date b.jpg=up-to-date c.jpg=up-to-date ";
constexpr auto all_ok = "a.jpg=ok b.jpg=ok c.jpg=ok ";
constexpr auto b_again = "a.jpg=up-to-date b.jpg=ok c.jpg=up-to-date ";

} // namespace

TEST_CASE("what an earlier run has done is told, not opened and not recorded once more") {
    const TempDir dir;
    test::write_sound_photos(dir);
    test::write_bad_photos(dir);
    const Told first = run_with(options_for(dir));
    CHECK(first.heard.count(OutcomeClass::ok) == test::sound_photos);
    const auto before = files_below(dir / "out");
    RunOptions options = options_for(dir, Resume::unfinished);
    options.image.commit.overwrite = Overwrite::always; // would do all of them again
    for (int round = 0; round < 3; ++round) {
        const Told told = run_with(options);
        CHECK(told.heard.count(OutcomeClass::up_to_date) == test::sound_photos);
        CHECK(told.result.summary.count(OutcomeGroup::failed) == 3);
        CHECK(told.heard.last_totals.images == test::sound_photos + 3);
        CHECK(told.heard.last_totals.complete);
        CHECK(files_below(dir / "out") == before);
        for (const ImageOutcome& outcome : told.heard.outcomes) {
            if (outcome.outcome == OutcomeClass::up_to_date) {
                CHECK(outcome.message == "done by an earlier run (--resume)");
                CHECK(outcome.times.read == 0);
            }
        }
        // Journals do not grow: the older ones are one, and this run tells of three failures.
        CHECK(journals_of(dir / "out").size() == 2);
    }
}

TEST_CASE("with nothing to resume a run is a plain run") {
    const TempDir dir;
    write_three(dir);
    CHECK(class_words(run_with(options_for(dir, Resume::unfinished))) == all_ok);
    CHECK(class_words(run_with(options_for(dir, Resume::unfinished))) == all_done);
    CHECK(journals_of(dir / "out").size() == 1);
}

TEST_CASE("an input or an output that is not as it was recorded is worked on") {
    const TempDir dir;
    write_three(dir);
    REQUIRE(class_words(run_with(options_for(dir))) == all_ok);
    const auto before = files_below(dir / "out");
    const RunOptions options = options_for(dir, Resume::unfinished);
    SUBCASE("the input has another date, even an older one") {
        make_older(dir / "photos/b.jpg");
        CHECK(class_words(run_with(options)) == b_again);
    }
    SUBCASE("the input has another size") {
        const std::string path = dir / "photos/b.jpg";
        const auto date = fs::last_write_time(path);
        dir.write("photos/b.jpg", test::read_file(path) + "x");
        fs::last_write_time(path, date);
        CHECK(class_words(run_with(options)).find("b.jpg=ok") != std::string::npos);
    }
    SUBCASE("the output is gone") {
        fs::remove(dir / "out/b.jpg");
        CHECK(class_words(run_with(options)) == b_again);
        CHECK(files_below(dir / "out") == before);
    }
    SUBCASE("the options are others") {
        RunOptions others = options;
        others.image.encode.jpeg_quality = 60;
        CHECK(class_words(run_with(others)) == all_ok);
        CHECK(files_below(dir / "out") != before);
        // Each way of it is known afterwards.
        CHECK(class_words(run_with(others)) == all_done);
        CHECK(class_words(run_with(options)) == all_ok);
        CHECK(files_below(dir / "out") == before);
    }
    SUBCASE("nobody overwrites what may never be overwritten") {
        RunOptions others = options;
        others.image.encode.jpeg_quality = 60;
        others.image.commit.overwrite = Overwrite::never;
        CHECK(run_with(others).heard.count(OutcomeClass::skipped_existing) == 3);
        CHECK(files_below(dir / "out") == before);
    }
}

TEST_CASE("an output that nobody has recorded follows the ordinary rule") {
    const TempDir dir;
    write_three(dir);
    REQUIRE(class_words(run_with(options_for(dir))) == all_ok);
    const auto before = files_below(dir / "out");
    dir.write("out/b.jpg", "somebody's own work");
    RunOptions options = options_for(dir, Resume::unfinished);
    CHECK(class_words(run_with(options)) == all_done); // newer than its input
    CHECK(test::read_file(dir / "out/b.jpg") == "somebody's own work");
    options.image.commit.overwrite = Overwrite::always;
    CHECK(class_words(run_with(options)) == b_again);
    CHECK(files_below(dir / "out") == before);
}

TEST_CASE("names that are known late, or follow the content, are found again") {
    const TempDir dir;
    write_three(dir);
    dir.write("photos/d.gif", test::encoded(test::make_picture(80, 60), ImageFormat::jpeg));
    dir.write("photos/e {x}.jpg", test::encoded(test::make_picture(80, 60), ImageFormat::jpeg));
    for (const char* form :
         {"", "/{name}-{w}x{h}.{ext}", "/{name}-{hash}.{ext}", "/{w}/{hash}-{h}-{hash}-{name}"}) {
        CAPTURE(form);
        RunOptions options = options_for(dir);
        options.output.output = dir / "out" + std::string(form);
        options.image.commit.overwrite = Overwrite::always;
        CHECK(run_with(options).heard.count(OutcomeClass::ok) == 5);
        options.resume = Resume::unfinished;
        CHECK(run_with(options).heard.count(OutcomeClass::up_to_date) == 5);
        // Another name for the same is another output.
        options.output.output = dir / "out/x-{h}-{w}" + std::string("-{name}");
        CHECK(run_with(options).heard.count(OutcomeClass::ok) == 5);
        fs::remove_all(dir / "out");
    }
}

TEST_CASE("a run that was stopped is finished by the next, and nothing is done twice") {
    const TempDir dir;
    test::write_sound_photos(dir);
    run_with(options_for(dir));
    const auto reference = files_below(dir / "out");
    fs::remove_all(dir / "out");

    class Impatient : public Collector {
    public:
        explicit Impatient(StopFlag& stop) : stop_(stop) {}
        Expected<void> outcome(const ImageOutcome& outcome) override {
            if (outcomes.size() == 11) {
                stop_.request();
            }
            return Collector::outcome(outcome);
        }

    private:
        StopFlag& stop_;
    };
    auto stop = StopFlag::create();
    REQUIRE(stop);
    Impatient heard(*stop);
    REQUIRE(run(options_for(dir), heard, *stop));
    const std::size_t done = heard.count(OutcomeClass::ok);
    REQUIRE(done < test::sound_photos);
    RunOptions options = options_for(dir, Resume::unfinished);
    options.image.commit.overwrite = Overwrite::always;
    const Told told = run_with(options);
    CHECK(told.heard.count(OutcomeClass::up_to_date) == done);
    CHECK(told.heard.count(OutcomeClass::ok) == test::sound_photos - done);
    CHECK(files_below(dir / "out") == reference);
}

TEST_CASE("in place what was replaced is known again, and what was put back is done again") {
    const TempDir dir;
    write_three(dir);
    const std::string original = test::read_file(dir / "photos/b.jpg");
    RunOptions options = options_for(dir);
    options.output.output.reset();
    options.output.in_place = true;
    options.image.commit.in_place = true;
    options.image.geometry.size.reset(); // encodes again and again, were it not for the record
    options.image.encode.jpeg_quality = 50;
    options.output.label = "converted";
    CHECK(class_words(run_with(options)) == all_ok);
    const auto after = files_below(dir / "photos");
    options.resume = Resume::unfinished;
    CHECK(class_words(run_with(options)) == all_done);
    CHECK(files_below(dir / "photos") == after);
    dir.write("photos/b.jpg", original);
    CHECK(class_words(run_with(options)) == b_again);
    CHECK(files_below(dir / "photos") == after);

    options.image.geometry.size = SizeSpec{std::nullopt, std::nullopt, 50.0};
    CHECK(refusal_of(options).code == OutcomeClass::usage);
    CHECK(files_below(dir / "photos") == after);
}

TEST_CASE("only what has failed is tried again, in silence about all else") {
    const TempDir dir;
    write_three(dir);
    const std::string sound = test::read_file(dir / "photos/b.jpg");
    dir.write("photos/b.jpg", sound.substr(0, sound.size() / 2));
    dir.write("photos/empty.jpg", "");
    CHECK(class_words(run_with(options_for(dir))) ==
          "a.jpg=ok b.jpg=truncated c.jpg=ok empty.jpg=empty ");
    dir.write("photos/b.jpg", sound);
    dir.write("photos/new.jpg", sound);
    fs::remove(dir / "out/a.jpg");
    const RunOptions options = options_for(dir, Resume::failed);
    const Told told = run_with(options);
    CHECK(class_words(told) == "b.jpg=ok empty.jpg=empty ");
    CHECK(told.result.left_out == 3);
    CHECK(told.heard.last_totals.images == 2);
    const Told again = run_with(options);
    CHECK(class_words(again) == "empty.jpg=empty ");
    fs::remove(dir / "photos/empty.jpg");
    const Told nothing = run_with(options);
    CHECK(nothing.heard.outcomes.empty());
    CHECK(nothing.result.left_out == 4);
    CHECK_FALSE(fs::exists(dir / "out/a.jpg"));
    CHECK_FALSE(fs::exists(dir / "out/new.jpg"));
}

TEST_CASE("listed runs leave out and resume as streamed ones do") {
    const TempDir dir;
    write_three(dir);
    dir.write("photos/bad.jpg", "no picture");
    RunOptions options = options_for(dir);
    options.input.paths = {dir / "photos/a.jpg", dir / "photos/b.jpg", dir / "photos/c.jpg",
                           dir / "photos/bad.jpg", dir / "photos/missing.jpg"};
    const std::string first =
        "a.jpg=ok b.jpg=ok bad.jpg=not-image c.jpg=ok missing.jpg=read-error ";
    CHECK(class_words(run_with(options)) == first);
    options.resume = Resume::unfinished;
    options.image.commit.overwrite = Overwrite::always;
    const Told told = run_with(options);
    CHECK(class_words(told) == "a.jpg=up-to-date b.jpg=up-to-date bad.jpg=not-image "
                               "c.jpg=up-to-date missing.jpg=read-error ");
    CHECK(told.heard.last_totals.images == 5);
    options.resume = Resume::failed;
    const Told failed = run_with(options);
    CHECK(class_words(failed) == "bad.jpg=not-image missing.jpg=read-error ");
    CHECK(failed.result.left_out == 3);
    CHECK(failed.heard.last_totals.images == 2);
}

TEST_CASE("a run that keeps no journal cannot be resumed and says so before anything is done") {
    const TempDir dir;
    write_three(dir);
    for (const Resume resume : {Resume::unfinished, Resume::failed}) {
        RunOptions options = options_for(dir, resume);
        options.input.paths = {dir / "photos/a.jpg"};
        const Error error = refusal_of(options);
        CHECK(error.code == OutcomeClass::usage);
        CHECK(error.message.find("journal") != std::string::npos);
        CHECK_FALSE(fs::exists(dir / "out"));
    }
}

TEST_CASE("what hostile journals say is compared, never opened, and harms nothing") {
    const TempDir dir;
    write_three(dir);
    run_with(options_for(dir));
    const auto before = files_below(dir / "out");
    const auto journals = journals_of(dir / "out");
    REQUIRE(journals.size() == 1);
    std::string text = test::read_file(journals.front());
    REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0); // opening it would hang
    ImageOutcome lie;
    lie.input = dir / "photos/b.jpg";
    lie.options = 1;
    lie.output_modified = 1;
    for (const std::string& output : {dir / "fifo", std::string("/etc/passwd"), std::string("/"),
                                      dir / "photos/b.jpg", std::string(100'000, '/')}) {
        lie.output = output;
        text += to_json_line(lie);
    }
    text += std::string("{\"type\":\"image\"}\n\0\xff\n[[[\n", 25) + "{\"type\":\"image\",\"inp";
    dir.write("out/.imgbatch/h-1-20200101T000000.000000Z.ndjson", text);
    const Told told = run_with(options_for(dir, Resume::unfinished));
    CHECK(class_words(told) == all_done);
    CHECK(files_below(dir / "out") == before);
    CHECK(fs::exists(dir / "fifo"));
}

} // namespace imgbatch
