#include "pipeline/decode_plan.h"

#include <doctest/doctest.h>

namespace imgbatch {
namespace {

SourceInfo jpeg_of(int width, int height) {
    SourceInfo info;
    info.format = ImageFormat::jpeg;
    info.size = {width, height};
    info.chroma_x = 2;
    info.chroma_y = 2;
    return info;
}

} // namespace

TEST_CASE("the decoder shrinks as far as leaves the filter twice what it makes") {
    const TransformOptions options;
    CHECK(choose_scale(jpeg_of(6400, 4800), {400, 300}, options) == 1);
    CHECK(choose_scale(jpeg_of(6399, 4800), {400, 300}, options) == 2);
    CHECK(choose_scale(jpeg_of(4000, 3000), {800, 600}, options) == 4);
    CHECK(choose_scale(jpeg_of(4300, 3300), {800, 600}, options) == 3);
    CHECK(choose_scale(jpeg_of(3199, 3000), {800, 600}, options) == 5);
    CHECK(choose_scale(jpeg_of(2134, 1601), {800, 600}, options) == 6);
    CHECK(choose_scale(jpeg_of(2133, 1601), {800, 600}, options) == 8);
    CHECK(choose_scale(jpeg_of(800, 600), {800, 600}, options) == 8);
}

TEST_CASE("the tighter of both sides decides the scale") {
    CHECK(choose_scale(jpeg_of(6400, 1200), {400, 600}, {}) == 8);
    CHECK(choose_scale(jpeg_of(6400, 2400), {400, 600}, {}) == 4);
}

TEST_CASE("a margin of one lets the decoder do more and none lets it do nothing") {
    TransformOptions options;
    options.shrink_margin = ShrinkMargin::one;
    CHECK(choose_scale(jpeg_of(4000, 3000), {800, 600}, options) == 2);
    options.shrink_margin = ShrinkMargin::none;
    CHECK(choose_scale(jpeg_of(4000, 3000), {80, 60}, options) == 8);
}

TEST_CASE("nearest takes samples of the picture itself, and other formats do not scale") {
    TransformOptions options;
    options.filter = Filter::nearest;
    CHECK(choose_scale(jpeg_of(4000, 3000), {80, 60}, options) == 8);
    SourceInfo png = jpeg_of(4000, 3000);
    png.format = ImageFormat::png;
    CHECK(choose_scale(png, {80, 60}, {}) == 8);
}

TEST_CASE("a halved picture has a chroma sample for each of its pixels") {
    CHECK(chroma_after_scaling(jpeg_of(4000, 3000), {2000, 1500}).x == 1);
    CHECK(chroma_after_scaling(jpeg_of(4000, 3000), {2001, 1500}).x == 2);
    CHECK(chroma_after_scaling(jpeg_of(4000, 3000), {2001, 1500}).y == 1);
    CHECK(chroma_after_scaling(jpeg_of(4000, 3000), {4000, 3000}).y == 2);
}

} // namespace imgbatch
