#include "measure/image_run.h"
#include "support/files_below.h"
#include "support/pictures.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <filesystem>

using namespace imgbatch;
using test::files_below;
using test::TempDir;

namespace {

/// Three images, one of them broken.
ImageJob job_in(const TempDir& dir) {
    ImageJob job;
    job.root = dir / "planned";
    job.image.geometry.size = SizeSpec{20, 20, std::nullopt};
    for (const char* name : {"a.jpg", "b.jpg", "broken.jpg"}) {
        const std::string picture = test::encoded(test::make_picture(64, 48), ImageFormat::jpeg);
        ImageTask task;
        task.index = job.tasks.size();
        task.input = dir.write(std::string("in/") + name,
                               std::string(name) == "broken.jpg" ? "no image" : picture);
        task.output = job.root + "/sub/" + name;
        task.named = true;
        job.tasks.push_back(task);
    }
    return job;
}

} // namespace

TEST_CASE("a measured run does what a real one does, into the folder it is given") {
    const TempDir dir;
    const ImageJob job = job_in(dir);
    int number = 0;
    for (const Configuration configuration :
         {Configuration{ExecutorKind::process, 2, std::nullopt},
          Configuration{ExecutorKind::process, 2, 1U},
          Configuration{ExecutorKind::sequential, 1, std::nullopt}}) {
        CAPTURE(option_words(configuration));
        const std::string folder = dir / ("out" + std::to_string(number++));
        const ImageRun run = run_images(job, configuration, folder);
        CHECK_FALSE(run.ended_early);
        CHECK(run.images == 3);
        CHECK(run.done == 2);
        CHECK(run.failed == 1);
        REQUIRE(run.failures.size() == 1);
        CHECK(run.failures.front().outcome == OutcomeClass::not_image);
        CHECK(run.wall_ns > 0);
        CHECK(run.busy_ns > 0);
        CHECK(run.stages.decode > 0);
        const auto files = files_below(folder);
        REQUIRE(files.size() == 2);
        CHECK(test::decoded(files.at("sub/a.jpg")).width() == 20);
        CHECK(run.bytes_out == files.at("sub/a.jpg").size() + files.at("sub/b.jpg").size());
        CHECK(std::filesystem::exists(folder + "/.imgbatch"));
    }
    CHECK_FALSE(std::filesystem::exists(job.root));
}

TEST_CASE("a folder that cannot be made ends the run, as an error and not as images") {
    const TempDir dir;
    const ImageJob job = job_in(dir);
    dir.write("file", "x");
    const ImageRun run =
        run_images(job, {ExecutorKind::sequential, 1, std::nullopt}, dir / "file/out");
    REQUIRE(run.ended_early);
    CHECK(run.ended_early->code == OutcomeClass::write_error);
    CHECK(run.done == 0);
}

TEST_CASE("a run survives the way from child to parent") {
    const TempDir dir;
    ImageRun run = run_images(job_in(dir), {ExecutorKind::sequential, 1, std::nullopt}, dir / "o");
    run.ended_early = Error{OutcomeClass::write_error, Stage::commit, "full", 28};
    const std::string bytes = encode(run);
    const auto read = decode_image_run(bytes);
    REQUIRE(read);
    CHECK(read->wall_ns == run.wall_ns);
    CHECK(read->stages.commit == run.stages.commit);
    REQUIRE(read->failures.size() == 1);
    CHECK(read->failures.front().input == run.failures.front().input);
    REQUIRE(read->ended_early);
    CHECK(read->ended_early->code == OutcomeClass::write_error);
    CHECK(read->ended_early->stage == Stage::commit);
    CHECK(read->ended_early->message == "full");
    CHECK(read->ended_early->errno_value == 28);
}

TEST_CASE("an answer that is cut short or has something behind it is refused") {
    const TempDir dir;
    const std::string bytes =
        encode(run_images(job_in(dir), {ExecutorKind::sequential, 1, std::nullopt}, dir / "o"));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        CHECK_FALSE(decode_image_run(std::string_view(bytes).substr(0, length)));
    }
    CHECK_FALSE(decode_image_run(bytes + "x"));
    // More failures than there can be allocate nothing.
    std::string boasting = bytes;
    boasting.replace(12 * 8, 4, "\xFF\xFF\xFF\xFF");
    CHECK_FALSE(decode_image_run(boasting));
}
