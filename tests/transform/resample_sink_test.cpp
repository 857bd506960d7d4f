#include "base/stopwatch.h"
#include "support/forced_target.h"
#include "transform/resample_sink.h"
#include "transform/strips.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// What each request makes of the whole picture.
std::vector<std::string> from_whole(const Image& image,
                                    const std::vector<ResampleRequest>& requests) {
    Resampler resampler;
    std::vector<std::string> results;
    for (const ResampleRequest& request : requests) {
        const auto result = resampler.resample(image, request);
        REQUIRE(result);
        results.push_back(all_samples(*result));
    }
    return results;
}

std::vector<std::string> finished(ResampleSink& sink) {
    auto images = sink.finish();
    REQUIRE_MESSAGE(images, images.error().message);
    std::vector<std::string> results;
    for (const Image& image : *images) {
        results.push_back(all_samples(image));
    }
    return results;
}

/// The same by strips of up to `most` rows.
std::vector<std::string> from_strips(Resampler& resampler, const Image& image,
                                     const std::vector<ResampleRequest>& requests, unsigned seed,
                                     int most) {
    PlaneStore store;
    ResampleSink sink(resampler, requests, store);
    REQUIRE(sink.begin(layout_of(image)));
    pour_rows(sink, image, RandomStrips(seed, most));
    return finished(sink);
}

/// Luma of width x height, chroma half of it each way.
Image noisy_planes(int width, int height) {
    Image image = make_ycbcr(width, height, 2, 2);
    for (Plane& plane : image.planes) {
        paint(plane, Pattern::noise);
    }
    return image;
}

/// The most memory for rows while a picture of width x height goes by in strips of `rows`.
std::size_t window_bytes(int width, int height, const ResampleRequest& request, int rows) {
    Resampler resampler;
    PlaneStore store;
    ResampleSink sink(resampler, {&request, 1}, store);
    const Image image = noisy_planes(width, height);
    REQUIRE(sink.begin(layout_of(image)));
    std::size_t most = 0;
    pour_rows(sink, image, [&](int limit) {
        most = std::max(most, sink.window_bytes());
        return std::min(limit, rows);
    });
    most = std::max(most, sink.window_bytes());
    REQUIRE(finished(sink) == from_whole(image, {request}));
    return most;
}

} // namespace

TEST_CASE("strips of any height give the very samples that the whole picture gives") {
    RandomPictures random(1);
    Resampler resampler;
    for (unsigned seed = 0; seed < 1500; ++seed) {
        const Image image = random.picture();
        const std::vector<ResampleRequest> requests{random.request(image)};
        CAPTURE(seed);
        for (const int most : {1, 16, 200}) {
            REQUIRE(from_strips(resampler, image, requests, seed, most) ==
                    from_whole(image, requests));
        }
    }
}

TEST_CASE("on every SIMD target strips give what plain code makes of the whole picture") {
    RandomPictures random(2);
    for (unsigned seed = 0; seed < 60; ++seed) {
        const Image image = random.picture();
        const std::vector<ResampleRequest> requests{random.request(image)};
        CAPTURE(seed);
        std::vector<std::string> wanted;
        {
            const ForcedTarget plain(HWY_SCALAR);
            wanted = from_whole(image, requests);
        }
        for (const std::int64_t target : supported_targets()) {
            const ForcedTarget forced(target);
            Resampler resampler;
            REQUIRE_MESSAGE(from_strips(resampler, image, requests, seed, 16) == wanted,
                            hwy::TargetName(target));
        }
    }
}

TEST_CASE("one picture in strips feeds several sizes, each as if it were the only one") {
    RandomPictures random(3);
    Resampler resampler;
    for (unsigned seed = 0; seed < 300; ++seed) {
        const Image image = random.picture();
        std::vector<ResampleRequest> requests;
        for (int i = random.number(2, 4); i > 0; --i) {
            requests.push_back(random.request(image));
        }
        CAPTURE(seed);
        REQUIRE(from_strips(resampler, image, requests, seed, 16) == from_whole(image, requests));
    }
}

TEST_CASE("a picture in one piece feeds several sizes, too, and stays whole for who wants it so") {
    const Image image = noisy_planes(60, 44);
    ResampleRequest untouched = whole(60, 44);
    untouched.chroma_x = 2;
    untouched.chroma_y = 2;
    for (const auto& requests :
         {std::vector{whole(20, 15), untouched}, std::vector{untouched, whole(20, 15)},
          std::vector{untouched, untouched}, std::vector{whole(30, 22), whole(7, 5)}}) {
        Resampler resampler;
        PlaneStore store;
        ResampleSink sink(resampler, requests, store);
        REQUIRE(sink.take(image.clone()));
        CHECK(finished(sink) == from_whole(image, requests));
        CHECK(from_strips(resampler, image, requests, 1, 8) == from_whole(image, requests));
    }
}

TEST_CASE("reductions beyond 128 are made of strips, in little memory") {
    const Image image = noisy_planes(1001, 901);
    Resampler resampler;
    for (const Size size : {Size{7, 3}, Size{3, 400}, Size{500, 2}, Size{1, 1}}) {
        ResampleRequest request = whole(size.width, size.height, Filter::lanczos3);
        const std::vector<ResampleRequest> requests{request};
        CHECK(from_strips(resampler, image, requests, 5, 32) == from_whole(image, requests));
    }
    ResampleRequest request = whole(5, 4);
    request.crop = {1, 2, 3, 1}; // neither the first rows nor the last ones
    CHECK(from_strips(resampler, image, {request}, 5, 32) == from_whole(image, {request}));
    // Luma may hold 2 + 32 rows of 1024 bytes, chroma as many of 512 each.
    CHECK(window_bytes(1001, 901, whole(7, 3), 16) <= 34 * 2048 + 3 * 64);
}

TEST_CASE("rows of pixels with alpha are collected, and weighted as ever") {
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        Image image = make_interleaved(77, 41, ColorModel::rgba, type);
        paint(image.planes[0], Pattern::noise);
        Resampler resampler;
        const std::vector<ResampleRequest> requests{whole(30, 15), whole(77, 41)};
        CHECK(from_strips(resampler, image, requests, 3, 9) == from_whole(image, requests));
    }
}

TEST_CASE("a decoder may begin anew, with other sides, as often as it likes") {
    RandomPictures random(4);
    Resampler resampler;
    for (unsigned seed = 0; seed < 100; ++seed) {
        const Image image = random.picture();
        const std::vector<ResampleRequest> requests{random.request(image)};
        PlaneStore store;
        ResampleSink sink(resampler, requests, store);
        CAPTURE(seed);
        for (int attempt = random.number(1, 3); attempt > 0; --attempt) {
            const Image other = random.picture();
            REQUIRE(sink.begin(layout_of(other)));
            for (std::size_t i = 0; i < other.planes.size(); ++i) {
                const PlaneSpan strip = sink.extend(i, random.number(1, other.planes[i].height()));
                for (int y = 0; y < strip.height; ++y) {
                    std::memset(strip.data + y * strip.stride, 99,
                                static_cast<std::size_t>(strip.stride));
                }
            }
            REQUIRE(sink.advance());
        }
        REQUIRE(sink.begin(layout_of(image)));
        pour_rows(sink, image, RandomStrips(seed, 16));
        REQUIRE(finished(sink) == from_whole(image, requests));
    }
}

TEST_CASE("a picture in one piece may follow strips that were given up, and another one that") {
    const Image image = noisy_planes(64, 48);
    const std::vector<ResampleRequest> requests{whole(25, 19)};
    Resampler resampler;
    PlaneStore store;
    ResampleSink sink(resampler, requests, store);
    REQUIRE(sink.begin(layout_of(noisy_planes(30, 20))));
    sink.extend(0, 7);
    REQUIRE(sink.advance());
    REQUIRE(sink.take(image.clone()));
    REQUIRE(finished(sink) == from_whole(image, requests));
    REQUIRE(sink.begin(layout_of(image)));
    pour_rows(sink, image, RandomStrips(1, 8));
    CHECK(finished(sink) == from_whole(image, requests));
    CHECK(sink.finish().error().code == OutcomeClass::internal);
}

TEST_CASE("memory for rows does not grow with the picture's height") {
    const ResampleRequest low = whole(200, 100);
    const ResampleRequest high = whole(200, 1000);
    const std::size_t bytes = window_bytes(640, 320, low, 16);
    CHECK(window_bytes(640, 3200, high, 16) == bytes);
    // A group of 16 output rows has taps in 16 steps of 3.2 and in the filter's 19 rows around; of
    // them, memory is twice as many and 32 of luma, and half of that in each of two chroma planes.
    CHECK(bytes < 2 * (2 * (16 * 16 / 5 + 22) + 32) * 640);
    // Decoders that give more at once get more room, and the next strips fit in it.
    CHECK(window_bytes(640, 3200, high, 300) < std::size_t{2} * 640 * 3200);
}

TEST_CASE("rows that no output needs cost no memory, wherever they are") {
    ResampleRequest request = whole(200, 2000);
    request.crop = {10, 990, 180, 20};
    CHECK(window_bytes(640, 6400, request, 16) < std::size_t{2} * 200 * 640);
}

TEST_CASE("a wide picture that is reduced a lot waits for smaller groups of rows") {
    // Output rows have taps in 120 rows of luma and 60 of chroma. Sixteen of luma would wait for
    // 300 more, which is over 2 MiB; eight wait for 140. Chroma waits for 150 as ever.
    const std::size_t luma = (2 * (140 + 122) + 32) * std::size_t{7040};
    const std::size_t chroma = (2 * (150 + 62) + 32) * std::size_t{3520};
    CHECK(window_bytes(7000, 2000, whole(400, 100), 16) < luma + 2 * chroma);
}

TEST_CASE("a picture that nothing is done to is decoded into the planes that are handed on") {
    const Image image = noisy_planes(40, 32);
    ResampleRequest request = whole(40, 32);
    request.chroma_x = 2;
    request.chroma_y = 2;
    Resampler resampler;
    PlaneStore store;
    ResampleSink sink(resampler, {&request, 1}, store);
    REQUIRE(sink.begin(layout_of(image)));
    CHECK(sink.window_bytes() == 0);
    const PlaneSpan luma = sink.extend(0, 32);
    std::memset(luma.data, 7, static_cast<std::size_t>(32 * luma.stride));
    sink.extend(1, 16);
    sink.extend(2, 16);
    REQUIRE(sink.advance());
    const auto images = sink.finish();
    REQUIRE(images);
    CHECK(images->front().planes[0].row(0) == luma.data);
    CHECK(images->front().planes[1].extent_x == Ratio(20));
}

TEST_CASE("a decoder that leaves out rows has made no picture") {
    const Image image = noisy_planes(64, 48);
    const std::vector<ResampleRequest> requests{whole(25, 19)};
    Resampler resampler;
    PlaneStore store;
    for (std::size_t short_plane = 0; short_plane < 3; ++short_plane) {
        ResampleSink sink(resampler, requests, store);
        REQUIRE(sink.begin(layout_of(image)));
        for (std::size_t i = 0; i < 3; ++i) {
            sink.extend(i, image.planes[i].height() - (i == short_plane ? 1 : 0));
        }
        REQUIRE(sink.advance());
        const auto result = sink.finish();
        REQUIRE_FALSE(result);
        CHECK(result.error().code == OutcomeClass::internal);
    }
    ResampleSink nothing(resampler, requests, store);
    CHECK(nothing.finish().error().code == OutcomeClass::internal);
    REQUIRE(nothing.begin(layout_of(image)));
    CHECK(nothing.finish().error().code == OutcomeClass::internal);
}

TEST_CASE("the sink tells the time that it took from the decoder, and no other") {
    const Image image = noisy_planes(400, 300);
    const std::vector<ResampleRequest> requests{whole(150, 100)};
    Resampler resampler;
    PlaneStore store;
    const Stopwatch watch;
    ResampleSink sink(resampler, requests, store);
    CHECK(sink.busy_ns() == 0);
    REQUIRE(sink.begin(layout_of(image)));
    pour_rows(sink, image, RandomStrips(1, 16));
    const std::uint64_t busy = sink.busy_ns();
    CHECK(busy > 0);
    CHECK(busy <= watch.elapsed_ns());
    finished(sink);
    CHECK(sink.busy_ns() == busy);
}

TEST_CASE("layouts and requests that do not fit each other are errors") {
    const std::vector<ResampleRequest> requests{whole(25, 19)};
    Resampler resampler;
    PlaneStore store;
    ResampleSink sink(resampler, requests, store);
    const PictureLayout sound = layout_of(noisy_planes(64, 48));
    REQUIRE(sink.begin(sound));
    const auto fails = [&](auto change) {
        PictureLayout layout = sound;
        change(layout);
        return !sink.begin(layout).has_value();
    };
    CHECK(fails([](PictureLayout& layout) { layout.planes.pop_back(); }));
    CHECK(fails([](PictureLayout& layout) { layout.planes.clear(); }));
    CHECK(fails([](PictureLayout& layout) { layout.planes[1].channels = 3; }));
    CHECK(fails([](PictureLayout& layout) { layout.planes[2].width = 0; }));
    CHECK(fails([](PictureLayout& layout) { layout.planes[0].height = -5; }));
    CHECK(fails([](PictureLayout& layout) { layout.planes[0].extent_y = Ratio(0); }));
    CHECK(fails([](PictureLayout& layout) { layout.planes[0].extent_x = Ratio(65); }));
    CHECK(sink.finish().error().code == OutcomeClass::internal);
    ResampleRequest outside = whole(25, 19);
    outside.crop.x = 1;
    ResampleSink other(resampler, {&outside, 1}, store);
    CHECK_FALSE(other.begin(sound).has_value());
    REQUIRE(other.take(noisy_planes(64, 48)));
    CHECK(other.finish().error().code == OutcomeClass::internal);
}
