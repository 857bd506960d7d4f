#include <imgbatch/process_image.h>

#include "base/file_io.h"
#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/tall_jpeg.h"
#include "pipeline/inspect_image.h"
#include "support/child.h"
#include "support/files_below.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
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
        .process(task_for(input, dir / "out/out.jpg"), [&](PixelSize) { happening(); });
}

/// A line of /proc/self/FILE that begins with `name`, as a number.
long proc_number(const std::string& file, const std::string& name) {
    std::ifstream in("/proc/self/" + file);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(name)) {
            return std::stol(line.substr(name.size()));
        }
    }
    FAIL("no such line");
    return 0;
}

/// Writes 251 megapixels that begin as `recipe` says, in a child: what is left of its memory in
/// this process would hide what is measured.
std::string write_giant(const TempDir& dir, test::JpegRecipe recipe) {
    const std::string path = dir / "giant.jpg";
    recipe.width = 18'000;
    recipe.height = 128;
    recipe.luma_x = recipe.luma_y = 2;
    recipe.restart_rows = 1;
    const int code = test::in_child([&] {
        return dir.write("giant.jpg", as_text(test::make_tall(test::make_jpeg(recipe), 109)))
            .empty();
    });
    REQUIRE(code == 0);
    return path;
}

/// MiB that processing `input` takes above what a small picture takes, or more than 200 where it
/// fails.
int peak_above_small(const std::string& small, const std::string& input,
                     const ImageOptions& options) {
    return test::in_child([&] {
        ImageProcessor processor(options);
        const auto run = [&](const std::string& path) {
            return processor.process(task_for(path, path + ".out.jpg")).outcome == OutcomeClass::ok;
        };
        if (!run(small)) {
            return 254;
        }
        const long before = proc_number("status", "VmHWM:");
        if (!run(input)) {
            return 255;
        }
        const long above = (proc_number("status", "VmHWM:") - before + 1023) / 1024;
        return static_cast<int>(std::min(above, 253L));
    });
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
    options.decode.limit_input_bytes = jpeg.size() - 1;
    CHECK(ImageProcessor(options).process(task_for(input, dir / "out.jpg")).outcome ==
          OutcomeClass::limit);
    ImageTask task = task_for(input, "");
    CHECK(inspect_image(task, options.decode).outcome == OutcomeClass::limit);
}

TEST_CASE("of a JPEG that is only inspected, only the header is read") {
    const TempDir dir;
    const auto input = write_old(dir, test::make_jpeg({.width = 60, .height = 40}));
    REQUIRE(::truncate(input.c_str(), off_t{1} << 30) == 0);
    const long before = proc_number("io", "rchar:");
    const Inspected entry = inspect_image(task_for(input, ""), {});
    CHECK(proc_number("io", "rchar:") - before < 200'000);
    CHECK(entry.outcome == OutcomeClass::ok);
    CHECK(entry.size == PixelSize{60, 40});
    CHECK(entry.bytes == std::uint64_t{1} << 30U);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // whose memory is their own
TEST_CASE("a baseline JPEG of 250 megapixels becomes 800 x 600 in 100 MiB") {
    const TempDir dir;
    const auto input = write_giant(dir, {.quality = 97});
    CHECK(std::filesystem::file_size(input) > std::uintmax_t{100} << 20U);
    const auto small = dir.write("small.jpg", as_text(test::make_jpeg({})));
    for (const auto decoder : {JpegDecoder::own, JpegDecoder::libjpeg_turbo}) {
        ImageOptions options = box(800, 600);
        options.decode.fail_on = FailOn::warning;
        options.decode.jpeg_decoder = decoder;
        options.commit.overwrite = Overwrite::always;
        const int above = peak_above_small(small, input, options);
        CAPTURE(above); // MiB
        CHECK(above <= 100);
    }
}
#endif

} // namespace imgbatch
