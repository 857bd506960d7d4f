#include "codec/codec.h"
#include "codec/png/plain_png.h"
#include "codec/support/bytes.h"
#include "codec/support/file_source.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/png_maker.h"
#include "codec/support/png_verdict.h"
#include "codec/support/webp_maker.h"

#include <doctest/doctest.h>

#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

constexpr int rounds = 2000;

/// Touches every sample, so that a sanitizer sees what nobody wrote.
unsigned sum(const Image& image) {
    unsigned total = 0;
    for (const Plane& plane : image.planes) {
        for (int y = 0; y < plane.height(); ++y) {
            for (int x = 0; x < plane.width() * plane.channels(); ++x) {
                total += std::to_integer<unsigned>(plane.row(y)[x]);
            }
        }
    }
    return total;
}

void survive(const std::vector<Bytes>& seeds) {
    std::mt19937 random(20240607); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    unsigned decoded_count = 0;
    for (int i = 0; i < rounds; ++i) {
        const Bytes file = mutate(seeds[static_cast<std::size_t>(i) % seeds.size()], random);
        DecodeOptions options;
        options.limits.pixels = 20'000;
        options.fail_on = static_cast<FailOn>(random() % 4);
        const auto info = probe(file, options);
        if (!info) {
            CHECK_FALSE(info.error().message.empty());
            continue;
        }
        const DecodeRequest request{.scale_eighths = 8 >> random() % 4, .ycbcr = random() % 2 == 0};
        const auto decoded = decode(file, *info, request, options);
        if (decoded) {
            ++decoded_count;
            CHECK(sum(decoded->image) != 1); // any use of it will do
        } else {
            CHECK_FALSE(decoded.error().message.empty());
            CHECK(decoded.error().code != OutcomeClass::internal);
        }
    }
    CHECK(decoded_count > rounds / 20);
}

std::vector<Bytes> jpeg_seeds() {
    Bytes exif = to_bytes("Exif\0\0"sv);
    append(exif, make_exif(6, true));
    return {
        make_jpeg({.width = 33, .height = 17, .luma_x = 2, .luma_y = 2, .exif = exif}),
        make_jpeg({.width = 17, .height = 33, .luma_x = 2, .progressive = true}),
        make_jpeg({.width = 20, .height = 20, .luma_y = 2, .restart_rows = 1}),
        make_jpeg({.width = 20, .height = 20, .arithmetic = true}),
        make_jpeg({.width = 9, .height = 9, .space = JpegSpace::ycck}),
        make_jpeg({.width = 30, .height = 9, .space = JpegSpace::gray, .icc = make_profile(300)})};
}

/// A PNG of one of the plain kinds with damage of one of the kinds that get furthest: in the
/// filtered rows, in the deflated ones, in chunks whose checksums fit all the same, or anywhere.
Bytes damaged_plain_png(std::mt19937& random) {
    const int width = 1 + static_cast<int>(random() % 60);
    const int height = 1 + static_cast<int>(random() % 30);
    const int channels = 1 + static_cast<int>(random() % 4);
    FilteredRecipe recipe{width,
                          height,
                          channels,
                          make_filtered_rows(width, height, channels, random),
                          static_cast<int>(random() % 10),
                          1 + random() % 2000};
    switch (random() % 5) {
    case 0:
        recipe.rows = mutate(recipe.rows, random);
        return make_filtered_png(recipe);
    case 1:
        return make_packed_png(recipe, mutate(zlib_compress(recipe.rows, recipe.level), random));
    case 2:
        return repair_checksums(mutate(make_filtered_png(recipe), random));
    case 3:
        return mutate(make_filtered_png(recipe), random);
    default:
        return make_filtered_png(recipe);
    }
}

} // namespace

TEST_CASE("no damaged JPEG does harm") {
    survive(jpeg_seeds());
}

TEST_CASE("a damaged JPEG is in a file what it is in memory, wherever the windows cut it") {
    const auto seeds = jpeg_seeds();
    std::mt19937 random(20240610); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    int decoded_count = 0;
    int alike = 0;
    for (int i = 0; i < rounds; ++i) {
        const Bytes file = mutate(seeds[static_cast<std::size_t>(i) % seeds.size()], random);
        const DecodeOptions options{.limits = {.pixels = 20'000},
                                    .fail_on = static_cast<FailOn>(random() % 4),
                                    .jpeg_decoder = random() % 2 == 0 ? JpegDecoder::own
                                                                      : JpegDecoder::libjpeg_turbo};
        const DecodeRequest request{.scale_eighths = 8 >> random() % 4, .ycbcr = random() % 2 == 0};
        const Windows windows{.head = random() % 40, .most = 1 + random() % 300};
        const auto expected = read_in_memory(file, request, options);
        alike += is_same(read_windowed(file, windows, request, options), expected);
        decoded_count += expected.outcome == OutcomeClass::ok;
    }
    CHECK(alike == rounds);
    CHECK(decoded_count > rounds / 20);
}

TEST_CASE("no damaged PNG does harm") {
    const Bytes plain = make_png({.color_type = 3, .bit_depth = 4, .transparent = true});
    Bytes icc = to_bytes("icc\0\0"sv);
    append(icc, zlib_compress(make_profile(300)));
    survive({plain, make_png({.color_type = 6, .bit_depth = 16, .interlaced = true}),
             make_png({.color_type = 0, .bit_depth = 1, .interlaced = true, .transparent = true}),
             insert(make_png({}), 33, make_chunk("iCCP", icc)),
             insert(make_png({}), 33, make_chunk("eXIf", make_exif(3, false)))});
}

TEST_CASE("plain PNGs, damaged in any way, are what libpng says they are") {
    std::mt19937 random(20240608); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    CodecWorkspace workspace;
    int plain_count = 0;
    int alike = 0;
    constexpr int plain_rounds = 3 * rounds;
    for (int i = 0; i < plain_rounds; ++i) {
        const Bytes file = damaged_plain_png(random);
        const DecodeOptions options{.limits = {.pixels = 20'000},
                                    .fail_on = static_cast<FailOn>(random() % 4)};
        const auto info = probe(file, options);
        plain_count += info && decode_plain_png(file, *info, workspace);
        alike += is_judged_alike(file, options);
    }
    CHECK(alike == plain_rounds);
    CHECK(plain_count > plain_rounds / 5);
    CHECK(plain_count < plain_rounds / 2);
}

TEST_CASE("no damaged WebP does harm") {
    const Bytes frame = make_webp(make_picture(10, 8, ColorModel::rgb), true);
    survive({make_webp(make_picture(33, 17, ColorModel::rgb), false),
             make_webp(make_picture(33, 17, ColorModel::rgba), false),
             make_webp(make_picture(20, 20, ColorModel::rgba), true),
             make_animation(20, 16, frame, 4, 6, 3),
             add_webp_chunks(frame, make_profile(300), make_exif(6, false))});
}
