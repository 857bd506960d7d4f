#include <imgbatch/process_image.h>

#include "codec/support/jpeg_maker.h"
#include "codec/support/tall_jpeg.h"
#include "support/child.h"
#include "support/proc_number.h"
#include "support/skip.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace imgbatch {
namespace {

using test::TempDir;

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
        const long before = test::proc_number("status", "VmHWM:");
        if (!run(input)) {
            return 255;
        }
        const long above = (test::proc_number("status", "VmHWM:") - before + 1023) / 1024;
        return static_cast<int>(std::min(above, 253L));
    });
}

} // namespace

TEST_CASE("a baseline JPEG of 250 megapixels becomes 800 x 600 in 100 MiB") {
    if (test::skipped_for_sanitizer()) {
        return;
    }
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
        CAPTURE(above);    // MiB
        CHECK(above >= 0); // else a signal ended the child
        CHECK(above <= 100);
    }
}

TEST_CASE("a progressive JPEG of 250 megapixels becomes 800 x 600 in 100 MiB") {
    if (test::skipped_for_sanitizer()) {
        return;
    }
    const TempDir dir;
    const auto input = write_giant(dir, {.quality = 97, .progressive = true});
    const auto small = dir.write("small.jpg", as_text(test::make_jpeg({})));
    ImageOptions options = box(800, 600);
    options.decode.fail_on = FailOn::warning;
    const int above = peak_above_small(small, input, options);
    CAPTURE(above); // MiB
    CHECK(above >= 0);
    CHECK(above <= 100);
}

} // namespace imgbatch
