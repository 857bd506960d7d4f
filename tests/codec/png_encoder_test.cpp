#include "codec/png/filter_row.h"
#include "codec/png/png_chunk.h"
#include "codec/png/png_decoder.h"
#include "codec/support/bytes.h"
#include "codec/support/pixels.h"
#include "codec/support/png_maker.h"
#include "codec/support/read.h"
#include "support/forced_target.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

Bytes encode_ok(const Image& image, const EncodeOptions& options = {}, ByteView icc = {}) {
    auto file = encode(image, icc, ImageFormat::png, options);
    REQUIRE(file);
    return *std::move(file);
}

constexpr std::array models = {ColorModel::gray, ColorModel::gray_alpha, ColorModel::rgb,
                               ColorModel::rgba};

/// Whether libpng reads `file` as `picture`, without a warning.
bool holds(const Bytes& file, const Image& picture) {
    const auto info = probe(file, {});
    if (!info) {
        return false;
    }
    const auto decoded = decode_png_by_libpng(file, *info, {.fail_on = FailOn::warning});
    return decoded && max_difference(decoded->image, picture) == 0;
}

/// A picture of few colours in flat patches, as drawings are.
Image make_drawing(int width, int height) {
    Image image = make_interleaved(width, height, ColorModel::rgb, SampleType::u8);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < 3 * width; ++x) {
            const int patch = (x / 3 % 23 * 7 + y % 19 * 5) % 11;
            image.planes[0].row(y)[x] = static_cast<std::byte>(patch * (57 + x % 3) % 256);
        }
    }
    return image;
}

/// The format's own words for a filter, in other terms than the code's.
int expected_difference(int filter, int x, int a, int b, int c) {
    const int p = a + b - c;
    const int nearest = std::abs(p - a) <= std::abs(p - b) && std::abs(p - a) <= std::abs(p - c) ? a
                        : std::abs(p - b) <= std::abs(p - c)                                     ? b
                                                             : c;
    const std::array<int, 5> predicted = {0, a, b, (a + b) >> 1, nearest};
    return (x - predicted[static_cast<std::size_t>(filter)]) & 255;
}

} // namespace

TEST_CASE("every kind of picture survives PNG to the last bit, at every effort") {
    for (const auto model :
         {ColorModel::gray, ColorModel::gray_alpha, ColorModel::rgb, ColorModel::rgba}) {
        for (const auto type : {SampleType::u8, SampleType::u16}) {
            for (const int effort : {0, 1, 6, 9}) {
                const Image picture = make_picture(37, 23, model, type);
                const auto result = read(encode_ok(picture, {.effort = effort}), FailOn::warning);
                REQUIRE(result.outcome == OutcomeClass::ok);
                CHECK(max_difference(result.decoded.image, picture) == 0);
            }
        }
    }
}

TEST_CASE("pictures of all sizes survive PNG as libpng reads it") {
    for (const auto model : models) {
        for (const auto type : {SampleType::u8, SampleType::u16}) {
            for (int width = 1; width <= 70; width += 1 + width / 20) {
                const int height = 1 + width * 7 % 20;
                const Image picture = make_picture(width, height, model, type);
                CAPTURE(width);
                CHECK(holds(encode_ok(picture, {.effort = 0}), picture));
            }
            CHECK(holds(encode_ok(make_picture(7, 300, model, type)),
                        make_picture(7, 300, model, type)));
        }
    }
}

TEST_CASE("every SIMD target writes the same PNG bytes") {
    for (const auto model : models) {
        for (const auto type : {SampleType::u8, SampleType::u16}) {
            const Image picture = make_picture(131, 37, model, type);
            const Bytes wanted = [&] {
                const ForcedTarget plain(HWY_SCALAR);
                return encode_ok(picture);
            }();
            for (const std::int64_t target : supported_targets()) {
                const ForcedTarget forced(target);
                CHECK_MESSAGE(encode_ok(picture) == wanted, hwy::TargetName(target));
            }
        }
    }
}

TEST_CASE("differences and their sums are those of the format's rules, on every SIMD target") {
    std::mt19937 random(5); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    for (const std::int64_t target : supported_targets()) {
        const ForcedTarget forced(target);
        for (std::size_t pixel = 1; pixel <= 8; ++pixel) {
            const std::size_t bytes = pixel * (1 + random() % 90);
            std::vector<std::uint8_t> rows(2 * bytes);
            for (auto& value : rows) {
                value = static_cast<std::uint8_t>(pixel % 2 == 0 ? random() : random() % 2 * 255);
            }
            const std::uint8_t* above = rows.data();
            const std::uint8_t* row = above + bytes;
            const FilterSums sums = sum_differences({row, above, bytes, pixel});
            for (std::size_t filter = 0; filter < sums.size(); ++filter) {
                std::vector<std::uint8_t> found(bytes);
                filter_row({row, above, bytes, pixel}, static_cast<PngFilter>(filter),
                           found.data());
                std::uint64_t sum = 0;
                int wrong = 0;
                for (std::size_t i = 0; i < bytes; ++i) {
                    const int difference = expected_difference(
                        static_cast<int>(filter), row[i], i < pixel ? 0 : row[i - pixel], above[i],
                        i < pixel ? 0 : above[i - pixel]);
                    sum += static_cast<std::uint64_t>(std::min(difference, 256 - difference));
                    wrong += found[i] != difference;
                }
                CHECK(wrong == 0);
                CHECK(sum == sums[filter]);
            }
        }
    }
}

TEST_CASE("alpha stays in PNG though all of it is opaque") {
    Image picture = make_picture(20, 20, ColorModel::rgba);
    for (int y = 0; y < 20; ++y) {
        for (int x = 3; x < 80; x += 4) {
            picture.planes[0].row(y)[x] = std::byte{255};
        }
    }
    const auto result = read(encode_ok(picture));
    CHECK(result.info.model == ColorModel::rgba);
    CHECK(max_difference(result.decoded.image, picture) == 0);
}

TEST_CASE("no PNG is larger than one without filters would be") {
    for (const Image& picture : {make_drawing(300, 280), make_picture(300, 280, ColorModel::rgb)}) {
        Bytes rows;
        for (int y = 0; y < 280; ++y) {
            append(rows, bytes({0}));
            append(rows, {picture.planes[0].row(y), 900});
        }
        const Bytes unfiltered = make_filtered_png({300, 280, 3, rows, 6});
        CHECK(encode_ok(picture).size() <= unfiltered.size());
    }
}

TEST_CASE("pixel data beyond a chunk's limit goes into several") {
    const Image picture = make_picture(60, 50, ColorModel::rgb);
    const Bytes file = encode_ok(picture);
    const auto data = png_chunk_at(file, 33);
    REQUIRE(data);
    REQUIRE(data->type == "IDAT");
    for (const std::size_t limit : {std::size_t{1}, std::size_t{100}, data->payload.size()}) {
        Bytes split(file.begin(), file.begin() + 33);
        append_png_pixel_data(split, data->payload, limit);
        append(split, make_chunk("IEND", {}));
        CHECK(split.size() == file.size() + 12 * ((data->payload.size() - 1) / limit));
        CHECK(holds(split, picture));
    }
}

TEST_CASE("a workspace that has seen other pictures writes the same PNG") {
    CodecWorkspace workspace;
    for (const int effort : {9, 0, 6}) {
        for (const int width : {90, 3, 40}) {
            const Image picture = make_picture(width, 20, ColorModel::rgba, SampleType::u16);
            const auto file = encode(picture, {}, ImageFormat::png, {.effort = effort}, workspace);
            REQUIRE(file);
            CHECK(*file == encode_ok(picture, {.effort = effort}));
        }
    }
}

TEST_CASE("a PNG of one pixel survives") {
    const Image dot = make_picture(1, 1, ColorModel::gray);
    CHECK(max_difference(read(encode_ok(dot)).decoded.image, dot) == 0);
}

TEST_CASE("a profile is embedded in PNG, and nothing else is") {
    const Bytes icc = make_profile(5000);
    const Image picture = make_picture(9, 9, ColorModel::rgb);
    const auto result = read(encode_ok(picture, {}, icc), FailOn::warning);
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK(result.info.icc == icc);
    const Bytes bare = encode_ok(picture);
    for (const auto* name : {"iCCP", "tIME", "tEXt", "gAMA"}) {
        CHECK(as_text(bare).find(name) == std::string_view::npos);
    }
}

TEST_CASE("equal pictures and options give equal PNG bytes") {
    const Image picture = make_picture(61, 43, ColorModel::rgba, SampleType::u16);
    CHECK(encode_ok(picture, {}, make_profile(700)) ==
          encode_ok(picture.clone(), {}, make_profile(700)));
}

TEST_CASE("effort pays in size") {
    const Image picture = make_picture(300, 200, ColorModel::rgb);
    CHECK(encode_ok(picture, {.effort = 9}).size() <= encode_ok(picture, {.effort = 1}).size());
    CHECK(encode_ok(picture, {.effort = 4}) == encode_ok(picture));
}
