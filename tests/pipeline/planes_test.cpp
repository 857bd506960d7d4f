/// From JPEG to AVIF planes go through, and pictures are as good as by way of RGB; and what every
/// road to AVIF and WebP must do.
#include <imgbatch/process_image.h>

#include "codec/support/avif_reader.h"
#include "support/pictures.h"
#include "support/ssim.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

namespace imgbatch {
namespace {

using test::Luma;

ByteView view(const std::string& text) {
    return as_bytes(text);
}

std::string processed(const std::string& input, const ImageOptions& options) {
    auto image = ImageProcessor(options).process(view(input));
    REQUIRE_MESSAGE(image, image.error().message);
    return std::string(as_text(image->bytes));
}

ImageOptions to(OutputFormat format, std::optional<SizeSpec> size = std::nullopt) {
    ImageOptions options;
    options.geometry.size = size;
    options.encode.format = format;
    return options;
}

/// Decoded to rgb or rgba by the format's library.
Image pixels(const std::string& file) {
    return sniff(view(file)) == ImageFormat::avif ? test::read_avif(view(file)).pixels
                                                  : test::decoded(file);
}

/// The plane of channel `c` of an rgb or rgba picture.
Luma channel(const Image& image, int c) {
    Luma plane{image.width(), image.height(), {}};
    const int channels = channel_count(image.model);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            plane.samples.push_back(std::to_integer<int>(image.planes[0].row(y)[x * channels + c]));
        }
    }
    return plane;
}

/// The worst of the channels, in dB.
double psnr(const Image& a, const Image& b) {
    double worst = 99;
    for (int c = 0; c < 3; ++c) {
        worst = std::min(worst, test::psnr(channel(a, c), channel(b, c)));
    }
    return worst;
}

std::string photo(int width, int height, Chroma chroma) {
    EncodeOptions fine;
    fine.jpeg_quality = 95;
    fine.chroma = chroma;
    return test::encoded(test::make_picture(width, height), ImageFormat::jpeg, fine);
}

constexpr SizeSpec third{133, 100, std::nullopt};

} // namespace

TEST_CASE("a JPEG becomes as good an AVIF by its planes as by RGB") {
    for (const Chroma chroma : {Chroma::yuv420, Chroma::yuv422, Chroma::yuv444}) {
        for (const int width : {400, 399}) { // odd sizes also
            const std::string jpeg = photo(width, 299, chroma);
            const std::string rgb = processed(jpeg, to(OutputFormat::png, third));
            const Image reference = test::decoded(rgb);
            const Image by_planes = pixels(processed(jpeg, to(OutputFormat::avif, third)));
            const Image by_rgb = pixels(processed(rgb, to(OutputFormat::avif)));
            CAPTURE(static_cast<int>(chroma));
            CAPTURE(psnr(by_planes, reference));
            CAPTURE(psnr(by_rgb, reference));
            CHECK(psnr(by_planes, reference) > 24);
            CHECK(psnr(by_planes, reference) > psnr(by_rgb, reference) - 0.3);
        }
    }
}

TEST_CASE("a WebP that becomes a WebP of the same size keeps its colours") {
    const std::string webp = test::encoded(test::make_quadrants(160, 96), ImageFormat::webp);
    std::string again = webp;
    for (int i = 0; i < 5; ++i) {
        again = processed(again, to(OutputFormat::webp));
    }
    const Image image = test::decoded(again);
    CHECK(test::is_near(test::pixel(image, 40, 24), 0xff0000, 6));
    CHECK(test::is_near(test::pixel(image, 120, 24), 0x00ff00, 6));
    CHECK(test::is_near(test::pixel(image, 40, 72), 0x0000ff, 6));
    CHECK(test::is_near(test::pixel(image, 120, 72), 0xffffff, 6));
}

TEST_CASE("WebP and AVIF are turned upright, whatever the orientation") {
    for (const OutputFormat format : {OutputFormat::webp, OutputFormat::avif}) {
        for (unsigned orientation = 1; orientation <= 8; ++orientation) {
            const std::string stored = test::with_exif_orientation(
                test::encoded(test::make_quadrants(161, 97), ImageFormat::jpeg), orientation);
            // The same by the road that JPEG to PNG takes, which has tests of its own.
            const Image wanted = test::decoded(processed(stored, to(OutputFormat::png)));
            const Image image = pixels(processed(stored, to(format)));
            CAPTURE(orientation);
            REQUIRE(image.width() == wanted.width());
            REQUIRE(image.height() == wanted.height());
            for (const int x : {20, image.width() - 20}) {
                for (const int y : {20, image.height() - 20}) {
                    CHECK(test::is_near(test::pixel(image, x, y), test::pixel(wanted, x, y), 6));
                }
            }
        }
    }
}

TEST_CASE("every kind of pixels goes to AVIF, padded or not") {
    for (const ColorModel model :
         {ColorModel::gray, ColorModel::gray_alpha, ColorModel::rgb, ColorModel::rgba}) {
        for (const SampleType type : {SampleType::u8, SampleType::u16}) {
            const std::string png =
                test::encoded(test::make_picture(50, 40, model, type), ImageFormat::png);
            for (const Fit fit : {Fit::inside, Fit::cover, Fit::contain}) {
                ImageOptions options = to(OutputFormat::avif, SizeSpec{30, 30, std::nullopt});
                options.geometry.fit = fit;
                const auto picture = test::read_avif(view(processed(png, options)));
                CAPTURE(static_cast<int>(model));
                CAPTURE(static_cast<int>(fit));
                CHECK(picture.pixels.width() == 30);
                CHECK(picture.pixels.height() == (fit == Fit::inside ? 24 : 30));
                CHECK(has_alpha(picture.pixels.model) == has_alpha(model));
                CHECK(picture.depth == 8);
            }
        }
    }
}

TEST_CASE("lossless takes the RGB road, and what comes out is what PNG would hold") {
    const std::string jpeg = photo(120, 80, Chroma::yuv420);
    const Image wanted = test::decoded(processed(jpeg, to(OutputFormat::png)));
    for (const OutputFormat format : {OutputFormat::webp, OutputFormat::avif}) {
        ImageOptions options = to(format);
        options.encode.lossless = true;
        const Image image = pixels(processed(jpeg, options));
        CHECK(psnr(image, wanted) == 99);
    }
}

} // namespace imgbatch
