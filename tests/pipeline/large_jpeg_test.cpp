#include <imgbatch/process_image.h>

#include "base/file_io.h"
#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "pipeline/inspect_image.h"
#include "support/files_below.h"
#include "support/proc_number.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <ctime>
#include <functional>
#include <string>

#include <sys/stat.h>

namespace imgbatch {
namespace {

using test::TempDir;

/// A JPEG with two megabytes of comments before its picture: too large to be read whole.
Bytes large_jpeg(bool progressive = false) {
    const Bytes small =
        test::make_jpeg({.width = 300, .height = 200, .luma_x = 2, .progressive = progressive});
    Bytes comments;
    for (int i = 0; i < 32; ++i) {
        test::append(comments, test::bytes({0xFF, 0xFE, 0xFF, 0xFF}));
        comments.resize(comments.size() + 0xFFFF - 2, std::byte{'x'});
    }
    return test::insert(small, 2, comments);
}

/// Written, and last changed in the year 2001.
std::string write_old(const TempDir& dir, ByteView content) {
    const std::string path = dir.write("in.jpg", as_text(content));
    const timespec times[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    return path;
}

ImageOptions box(std::uint32_t width, std::uint32_t height) {
    ImageOptions options;
    options.geometry.size = SizeSpec{width, height, std::nullopt};
    return options;
}

ImageTask task_for(const std::string& input, const std::string& output) {
    ImageTask task;
    task.input = input;
    task.output = output;
    return task;
}

/// What becomes of a large JPEG to which `happening` happens once its header was read.
ImageOutcome process_while(const TempDir& dir, const std::string& input,
                           const std::function<void()>& happening) {
    return ImageProcessor(box(100, 100))
        .process(task_for(input, dir / "out/out.jpg"), [&](const HeaderFacts&) { happening(); });
}

} // namespace

TEST_CASE("a large JPEG gives the same bytes from its file as from memory") {
    for (const bool progressive : {false, true}) {
        const TempDir dir;
        const Bytes jpeg = large_jpeg(progressive);
        const auto input = dir.write("in.jpg", as_text(jpeg));
        ImageProcessor processor(box(100, 100));
        const auto outcome = processor.process(task_for(input, dir / "out.jpg"));
        REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
        CHECK(outcome.input_bytes == jpeg.size());
        const auto expected = ImageProcessor(box(100, 100)).process(jpeg);
        REQUIRE(expected);
        CHECK(test::read_file(dir / "out.jpg") == as_text(expected->bytes));
    }
}

TEST_CASE("a large JPEG that shrinks while it is decoded has changed, and nothing is written") {
    const TempDir dir;
    const Bytes jpeg = large_jpeg();
    for (const std::size_t left : {jpeg.size() - 1000, std::size_t{50'000}, std::size_t{0}}) {
        const auto input = write_old(dir, jpeg);
        const auto outcome = process_while(
            dir, input, [&] { REQUIRE(::truncate(input.c_str(), static_cast<off_t>(left)) == 0); });
        CHECK(outcome.outcome == OutcomeClass::changed);
        CHECK(outcome.stage == Stage::read);
        CHECK(test::files_below(dir.path()).size() == 1);
    }
}

TEST_CASE("a large JPEG that is written to while it is decoded has changed") {
    const TempDir dir;
    const Bytes jpeg = large_jpeg();
    for (const bool harmful : {true, false}) {
        const auto input = write_old(dir, jpeg);
        const auto outcome = process_while(dir, input, [&] {
            const Fd file(::open(input.c_str(), O_WRONLY | O_CLOEXEC));
            const auto at = static_cast<off_t>(harmful ? jpeg.size() - 2000 : 100'000);
            REQUIRE(::pwrite(file.get(), "\xff\xd9", 2, at) == 2);
        });
        CHECK(outcome.outcome == OutcomeClass::changed);
        CHECK(test::files_below(dir.path()).size() == 1);
    }
}

TEST_CASE("a large JPEG whose name goes while it is decoded is read to its end") {
    const TempDir dir;
    const auto input = write_old(dir, large_jpeg());
    const auto outcome = process_while(dir, input, [&] { REQUIRE(::unlink(input.c_str()) == 0); });
    CHECK(outcome.outcome == OutcomeClass::ok);
}

TEST_CASE("a large JPEG that breaks off is truncated, as a small one") {
    const TempDir dir;
    const Bytes jpeg = large_jpeg();
    const auto input = write_old(dir, ByteView(jpeg).first(jpeg.size() - 1000));
    const auto outcome = process_while(dir, input, [] {});
    CHECK(outcome.outcome == OutcomeClass::truncated);
    CHECK(outcome.stage == Stage::decode);
}

TEST_CASE("the limit of an input's bytes holds for what is not read whole") {
    const TempDir dir;
    const Bytes jpeg = large_jpeg();
    const auto input = write_old(dir, jpeg);
    ImageOptions options = box(100, 100);
    options.decode.limits.file_bytes = jpeg.size() - 1;
    CHECK(ImageProcessor(options).process(task_for(input, dir / "out.jpg")).outcome ==
          OutcomeClass::limit);
    ImageTask task = task_for(input, "");
    CHECK(inspect_image(task, options.decode).outcome == OutcomeClass::limit);
}

TEST_CASE("of a JPEG that is only inspected, only the header is read") {
    const TempDir dir;
    const auto input = write_old(dir, test::make_jpeg({.width = 60, .height = 40}));
    REQUIRE(::truncate(input.c_str(), off_t{1} << 30) == 0);
    const long before = test::proc_number("io", "rchar:");
    const Inspected entry = inspect_image(task_for(input, ""), {});
    CHECK(test::proc_number("io", "rchar:") - before < 200'000);
    CHECK(entry.outcome == OutcomeClass::ok);
    CHECK(entry.size == PixelSize{60, 40});
    CHECK(entry.bytes == std::uint64_t{1} << 30U);
}

} // namespace imgbatch
