/// Whole pictures through the whole pipeline, against a full decode resampled in double precision.
#include <imgbatch/process_image.h>

#include "support/pictures.h"
#include "support/ssim.h"
#include "transform/reference.h"

#include <doctest/doctest.h>

namespace imgbatch {
namespace {

using test::Luma;

double luma_of(double red, double green, double blue) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
}

Luma luma_of(const Image& image) {
    Luma luma{image.width(), image.height(), {}};
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const Plane& p = image.planes[0];
            luma.samples.push_back(luma_of(test::sample(p, x, y, 0), test::sample(p, x, y, 1),
                                           test::sample(p, x, y, 2)));
        }
    }
    return luma;
}

/// The file decoded in full to RGB by the format's library, then Lanczos-3 in double precision.
Luma reference_luma(const std::string& bytes, int width, int height) {
    const Image full = test::decoded(bytes);
    const auto rgb = test::reference_resample(
        full.planes[0], test::reference_axis(full.width(), full.width(), width, 0, width),
        test::reference_axis(full.height(), full.height(), height, 0, height), Filter::lanczos3);
    Luma luma{width, height, {}};
    for (std::size_t i = 0; i + 2 < rgb.size(); i += 3) {
        luma.samples.push_back(luma_of(rgb[i], rgb[i + 1], rgb[i + 2]));
    }
    return luma;
}

double quality(const std::string& bytes, std::uint32_t width, std::uint32_t height,
               ShrinkMargin margin) {
    ImageOptions options;
    options.geometry.size = SizeSpec{width, height, std::nullopt};
    options.transform.shrink_margin = margin;
    options.encode.format = OutputFormat::png;
    const auto result = ImageProcessor(options).process(as_bytes(bytes));
    REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
    const Luma got = luma_of(test::decoded(std::string(as_text(result->bytes))));
    return test::ssim(got, reference_luma(bytes, got.width, got.height));
}

std::string jpeg(int width, int height, Chroma chroma, bool progressive = false) {
    EncodeOptions options;
    options.jpeg_quality = 90;
    options.chroma = chroma;
    options.progressive = progressive;
    return test::encoded(test::make_picture(width, height), ImageFormat::jpeg, options);
}

} // namespace

TEST_CASE("shrunk JPEGs are as good as a full decode and Lanczos-3 in double precision") {
    for (const Chroma chroma : {Chroma::yuv420, Chroma::yuv422, Chroma::yuv444}) {
        CAPTURE(static_cast<int>(chroma));
        // Twice and more, odd sizes: the decoder shrinks, and the planes have fractions of samples.
        CHECK(quality(jpeg(1001, 751, chroma), 125, 125, ShrinkMargin::two) > 0.998);
        CHECK(quality(jpeg(1001, 751, chroma), 240, 240, ShrinkMargin::two) > 0.998);
        CHECK(quality(jpeg(403, 299, chroma, true), 250, 250, ShrinkMargin::two) > 0.998);
        CHECK(quality(jpeg(403, 299, chroma), 130, 130, ShrinkMargin::none) > 0.998);
    }
}

TEST_CASE("a PNG comes out as exact arithmetic has it, but for rounding") {
    const std::string png = test::encoded(test::make_picture(333, 222), ImageFormat::png);
    CHECK(quality(png, 100, 100, ShrinkMargin::two) > 0.9995);
}

TEST_CASE("--fast is worse than the default, but not by much") {
    const std::string bytes = jpeg(1001, 751, Chroma::yuv420);
    const double standard = quality(bytes, 240, 240, ShrinkMargin::two);
    const double fast = quality(bytes, 240, 240, ShrinkMargin::one);
    CHECK(fast < standard);
    CHECK(fast > 0.98);
}

} // namespace imgbatch
