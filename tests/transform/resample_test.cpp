#include "transform/reference.h"
#include "transform/resample.h"

#include <doctest/doctest.h>

#include <cstring>
#include <utility>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

Image resampled(const Image& source, const ResampleRequest& request) {
    Resampler resampler;
    auto result = resampler.resample(source, request);
    REQUIRE(result);
    return *std::move(result);
}

/// The worst difference of the whole picture scaled to width x height from exact arithmetic.
double error_of(const Image& source, int width, int height, Filter filter) {
    const Image result = resampled(source, whole(width, height, filter));
    REQUIRE(result.width() == width);
    REQUIRE(result.height() == height);
    REQUIRE(result.model == source.model);
    REQUIRE(result.type() == source.type());
    const Plane& plane = source.planes[0];
    return max_difference(
        result.planes[0],
        reference_resample(plane, reference_axis(plane.width(), plane.extent_x, width, 0, width),
                           reference_axis(plane.height(), plane.extent_y, height, 0, height),
                           filter));
}

double psnr(const Plane& a, const Plane& b) {
    double sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const double d = sample(a, x, y, 0) - sample(b, x, y, 0);
            sum += d * d;
        }
    }
    return 10 * std::log10(255.0 * 255.0 * a.width() * a.height() / std::max(sum, 1e-9));
}

} // namespace

TEST_CASE("samples are within 1 of exact arithmetic for every filter, ratio, type and shape") {
    struct Shape {
        int width, height, to_width, to_height;
    };
    const Shape shapes[] = {
        {69, 46, 30, 20},  {69, 46, 23, 15}, {72, 64, 9, 8}, {31, 23, 53, 39}, {40, 30, 40, 30},
        {40, 30, 17, 30},  {40, 30, 40, 71}, {1, 37, 1, 16}, {37, 1, 90, 1},   {1, 1, 5, 4},
        {131, 57, 33, 90}, {300, 5, 2, 3},   {2, 3, 7, 1},   {65, 64, 64, 65}, {3, 200, 3, 199},
    };
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        for (const Pattern pattern :
             {Pattern::noise, Pattern::ramp, Pattern::zone_plate, Pattern::checker}) {
            for (int channels = 1; channels <= 4; ++channels) {
                for (const Shape& s : shapes) {
                    const Image source = painted(s.width, s.height, channels, type, pattern);
                    for (const Filter filter : all_filters) {
                        const double error = error_of(source, s.to_width, s.to_height, filter);
                        REQUIRE_MESSAGE(error <= 1, s.width, "x", s.height, " to ", s.to_width, "x",
                                        s.to_height, ", ", channels, " channels, filter ",
                                        static_cast<int>(filter), ", pattern ",
                                        static_cast<int>(pattern), ", bytes ",
                                        bytes_per_sample(type));
                    }
                }
            }
        }
    }
}

TEST_CASE("wide pictures, which are worked on in blocks, are within 1 of exact arithmetic") {
    for (const int channels : {1, 3}) {
        const Image source = painted(20011, 3, channels, SampleType::u8, Pattern::noise);
        CHECK(error_of(source, 5003, 2, Filter::lanczos3) <= 1);
        const Image deep = painted(20011, 3, channels, SampleType::u16, Pattern::noise);
        CHECK(error_of(deep, 5003, 2, Filter::lanczos3) <= 1);
    }
    const Image source = painted(3001, 2, 3, SampleType::u8, Pattern::noise);
    CHECK(error_of(source, 9007, 3, Filter::catmull_rom) <= 1);
}

TEST_CASE("reductions beyond 128 stay within 1 of exact arithmetic") {
    for (const Pattern pattern : {Pattern::noise, Pattern::ramp, Pattern::zone_plate}) {
        const Image source = painted(2003, 1501, 1, SampleType::u8, pattern);
        for (const Filter filter : {Filter::lanczos3, Filter::linear, Filter::area}) {
            CHECK(error_of(source, 7, 5, filter) <= 1);
            CHECK(error_of(source, 1, 1, filter) <= 1);
        }
    }
}

TEST_CASE("one colour stays that colour under every filter") {
    for (const int value : {0, 1, 127, 254, 255}) {
        Image source = make_interleaved(53, 41, ColorModel::gray, SampleType::u8);
        for (int y = 0; y < 41; ++y) {
            std::memset(source.planes[0].row(y), value, 53);
        }
        for (const Filter filter : all_filters) {
            for (const auto& [w, h] : {std::pair{20, 11}, {53, 40}, {99, 97}, {1, 1}}) {
                const std::string samples = all_samples(resampled(source, whole(w, h, filter)));
                const auto count = static_cast<std::size_t>(w) * static_cast<std::size_t>(h);
                CHECK(samples == std::string(count, static_cast<char>(value)));
            }
        }
    }
}

TEST_CASE("a window holds the very samples that cutting the whole result gives") {
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        const Image source = painted(197, 143, 3, type, Pattern::noise);
        for (const Filter filter : all_filters) {
            for (const Size scaled : {Size{91, 66}, Size{300, 211}, Size{197, 80}}) {
                ResampleRequest request = whole(scaled.width, scaled.height, filter);
                const Image all = resampled(source, request);
                for (const Rect crop : {Rect{13, 7, 41, 33}, Rect{0, 0, 1, 1}, Rect{90, 65, 1, 1},
                                        Rect{35, 0, 56, 66}}) {
                    request.crop = crop;
                    const Image part = resampled(source, request);
                    REQUIRE(part.width() == crop.width);
                    const auto pixel = 3 * static_cast<std::size_t>(bytes_per_sample(type));
                    for (int y = 0; y < crop.height; ++y) {
                        REQUIRE(std::memcmp(part.planes[0].row(y),
                                            all.planes[0].row(crop.y + y) +
                                                static_cast<std::size_t>(crop.x) * pixel,
                                            static_cast<std::size_t>(crop.width) * pixel) == 0);
                    }
                }
            }
        }
    }
}

TEST_CASE("a plane with a fractional extent is resampled by its exact step, not stretched") {
    // A 1001 px wide scene, held at half size: 500.5 samples, of which 501 are stored.
    const auto scene = [](double x) { return 127.5 + 100 * std::sin(x * 0.05); };
    Image half = make_interleaved(501, 20, ColorModel::gray, SampleType::u8);
    half.planes[0].extent_x = Ratio(1001, 2);
    Image wanted = make_interleaved(400, 20, ColorModel::gray, SampleType::u8);
    for (int y = 0; y < 20; ++y) {
        for (int x = 0; x < 501; ++x) {
            set_sample(half.planes[0], x, y, 0, static_cast<int>(std::lround(scene(2 * x + 1))));
        }
        for (int x = 0; x < 400; ++x) {
            const double at = (x + 0.5) * 1001 / 400;
            set_sample(wanted.planes[0], x, y, 0, static_cast<int>(std::lround(scene(at))));
        }
    }
    CHECK(error_of(half, 400, 20, Filter::automatic) <= 1);
    const double exact = psnr(resampled(half, whole(400, 20)).planes[0], wanted.planes[0]);
    half.planes[0].extent_x = Ratio(501);
    const double stretched = psnr(resampled(half, whole(400, 20)).planes[0], wanted.planes[0]);
    CHECK(exact > 50);
    CHECK(exact > stretched + 5);
}

TEST_CASE("gratings finer than the result can hold vanish") {
    struct Case {
        double period;
        Filter filter;
        double residue; // of an amplitude of 100
    };
    for (const Case& c : {Case{2.3, Filter::lanczos3, 2}, Case{3, Filter::lanczos3, 2},
                          Case{4, Filter::lanczos3, 14}, Case{2.3, Filter::catmull_rom, 2},
                          Case{3, Filter::linear, 5}}) {
        Image source = make_interleaved(500, 8, ColorModel::gray, SampleType::u8);
        for (int y = 0; y < 8; ++y) {
            for (int x = 0; x < 500; ++x) {
                const double wave = std::cos(2 * std::numbers::pi * x / c.period);
                set_sample(source.planes[0], x, y, 0,
                           static_cast<int>(std::lround(127 + 100 * wave)));
            }
        }
        const Image result = resampled(source, whole(200, 8, c.filter));
        double worst = 0;
        for (int x = 10; x < 190; ++x) {
            worst = std::max(worst, std::abs(sample(result.planes[0], x, 4, 0) - 127));
        }
        CHECK_MESSAGE(worst <= c.residue, "period ", c.period);
    }
}

TEST_CASE("subsampled chroma is placed exactly, also under odd windows and odd sizes") {
    // Planes that hold the same linear scene must still do so after resampling.
    const auto scene = [](double x, double y) { return 20 + 0.9 * x + 0.6 * y; };
    Image source = make_ycbcr(151, 101, 2, 2);
    for (std::size_t i = 0; i < 3; ++i) {
        const int f = i == 0 ? 1 : 2;
        Plane& plane = source.planes[i];
        for (int y = 0; y < plane.height(); ++y) {
            for (int x = 0; x < plane.width(); ++x) {
                const double value = scene((x + 0.5) * f, (y + 0.5) * f);
                set_sample(plane, x, y, 0, static_cast<int>(std::lround(value)));
            }
        }
    }
    for (const int factor_x : {1, 2}) {
        for (const int factor_y : {1, 2}) {
            ResampleRequest request = whole(101, 67, Filter::linear);
            request.crop = {13, 9, 65, 41};
            request.chroma_x = factor_x;
            request.chroma_y = factor_y;
            const Image result = resampled(source, request);
            CHECK(result.planes[1].width() == (65 + factor_x - 1) / factor_x);
            CHECK(result.planes[2].height() == (41 + factor_y - 1) / factor_y);
            CHECK(result.planes[1].extent_x == Ratio(65, factor_x));
            CHECK(result.planes[1].extent_y == Ratio(41, factor_y));
            for (std::size_t i = 0; i < 3; ++i) {
                const int fx = i == 0 ? 1 : factor_x;
                const int fy = i == 0 ? 1 : factor_y;
                const Plane& plane = result.planes[i];
                for (int y = 1; y + 1 < plane.height(); ++y) {
                    for (int x = 1; x + 1 < plane.width(); ++x) {
                        const double wanted = scene((13 + (x + 0.5) * fx) * 151 / 101,
                                                    (9 + (y + 0.5) * fy) * 101 / 67);
                        REQUIRE(std::abs(sample(plane, x, y, 0) - wanted) < 1.1);
                    }
                }
            }
        }
    }
}

TEST_CASE("chroma of a picture that will be mirrored is laid out from the far edge") {
    const Image source = [] {
        Image image = make_ycbcr(30, 20, 1, 1);
        for (Plane& plane : image.planes) {
            paint(plane, Pattern::zone_plate);
        }
        return image;
    }();
    ResampleRequest request = whole(15, 11, Filter::linear);
    request.chroma_x = 2;
    request.orientation = Orientation::flip_horizontal;
    const Image result = resampled(source, request);
    // 7.5 chroma samples end at the right edge, so the first begins half a sample before the left.
    const auto exact = reference_resample(source.planes[1], {30, 4.0, -2.0, 8},
                                          reference_axis(20, Ratio(20), 11, 0, 11), Filter::linear);
    CHECK(max_difference(result.planes[1], exact) <= 1);
    CHECK(result.planes[1].extent_x == Ratio(15, 2));
}

TEST_CASE("colours do not bleed out of transparent pixels") {
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        const int top = type == SampleType::u8 ? 255 : 65535;
        Image source = make_interleaved(2, 1, ColorModel::rgba, type);
        for (int c = 0; c < 4; ++c) {
            set_sample(source.planes[0], 0, 0, c, c == 0 || c == 3 ? top : 0); // opaque red
            set_sample(source.planes[0], 1, 0, c, c == 1 ? top : 0);           // transparent green
        }
        const Image result = resampled(source, whole(1, 1, Filter::area));
        CHECK(sample(result.planes[0], 0, 0, 0) == top);
        CHECK(sample(result.planes[0], 0, 0, 1) == 0);
        CHECK(sample(result.planes[0], 0, 0, 2) == 0);
        CHECK(std::abs(sample(result.planes[0], 0, 0, 3) - top / 2.0) <= 0.5);
    }
}

TEST_CASE("grey with alpha is weighted by its alpha, too") {
    Image source = make_interleaved(2, 1, ColorModel::gray_alpha, SampleType::u8);
    set_sample(source.planes[0], 0, 0, 0, 200);
    set_sample(source.planes[0], 0, 0, 1, 255);
    set_sample(source.planes[0], 1, 0, 0, 0);
    set_sample(source.planes[0], 1, 0, 1, 0);
    const Image result = resampled(source, whole(1, 1, Filter::area));
    CHECK(sample(result.planes[0], 0, 0, 0) == doctest::Approx(200).epsilon(0.006));
    CHECK(sample(result.planes[0], 0, 0, 1) == 128);
}

TEST_CASE("an image that needs nothing is handed back as it is") {
    Resampler resampler;
    Image source = make_ycbcr(31, 21, 2, 2);
    for (Plane& plane : source.planes) {
        paint(plane, Pattern::noise);
    }
    const std::string before = all_samples(source);
    ResampleRequest request = whole(31, 21, Filter::mitchell);
    request.chroma_x = 2;
    request.chroma_y = 2;
    CHECK(all_samples(resampled(source, request)) == before);
    const std::byte* data = source.planes[0].row(0);
    PlaneStore spent;
    const auto result = resampler.resample(std::move(source), request, spent);
    REQUIRE(result);
    CHECK(result->planes[0].row(0) == data);
    CHECK(all_samples(*result) == before);
    CHECK(spent.kept_bytes() == 0);
}

TEST_CASE("the planes of an image that was resampled can be had again") {
    Image source = make_ycbcr(64, 32, 1, 1);
    std::size_t bytes = 0;
    for (Plane& plane : source.planes) {
        paint(plane, Pattern::noise);
        bytes += plane.capacity();
    }
    const Image wanted = resampled(source, whole(20, 10, Filter::automatic));
    PlaneStore spent;
    const auto result =
        Resampler().resample(std::move(source), whole(20, 10, Filter::automatic), spent);
    REQUIRE(result);
    CHECK(all_samples(*result) == all_samples(wanted));
    CHECK(spent.kept_bytes() == bytes);
}

TEST_CASE("a window of the unscaled picture is copied, also of a translucent one") {
    Image source = make_interleaved(20, 10, ColorModel::rgba, SampleType::u8);
    paint(source.planes[0], Pattern::noise);
    ResampleRequest request = whole(20, 10, Filter::mitchell);
    request.crop = {3, 2, 9, 5};
    const Image result = resampled(source, request);
    for (int y = 0; y < 5; ++y) {
        CHECK(std::memcmp(result.planes[0].row(y), source.planes[0].row(y + 2) + 12, 36) == 0);
    }
}

TEST_CASE("requests that do not fit the image are errors, not crashes") {
    Resampler resampler;
    const Image source = painted(20, 10, 3, SampleType::u8, Pattern::ramp);
    const auto fails = [&](const ResampleRequest& request) {
        return !resampler.resample(source, request).has_value();
    };
    ResampleRequest request = whole(10, 5);
    request.crop = {5, 0, 6, 5};
    CHECK(fails(request));
    request.crop = {-1, 0, 6, 5};
    CHECK(fails(request));
    CHECK(fails(whole(0, 5)));
    CHECK(fails(whole(1 << 21, 5)));
    request = whole(10, 5);
    request.chroma_x = 3;
    CHECK(fails(request));
    CHECK_FALSE(resampler.resample(Image{}, whole(1, 1)));
    Image odd = painted(20, 10, 3, SampleType::u8, Pattern::ramp);
    odd.planes[0].extent_x = Ratio(21);
    CHECK_FALSE(resampler.resample(odd, whole(10, 5)));
}

TEST_CASE("a resampler gives the same samples whatever it did before") {
    Resampler used;
    for (int i = 1; i < 40; ++i) {
        const Image source = painted(100 + i, 80 + i, 1 + i % 4,
                                     i % 3 == 0 ? SampleType::u16 : SampleType::u8, Pattern::noise);
        const ResampleRequest request = whole(10 + 7 * i, 100 - 2 * i);
        const auto got = used.resample(source, request);
        REQUIRE(got);
        CHECK(all_samples(*got) == all_samples(resampled(source, request)));
    }
}
