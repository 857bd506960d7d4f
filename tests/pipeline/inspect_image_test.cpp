#include "pipeline/inspect_image.h"
#include "support/pictures.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

namespace imgbatch {
namespace {

Inspected inspect_file(const std::string& path) {
    ImageTask task;
    task.index = 7;
    task.input = path;
    return inspect_image(task, {});
}

} // namespace

TEST_CASE("inspecting tells what the header says, with the size as a viewer shows it") {
    const test::TempDir dir;
    const auto path =
        dir.write("in.jpg", test::with_exif_orientation(
                                test::encoded(test::make_picture(60, 40), ImageFormat::jpeg), 6));
    const Inspected entry = inspect_file(path);
    REQUIRE_MESSAGE(entry.outcome == OutcomeClass::ok, entry.message);
    CHECK(entry.index == 7);
    CHECK(entry.format == ImageFormat::jpeg);
    CHECK(entry.size == PixelSize{40, 60});
    CHECK(entry.orientation == 6);
    CHECK(entry.chroma == "4:2:0");
    CHECK(entry.pixels == "rgb");
    CHECK(entry.bit_depth == 8);
    CHECK(entry.profile.empty());
}

TEST_CASE("inspecting a 16-bit PNG with alpha tells so") {
    const test::TempDir dir;
    const auto path = dir.write(
        "in.png", test::encoded(test::make_picture(20, 10, ColorModel::gray_alpha, SampleType::u16),
                                ImageFormat::png));
    const Inspected entry = inspect_file(path);
    CHECK(entry.pixels == "gray+alpha");
    CHECK(entry.bit_depth == 16);
    CHECK(entry.chroma.empty());
}

TEST_CASE("inspecting what is no image gives the class that processing it would give") {
    const test::TempDir dir;
    CHECK(inspect_file(dir.write("a.txt", "text")).outcome == OutcomeClass::skipped_other);
    CHECK(inspect_file(dir.write("a.jpg", "text")).outcome == OutcomeClass::not_image);
    CHECK(inspect_file(dir / "none.jpg").outcome == OutcomeClass::vanished);
}

TEST_CASE("an inspection survives its way as bytes, and no piece of it is taken for a whole") {
    const test::TempDir dir;
    const auto path =
        dir.write("in.png", test::encoded(test::make_picture(20, 10), ImageFormat::png));
    const std::string bytes = encode(inspect_file(path));
    const auto back = decode_inspected(bytes);
    REQUIRE(back);
    CHECK(encode(*back) == bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK_FALSE(decode_inspected(bytes.substr(0, size)));
    }
}

} // namespace imgbatch
