#include <imgbatch/process_image.h>

#include "support/pictures.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <filesystem>

#include <sys/stat.h>

namespace imgbatch {
namespace {

using test::make_picture;
using test::TempDir;

ImageOptions box(std::uint32_t width, std::uint32_t height, Fit fit = Fit::inside) {
    ImageOptions options;
    options.geometry.size = SizeSpec{width, height, std::nullopt};
    options.geometry.fit = fit;
    return options;
}

ImageTask task_for(const std::string& input, const std::string& output) {
    ImageTask task;
    task.input = input;
    task.output = output;
    return task;
}

ImageOutcome process(const std::string& input, const std::string& output,
                     const ImageOptions& options) {
    return ImageProcessor(options).process(task_for(input, output));
}

std::size_t entries_in(const std::string& folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) {
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("a JPEG fits into the box and its outcome tells everything") {
    const TempDir dir;
    const auto input =
        dir.write("in.jpg", test::encoded(make_picture(400, 300), ImageFormat::jpeg));
    const auto outcome = process(input, dir / "out/in.jpg", box(200, 200));
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    CHECK(outcome.input_format == ImageFormat::jpeg);
    CHECK(outcome.output_format == ImageFormat::jpeg);
    CHECK(outcome.input_size == PixelSize{400, 300});
    CHECK(outcome.output_size == PixelSize{200, 150});
    CHECK(outcome.output == dir / "out/in.jpg");
    CHECK(outcome.input_bytes == std::filesystem::file_size(input));
    CHECK(outcome.output_bytes == std::filesystem::file_size(outcome.output));
    CHECK(outcome.warnings.empty());
    const Image image = test::decoded(test::read_file(outcome.output));
    CHECK(image.width() == 200);
    CHECK(image.height() == 150);
    CHECK(entries_in(dir / "out") == 1);
}

TEST_CASE("all eight orientations come out upright, as JPEG and as PNG") {
    const TempDir dir;
    const Image upright = test::make_quadrants(160, 96);
    for (unsigned value = 1; value <= 8; ++value) {
        CAPTURE(value);
        const auto orientation = static_cast<Orientation>(value);
        // Stored so that `orientation` turns it upright: each stored pixel from its upright place.
        const Size stored = oriented({160, 96}, orientation);
        Image turned =
            make_interleaved(stored.width, stored.height, ColorModel::rgb, SampleType::u8);
        for (int y = 0; y < 96; ++y) {
            for (int x = 0; x < 160; ++x) {
                const Rect at = to_stored({x, y, 1, 1}, stored, orientation);
                for (int c = 0; c < 3; ++c) {
                    turned.planes[0].row(at.y)[3 * at.x + c] = upright.planes[0].row(y)[3 * x + c];
                }
            }
        }
        EncodeOptions fine;
        fine.jpeg_quality = 95;
        const auto input = dir.write(
            "in.jpg",
            test::with_exif_orientation(test::encoded(turned, ImageFormat::jpeg, fine), value));
        for (const OutputFormat format : {OutputFormat::jpeg, OutputFormat::png}) {
            ImageOptions options = box(80, 80);
            options.encode.format = format;
            options.commit.overwrite = Overwrite::always;
            const auto outcome = process(input, dir / "out.jpg", options);
            REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
            CHECK(outcome.input_size == PixelSize{160, 96});
            const std::string bytes = test::read_file(outcome.output);
            const Image image = test::decoded(bytes);
            REQUIRE(image.width() == 80);
            REQUIRE(image.height() == 48);
            CHECK(test::is_near(test::pixel(image, 16, 10), 0xff0000));
            CHECK(test::is_near(test::pixel(image, 64, 10), 0x00ff00));
            CHECK(test::is_near(test::pixel(image, 16, 38), 0x0000ff));
            CHECK(test::is_near(test::pixel(image, 64, 38), 0xffffff));
            const auto info = probe(as_bytes(bytes), {});
            REQUIRE(info);
            CHECK(info->orientation == Orientation::normal);
        }
    }
}

TEST_CASE("without auto-orient pixels stay as they are stored") {
    const TempDir dir;
    const auto input = dir.write(
        "in.jpg", test::with_exif_orientation(
                      test::encoded(test::make_quadrants(160, 96), ImageFormat::jpeg), 6));
    ImageOptions options = box(80, 80);
    options.geometry.auto_orient = false;
    const auto outcome = process(input, dir / "out.jpg", options);
    REQUIRE(outcome.outcome == OutcomeClass::ok);
    CHECK(outcome.output_size == PixelSize{80, 48});
}

TEST_CASE("a transparent PNG becomes a JPEG on white, or on the background asked for") {
    const TempDir dir;
    Image image = make_interleaved(40, 40, ColorModel::rgba, SampleType::u8);
    image.planes[0].fill_zero();
    const auto input = dir.write("in.png", test::encoded(image, ImageFormat::png));
    ImageOptions options = box(20, 20);
    options.encode.format = OutputFormat::jpeg;
    auto outcome = process(input, dir / "white.jpg", options);
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    CHECK(test::is_near(test::pixel(test::decoded(test::read_file(outcome.output)), 9, 9), 0xffffff,
                        3));
    options.transform.background = Color{0, 128, 255, 255};
    outcome = process(input, dir / "blue.jpg", options);
    CHECK(test::is_near(test::pixel(test::decoded(test::read_file(outcome.output)), 9, 9), 0x0080ff,
                        6));
}

TEST_CASE("transparency leaves no halo of the colour under it") {
    const TempDir dir;
    // The left half is opaque red, the right half transparent green.
    Image image = make_interleaved(64, 16, ColorModel::rgba, SampleType::u8);
    for (int y = 0; y < 16; ++y) {
        for (int x = 0; x < 64; ++x) {
            std::byte* p = image.planes[0].row(y) + 4 * x;
            p[0] = static_cast<std::byte>(x < 32 ? 255U : 0U);
            p[1] = static_cast<std::byte>(x < 32 ? 0U : 255U);
            p[2] = std::byte{0};
            p[3] = static_cast<std::byte>(x < 32 ? 255U : 0U);
        }
    }
    const auto input = dir.write("in.png", test::encoded(image, ImageFormat::png));
    const auto outcome = process(input, dir / "out.png", box(9, 9, Fit::fill));
    REQUIRE(outcome.outcome == OutcomeClass::ok);
    const Image small = test::decoded(test::read_file(outcome.output));
    REQUIRE(small.model == ColorModel::rgba);
    for (int x = 0; x < 9; ++x) {
        const std::byte* p = small.planes[0].row(4) + 4 * x;
        if (std::to_integer<unsigned>(p[3]) > 8) {
            CHECK(std::to_integer<unsigned>(p[0]) > 230);
            CHECK(std::to_integer<unsigned>(p[1]) < 25);
        }
    }
}

TEST_CASE("16 bits stay 16 bits in PNG and become 8 in JPEG") {
    const TempDir dir;
    const auto input =
        dir.write("in.png", test::encoded(make_picture(90, 60, ColorModel::rgb, SampleType::u16),
                                          ImageFormat::png));
    auto outcome = process(input, dir / "out.png", box(45, 45));
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    CHECK(test::decoded(test::read_file(outcome.output)).type() == SampleType::u16);
    ImageOptions options = box(45, 45);
    options.encode.format = OutputFormat::jpeg;
    outcome = process(input, dir / "out.jpg", options);
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    CHECK(test::decoded(test::read_file(outcome.output)).type() == SampleType::u8);
}

TEST_CASE("every kind of pixels goes to every output format") {
    const TempDir dir;
    for (const ColorModel model :
         {ColorModel::gray, ColorModel::gray_alpha, ColorModel::rgb, ColorModel::rgba}) {
        for (const SampleType type : {SampleType::u8, SampleType::u16}) {
            const auto input = dir.write(
                "in.png", test::encoded(make_picture(50, 40, model, type), ImageFormat::png));
            for (const OutputFormat format :
                 {OutputFormat::jpeg, OutputFormat::png, OutputFormat::webp}) {
                for (const Fit fit : {Fit::inside, Fit::cover, Fit::contain}) {
                    ImageOptions options = box(30, 30, fit);
                    options.encode.format = format;
                    options.commit.overwrite = Overwrite::always;
                    const auto outcome = process(input, dir / "out.png", options);
                    CAPTURE(static_cast<int>(model));
                    CAPTURE(static_cast<int>(format));
                    CAPTURE(static_cast<int>(fit));
                    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
                    const Image image = test::decoded(test::read_file(outcome.output));
                    CHECK(image.width() == 30);
                    CHECK(image.height() == (fit == Fit::inside ? 24 : 30));
                }
            }
        }
    }
}

TEST_CASE("contain pads JPEGs with white and pictures with alpha with nothing") {
    const TempDir dir;
    const auto jpeg =
        dir.write("in.jpg", test::encoded(test::make_quadrants(100, 50), ImageFormat::jpeg));
    auto outcome = process(jpeg, dir / "out.jpg", box(50, 50, Fit::contain));
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    CHECK(outcome.output_size == PixelSize{50, 50});
    ImageOptions exact = box(50, 50, Fit::contain);
    exact.encode.format = OutputFormat::png;
    outcome = process(jpeg, dir / "exact.png", exact);
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    const Image padded = test::decoded(test::read_file(outcome.output));
    CHECK(test::pixel(padded, 25, 2) == 0xffffff);
    CHECK(test::pixel(padded, 25, 11) == 0xffffff);
    CHECK(test::is_near(test::pixel(padded, 10, 17), 0xff0000));
    const auto png = dir.write(
        "in.png", test::encoded(make_picture(100, 50, ColorModel::rgba), ImageFormat::png));
    outcome = process(png, dir / "out.png", box(50, 50, Fit::contain));
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    const Image clear = test::decoded(test::read_file(outcome.output));
    CHECK(std::to_integer<unsigned>(clear.planes[0].row(1)[3]) == 0);
}

TEST_CASE("what a file is decides its class, and whose word counts") {
    const TempDir dir;
    const auto claims = dir.write("text.jpg", "this is no picture at all");
    const auto plain = dir.write("notes.txt", "neither is this");
    const auto empty = dir.write("empty.png", "");
    const ImageOptions options = box(10, 10);
    CHECK(process(claims, dir / "o1", options).outcome == OutcomeClass::not_image);
    CHECK(process(plain, dir / "o2", options).outcome == OutcomeClass::skipped_other);
    CHECK(process(empty, dir / "o3", options).outcome == OutcomeClass::empty);
    ImageTask named = task_for(plain, dir / "o4");
    named.named = true;
    CHECK(ImageProcessor(options).process(named).outcome == OutcomeClass::not_image);
    CHECK(process(dir / "gone.jpg", dir / "o5", options).outcome == OutcomeClass::vanished);
    named.input = dir / "gone.jpg";
    CHECK(ImageProcessor(options).process(named).outcome == OutcomeClass::read_error);
    CHECK_FALSE(std::filesystem::exists(dir / "o1"));
}

TEST_CASE("a format that is not read is unsupported, also where its output's name is taken") {
    const TempDir dir;
    const auto gif = dir.write("logo.gif", "GIF89a and so on");
    dir.write("logo.png", "newer, and another's");
    const auto outcome = process(gif, dir / "logo.png", box(10, 10));
    CHECK(outcome.outcome == OutcomeClass::unsupported);
    CHECK(test::read_file(dir / "logo.png") == "newer, and another's");
}

TEST_CASE("a truncated JPEG fails and leaves nothing, but passes with a warning when asked to") {
    const TempDir dir;
    const std::string whole = test::encoded(make_picture(300, 200), ImageFormat::jpeg);
    const auto input = dir.write("in.jpg", whole.substr(0, whole.size() / 2));
    auto outcome = process(input, dir / "out/in.jpg", box(100, 100));
    CHECK(outcome.outcome == OutcomeClass::truncated);
    CHECK(outcome.stage == Stage::decode);
    CHECK(outcome.input_size == PixelSize{300, 200});
    CHECK_FALSE(outcome.message.empty());
    CHECK_FALSE(std::filesystem::exists(dir / "out/in.jpg"));
    ImageOptions lenient = box(100, 100);
    lenient.decode.fail_on = FailOn::none;
    outcome = process(input, dir / "out/in.jpg", lenient);
    CHECK(outcome.outcome == OutcomeClass::ok_warned);
    CHECK_FALSE(outcome.warnings.empty());
    CHECK(outcome.output_size == PixelSize{100, 67});
}

TEST_CASE("an extension that the content belies gets the right one appended") {
    const TempDir dir;
    const auto input = dir.write("in.gif", test::encoded(make_picture(60, 40), ImageFormat::jpeg));
    const auto outcome = process(input, dir / "out.gif", box(30, 30));
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    CHECK(outcome.output == dir / "out.gif.jpg");
}

TEST_CASE("such a name gives way to the input that really bears it") {
    const TempDir dir;
    const std::string jpeg = test::encoded(make_picture(60, 40), ImageFormat::jpeg);
    const auto input = dir.write("in/a.gif", jpeg);
    dir.write("in/a.gif.jpg", jpeg);
    const auto outcome = process(input, dir / "out/a.gif", box(30, 30));
    CHECK(outcome.outcome == OutcomeClass::collision);
}

TEST_CASE("late fields of a template are filled with the result's size and content") {
    const TempDir dir;
    const auto input = dir.write("in.jpg", test::encoded(make_picture(60, 40), ImageFormat::jpeg));
    ImageTask task = task_for(input, dir / "a-{w}x{h}-{hash}.jpg");
    task.late_fields = true;
    const auto outcome = ImageProcessor(box(30, 30)).process(task);
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    const std::string name = std::filesystem::path(outcome.output).filename();
    CHECK(name.starts_with("a-30x20-"));
    CHECK(name.size() == std::string("a-30x20-.jpg").size() + 16);
    CHECK(std::filesystem::exists(outcome.output));
}

TEST_CASE("in place the file itself becomes the result") {
    const TempDir dir;
    const auto input = dir.write("in.jpg", test::encoded(make_picture(60, 40), ImageFormat::jpeg));
    ImageOptions options = box(30, 30);
    options.commit.in_place = true;
    const auto outcome = process(input, input, options);
    REQUIRE_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
    CHECK(outcome.output == input);
    CHECK(test::decoded(test::read_file(input)).width() == 30);
    CHECK(entries_in(dir.path()) == 1);
}

TEST_CASE("the pixel limit refuses before decoding and names its flag") {
    const TempDir dir;
    const auto input = dir.write("in.jpg", test::encoded(make_picture(60, 40), ImageFormat::jpeg));
    ImageOptions options = box(30, 30);
    options.decode.limits.pixels = 2399;
    const auto outcome = process(input, dir / "out.jpg", options);
    CHECK(outcome.outcome == OutcomeClass::limit);
    CHECK(outcome.message.find("--limit-pixels") != std::string::npos);
}

TEST_CASE("memory to memory gives the bytes that file to file writes") {
    const TempDir dir;
    const std::string jpeg = test::encoded(make_picture(60, 40), ImageFormat::jpeg);
    const auto input = dir.write("in.jpg", jpeg);
    const auto outcome = process(input, dir / "out.jpg", box(30, 30));
    REQUIRE(outcome.outcome == OutcomeClass::ok);
    PixelSize seen;
    const auto image =
        ImageProcessor(box(30, 30)).process(as_bytes(jpeg), [&](const HeaderFacts& facts) {
            seen = facts.size;
        });
    REQUIRE(image);
    CHECK(as_text(image->bytes) == test::read_file(outcome.output));
    CHECK(seen == PixelSize{60, 40});
}

TEST_CASE("a processor gives the same bytes for an image whatever it did before") {
    const std::string a = test::encoded(make_picture(210, 140), ImageFormat::jpeg);
    const std::string b = test::encoded(make_picture(77, 99, ColorModel::rgba), ImageFormat::png);
    ImageProcessor used(box(50, 50));
    const auto first = used.process(as_bytes(a));
    REQUIRE(used.process(as_bytes(b)));
    const auto again = used.process(as_bytes(a));
    REQUIRE(first);
    REQUIRE(again);
    CHECK(first->bytes == again->bytes);
}

} // namespace imgbatch
