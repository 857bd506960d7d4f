#include "base/fd.h"
#include "codec/jpeg/plain/plain_jpeg.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/plain_jpeg_proof.h"
#include "support/strip_collector.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <algorithm>
#include <array>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

struct Sampling {
    JpegSpace space;
    int x;
    int y;
};

/// All that the decoder promises to take.
constexpr std::array<Sampling, 5> ordinary_samplings{{{JpegSpace::gray, 1, 1},
                                                      {JpegSpace::ycc, 1, 1},
                                                      {JpegSpace::ycc, 2, 1},
                                                      {JpegSpace::ycc, 1, 2},
                                                      {JpegSpace::ycc, 2, 2}}};

constexpr std::array<Size, 14> sizes{{{1, 1},
                                      {2, 3},
                                      {7, 5},
                                      {8, 8},
                                      {9, 8},
                                      {16, 16},
                                      {17, 33},
                                      {33, 17},
                                      {1, 65},
                                      {65, 1},
                                      {31, 47},
                                      {64, 48},
                                      {101, 67},
                                      {130, 129}}};

constexpr std::array<JpegContent, 3> contents{JpegContent::pattern, JpegContent::noise,
                                              JpegContent::extremes};

JpegRecipe recipe_of(const Sampling& sampling, const Size& size) {
    return {.width = size.width,
            .height = size.height,
            .space = sampling.space,
            .luma_x = sampling.x,
            .luma_y = sampling.y};
}

int components_of(const Sampling& sampling) {
    return sampling.space == JpegSpace::gray ? 1 : 3;
}

/// Whether progressive: the test case is run once for baseline and once for that.
bool either_coding() {
    bool progressive = false;
    SUBCASE("baseline") {
    }
    SUBCASE("progressive") {
        progressive = true;
    }
    return progressive;
}

/// Checks that the own decoder takes `file` at every scale, and rightly.
void check_accepted(ByteView file) {
    PlainJpegProof proof(file);
    REQUIRE(proof.probed());
    for (const int scale : jpeg_scales) {
        CAPTURE(scale);
        const PlainVerdict verdict = proof.judge(scale);
        CHECK(verdict.accepted);
        CHECK_FALSE(verdict.warned);
        CHECK(verdict.complaint == "");
    }
}

/// Checks that it leaves `file` to libjpeg at every scale.
void check_refused(ByteView file) {
    PlainJpegProof proof(file);
    REQUIRE(proof.probed());
    for (const int scale : jpeg_scales) {
        CAPTURE(scale);
        CHECK_FALSE(proof.judge(scale).accepted);
    }
}

/// Checks that two files, one of which may come from the other without loss, are one picture.
void check_twins(ByteView file, ByteView twin) {
    PlainJpegProof a(file);
    PlainJpegProof b(twin);
    for (const int scale : jpeg_scales) {
        CAPTURE(scale);
        const PlainVerdict one = a.judge(scale);
        const PlainVerdict other = b.judge(scale);
        CHECK(one.accepted);
        CHECK(other.accepted);
        CHECK(other.complaint == "");
        CHECK(max_difference(one.picture, other.picture) == 0);
    }
}

} // namespace

TEST_CASE("baseline JPEGs of all common samplings, sizes and contents are read right") {
    for (const Sampling& sampling : ordinary_samplings) {
        for (const Size& size : sizes) {
            for (const JpegContent content : contents) {
                JpegRecipe recipe = recipe_of(sampling, size);
                recipe.content = content;
                CAPTURE(sampling.x);
                CAPTURE(sampling.y);
                CAPTURE(size.width);
                CAPTURE(size.height);
                CAPTURE(static_cast<int>(content));
                check_accepted(make_jpeg(recipe));
            }
        }
    }
}

TEST_CASE("every quality is read right, with tables for all pictures or for this one") {
    for (const Sampling& sampling : ordinary_samplings) {
        for (const int quality : {1, 2, 5, 10, 25, 40, 50, 63, 75, 85, 92, 95, 98, 100}) {
            for (const bool optimized : {false, true}) {
                JpegRecipe recipe = recipe_of(sampling, {61, 43});
                recipe.quality = quality;
                recipe.optimized = optimized;
                recipe.content = quality % 2 == 0 ? JpegContent::noise : JpegContent::extremes;
                CAPTURE(sampling.x);
                CAPTURE(sampling.y);
                CAPTURE(quality);
                CAPTURE(optimized);
                check_accepted(make_jpeg(recipe));
            }
        }
    }
}

TEST_CASE("quantisation steps beyond 255 make no difference in kind") {
    for (const Sampling& sampling : ordinary_samplings) {
        JpegRecipe recipe = recipe_of(sampling, {61, 43});
        recipe.quality = 3;
        recipe.wide_tables = true;
        recipe.content = JpegContent::pattern;
        check_accepted(make_jpeg(recipe));
    }
}

TEST_CASE("restart markers after any number of MCUs are read right") {
    const bool progressive = either_coding();
    for (const Sampling& sampling : ordinary_samplings) {
        for (const int restart : {1, 2, 3, 5, 7, 8, 9, 100, 1000}) {
            JpegRecipe recipe = recipe_of(sampling, {77, 61});
            recipe.restart_mcus = restart;
            recipe.content = JpegContent::noise;
            recipe.progressive = progressive;
            CAPTURE(sampling.x);
            CAPTURE(sampling.y);
            CAPTURE(restart);
            check_accepted(make_jpeg(recipe));
        }
        JpegRecipe rows = recipe_of(sampling, {77, 161});
        rows.restart_rows = 1;
        rows.progressive = progressive;
        check_accepted(make_jpeg(rows));
    }
}

TEST_CASE("a progressive JPEG is its baseline twin, whatever its scans") {
    for (const Sampling& sampling : ordinary_samplings) {
        for (const JpegContent content : contents) {
            JpegRecipe recipe = recipe_of(sampling, {75, 53});
            recipe.content = content;
            const Bytes twin = make_jpeg(recipe);
            for (const NamedScript& script : progressive_scripts(components_of(sampling))) {
                CAPTURE(sampling.x);
                CAPTURE(sampling.y);
                CAPTURE(static_cast<int>(content));
                CAPTURE(script.name);
                check_twins(twin, recode_jpeg(twin, {.scans = script.scans}));
            }
        }
    }
}

TEST_CASE("a progressive JPEG of any size is its baseline twin") {
    for (const Sampling& sampling : ordinary_samplings) {
        const auto scripts = progressive_scripts(components_of(sampling));
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            JpegRecipe recipe = recipe_of(sampling, sizes[i]);
            recipe.quality = 30 + 5 * static_cast<int>(i);
            recipe.content = contents[i % contents.size()];
            const Bytes twin = make_jpeg(recipe);
            CAPTURE(sampling.x);
            CAPTURE(sampling.y);
            CAPTURE(sizes[i].width);
            CAPTURE(sizes[i].height);
            const int restart = static_cast<int>(i) % 4;
            check_twins(twin, recode_jpeg(twin, {.progressive = true, .restart_mcus = restart}));
            check_twins(twin, recode_jpeg(twin, {.restart_mcus = restart,
                                                 .scans = scripts[i % scripts.size()].scans}));
        }
    }
}

TEST_CASE("long runs of blocks without coefficients are read right in every script") {
    const auto sparse = [](int component, int x, int y, std::span<short> block) {
        std::ranges::fill(block.subspan(1), short{0});
        const int place = x * 7 + y * 31 + component * 13;
        if (place % 11 == 0) {
            block[static_cast<std::size_t>(1 + place % 63)] = place % 2 == 0 ? 5 : -3;
        }
        if (place % 29 == 0) {
            block[63] = 1;
        }
    };
    for (const Sampling& sampling : ordinary_samplings) {
        const Bytes photo = make_jpeg(recipe_of(sampling, {129, 130}));
        const Bytes twin = recode_jpeg(photo, {}, sparse);
        check_accepted(twin);
        for (const NamedScript& script : progressive_scripts(components_of(sampling))) {
            CAPTURE(script.name);
            check_twins(twin, recode_jpeg(twin, {.scans = script.scans}));
        }
    }
}

TEST_CASE("the largest coefficients that pictures have are read right") {
    // At quality 100 quantisation steps are 1: what is stored is what is transformed.
    for (const short value : {short{1016}, short{-1024}, short{1023}, short{-1023}}) {
        for (const std::size_t at : {0UL, 1UL, 8UL, 9UL, 18UL, 27UL, 45UL, 63UL}) {
            const bool fits = at == 0 || (value <= 1023 && value >= -1023);
            if (!fits) {
                continue; // 10 bits are the most for one that is not constant
            }
            const auto one = [&](int, int x, int y, std::span<short> block) {
                std::ranges::fill(block, short{0});
                block[at] = (x + y) % 2 == 0 ? value : short{0};
            };
            const Bytes file =
                recode_jpeg(make_jpeg({.width = 40, .height = 24, .quality = 100}), {}, one);
            CAPTURE(value);
            CAPTURE(at);
            check_accepted(file);
        }
    }
}

TEST_CASE("coefficients that no picture has are right or left to libjpeg") {
    std::array<int, 9> accepted{};
    for (const int quality : {1, 10, 50, 90, 100}) {
        for (unsigned seed = 1; seed < 12; ++seed) {
            unsigned state = seed;
            const auto wild = [&state](int, int, int, std::span<short> block) {
                for (short& coefficient : block) {
                    state = state * 1664525U + 1013904223U;
                    const int limit = 1 << (state >> 8U) % 11;
                    coefficient = static_cast<short>(static_cast<int>(state >> 16U) % limit *
                                                     ((state & 64U) == 0 ? 1 : -1));
                }
            };
            const Bytes file = recode_jpeg(make_jpeg({.quality = quality}), {}, wild);
            PlainJpegProof proof(file);
            for (const int scale : jpeg_scales) {
                CAPTURE(scale);
                CAPTURE(quality);
                CAPTURE(seed);
                const PlainVerdict verdict = proof.judge(scale);
                CHECK(verdict.complaint == "");
                accepted[static_cast<std::size_t>(scale)] += verdict.accepted ? 1 : 0;
            }
        }
    }
    CHECK(accepted[1] > 0);
    CHECK(accepted[2] > 0);
}

TEST_CASE("sequential scans one component at a time are right or left to libjpeg") {
    for (const Sampling& sampling : ordinary_samplings) {
        JpegRecipe recipe = recipe_of(sampling, {75, 53});
        recipe.scans = separate_scans(components_of(sampling));
        const Bytes file = make_jpeg(recipe);
        PlainJpegProof proof(file);
        for (const int scale : jpeg_scales) {
            CHECK(proof.judge(scale).complaint == "");
        }
    }
}

TEST_CASE("what is of no common kind is left to libjpeg") {
    SUBCASE("4:1:1") {
        check_refused(make_jpeg({.width = 50, .height = 40, .luma_x = 4}));
    }
    SUBCASE("4:1:0") {
        check_refused(make_jpeg({.width = 50, .height = 40, .luma_x = 4, .luma_y = 2}));
    }
    SUBCASE("chroma finer than luma") {
        check_refused(make_jpeg({.width = 50, .height = 40, .chroma_x = 2}));
        check_refused(make_jpeg({.width = 50, .height = 40, .chroma_y = 2}));
    }
    SUBCASE("chroma finer one way and coarser the other") {
        check_refused(make_jpeg({.width = 50, .height = 40, .luma_x = 2, .chroma_y = 2}));
    }
    SUBCASE("RGB, CMYK and YCCK") {
        for (const JpegSpace space : {JpegSpace::rgb, JpegSpace::cmyk, JpegSpace::ycck}) {
            check_refused(make_jpeg({.space = space}));
        }
    }
    SUBCASE("arithmetic coding") {
        check_refused(make_jpeg({.arithmetic = true}));
        check_refused(make_jpeg({.progressive = true, .arithmetic = true}));
    }
}

TEST_CASE("factors that are multiples of the common ones are right or left to libjpeg") {
    const std::array<JpegRecipe, 4> recipes{{{.luma_x = 2, .chroma_x = 2},
                                             {.luma_x = 2, .luma_y = 2, .chroma_x = 2},
                                             {.luma_x = 4, .luma_y = 1, .chroma_x = 2},
                                             {.space = JpegSpace::gray, .luma_x = 2, .luma_y = 2}}};
    for (JpegRecipe recipe : recipes) {
        recipe.width = 45;
        recipe.height = 37;
        for (const bool progressive : {false, true}) {
            recipe.progressive = progressive;
            const Bytes file = make_jpeg(recipe);
            PlainJpegProof proof(file);
            for (const int scale : jpeg_scales) {
                CHECK(proof.judge(scale).complaint == "");
            }
        }
    }
}

TEST_CASE("a file read piece by piece gives the same samples as one in memory") {
    const TempDir dir;
    const bool progressive = either_coding();
    const Bytes file = make_jpeg({.width = 400,
                                  .height = 300,
                                  .luma_x = 2,
                                  .luma_y = 2,
                                  .quality = 95,
                                  .progressive = progressive,
                                  .content = JpegContent::noise,
                                  .restart_mcus = 31});
    const Fd fd(::open(dir.write("photo.jpg", as_text(file)).c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(fd.get() >= 0);
    const auto info = probe(file, {});
    REQUIRE(info);
    for (const int scale : jpeg_scales) {
        CodecWorkspace workspace;
        StripCollector wanted(std::byte{0});
        const DecodeRequest request{.scale_eighths = scale, .ycbcr = true};
        const auto whole = decode_plain_jpeg(ByteSource(file), *info, request, workspace, wanted);
        REQUIRE(whole);
        CHECK(*whole);
        for (const std::size_t head : {std::size_t{0}, std::size_t{700}, file.size() - 1}) {
            StripCollector sink(std::byte{1});
            const auto pieces =
                decode_plain_jpeg(ByteSource(fd.get(), file.size(), ByteView(file).first(head)),
                                  *info, request, workspace, sink);
            REQUIRE(pieces);
            CHECK(*pieces);
            CHECK(sink.complaint() == "");
            CHECK(max_difference(sink.picture(), wanted.picture()) == 0);
        }
    }
}

TEST_CASE("a workspace serves one picture after the other") {
    const bool progressive = either_coding();
    CodecWorkspace kept;
    for (int i = 0; i < 40; ++i) {
        const Sampling& sampling = ordinary_samplings[static_cast<std::size_t>(i) % 5];
        JpegRecipe recipe = recipe_of(sampling, sizes[static_cast<std::size_t>(i) % sizes.size()]);
        recipe.progressive = progressive && i % 3 != 0;
        recipe.optimized = i % 2 == 0;
        recipe.content = contents[static_cast<std::size_t>(i) % 3];
        const Bytes file = make_jpeg(recipe);
        const auto info = probe(file, {});
        REQUIRE(info);
        const DecodeRequest request{
            .scale_eighths = jpeg_scales[static_cast<std::size_t>(i) % jpeg_scales.size()],
            .ycbcr = true};
        StripCollector used(std::byte{0});
        StripCollector fresh(std::byte{0});
        CodecWorkspace anew;
        const auto a = decode_plain_jpeg(ByteSource(file), *info, request, kept, used);
        const auto b = decode_plain_jpeg(ByteSource(file), *info, request, anew, fresh);
        REQUIRE(a);
        REQUIRE(b);
        CHECK(*a);
        CHECK(*b);
        CHECK(max_difference(used.picture(), fresh.picture()) == 0);
    }
}

TEST_CASE("a tall picture comes in strips of few rows") {
    const bool progressive = either_coding();
    const Bytes file = make_jpeg(
        {.width = 24, .height = 2000, .luma_x = 2, .luma_y = 2, .progressive = progressive});
    const auto info = probe(file, {});
    REQUIRE(info);
    for (const int scale : jpeg_scales) {
        CodecWorkspace workspace;
        StripCollector sink(std::byte{0});
        const auto accepted = decode_plain_jpeg(
            ByteSource(file), *info, {.scale_eighths = scale, .ycbcr = true}, workspace, sink);
        REQUIRE(accepted);
        CHECK(*accepted);
        CHECK(sink.in_strips());
        CHECK(sink.tallest_strip() <= 2000 * scale / 8 / 4);
    }
}

TEST_CASE("planes that nobody asked for are not given") {
    const Bytes file = make_jpeg({});
    const auto info = probe(file, {});
    REQUIRE(info);
    CodecWorkspace workspace;
    StripCollector sink(std::byte{0});
    const auto accepted =
        decode_plain_jpeg(ByteSource(file), *info, {.ycbcr = false}, workspace, sink);
    REQUIRE(accepted);
    CHECK_FALSE(*accepted);
}
