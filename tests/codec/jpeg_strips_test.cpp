#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/read.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// Gives each strip memory of its own, full of rubbish, and puts the picture together afterwards.
class LooseStrips final : public PictureSink {
public:
    Expected<void> take(Image&& /*picture*/) override {
        return Error{OutcomeClass::internal, Stage::transform, "in one piece", 0};
    }

    Expected<void> begin(const PictureLayout& layout) override {
        image = Image{};
        image.model = layout.model;
        rows.assign(layout.planes.size(), 0);
        for (const PlaneLayout& plane : layout.planes) {
            image.planes.emplace_back(plane.width, plane.height, plane.channels, layout.type);
            image.planes.back().extent_x = plane.extent_x;
            image.planes.back().extent_y = plane.extent_y;
        }
        strips.clear();
        ++begun;
        return {};
    }

    PlaneSpan extend(std::size_t plane, int count) override {
        const Plane& whole = image.planes.at(plane);
        CHECK(count >= 1);
        REQUIRE(rows[plane] + count <= whole.height());
        for (const Strip& strip : strips) {
            CHECK(strip.plane != plane);
        }
        Strip strip{plane, Plane(whole.width(), count, whole.channels(), whole.type())};
        std::memset(strip.samples.row(0), 0xA5, strip.samples.size_bytes());
        strips.push_back(std::move(strip));
        return strips.back().samples.span();
    }

    Expected<void> advance() override {
        if (advances_left-- == 0) {
            return Error{OutcomeClass::memory, Stage::transform, "no more", 0};
        }
        for (const Strip& strip : strips) {
            for (int y = 0; y < strip.samples.height(); ++y) {
                Plane& whole = image.planes[strip.plane];
                std::memcpy(whole.row(rows[strip.plane]++), strip.samples.row(y),
                            static_cast<std::size_t>(whole.width()) *
                                static_cast<std::size_t>(whole.channels()));
            }
        }
        strips.clear();
        return {};
    }

    [[nodiscard]] bool is_whole() const {
        bool whole = !rows.empty();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            whole = whole && rows[i] == image.planes[i].height();
        }
        return whole;
    }

    Image image;
    std::vector<int> rows;
    int begun = 0;
    int advances_left = 1 << 30;

private:
    struct Strip {
        std::size_t plane;
        Plane samples;
    };
    std::vector<Strip> strips;
};

constexpr std::array<int, 4> scales{8, 4, 2, 1};

/// Whether strips with memory of their own become what decode() gives as an Image.
bool is_same_in_strips(ByteView file, const DecodeRequest& request, FailOn fail_on) {
    const auto whole = read(file, fail_on, request, JpegDecoder::libjpeg_turbo);
    const DecodeOptions options{.fail_on = fail_on, .jpeg_decoder = JpegDecoder::libjpeg_turbo};
    LooseStrips strips;
    CodecWorkspace workspace;
    const auto info = probe(file, options);
    if (!info) {
        return whole.outcome == info.error().code;
    }
    const auto warnings = decode(ByteSource(file), *info, request, options, workspace, strips);
    if (!warnings) {
        return whole.outcome == warnings.error().code && whole.message == warnings.error().message;
    }
    const auto& a = strips.image.planes;
    const auto& b = whole.decoded.image.planes;
    bool same = whole.outcome == OutcomeClass::ok && strips.is_whole() &&
                *warnings == whole.decoded.warnings &&
                max_difference(strips.image, whole.decoded.image) == 0;
    for (std::size_t i = 0; same && i < a.size(); ++i) {
        same = a[i].extent_x == b[i].extent_x && a[i].extent_y == b[i].extent_y;
    }
    return same;
}

} // namespace

TEST_CASE("strips become the picture, at all scales, sizes and samplings") {
    constexpr std::array<Size, 6> sizes{{{1, 1}, {7, 5}, {17, 33}, {40, 129}, {65, 16}, {16, 17}}};
    constexpr std::array<ChromaFactors, 5> samplings{{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}}};
    for (const Size& size : sizes) {
        for (const auto& chroma : samplings) {
            for (const bool progressive : {false, true}) {
                const Bytes file = make_jpeg({.width = size.width,
                                              .height = size.height,
                                              .luma_x = chroma.x,
                                              .luma_y = chroma.y,
                                              .progressive = progressive});
                for (const int scale : scales) {
                    for (const bool ycbcr : {true, false}) {
                        CHECK(is_same_in_strips(file, {.scale_eighths = scale, .ycbcr = ycbcr},
                                                FailOn::warning));
                    }
                }
            }
        }
    }
}

TEST_CASE("strips of grey, RGB and CMYK become the picture") {
    for (const auto space : {JpegSpace::gray, JpegSpace::rgb, JpegSpace::cmyk, JpegSpace::ycck}) {
        for (const bool adobe : {true, false}) {
            const Bytes file =
                make_jpeg({.width = 37, .height = 61, .space = space, .adobe = adobe});
            for (const int scale : scales) {
                CHECK(is_same_in_strips(file, {.scale_eighths = scale}, FailOn::error));
            }
        }
    }
}

TEST_CASE("the rest of a picture that breaks off is black, in strips too") {
    for (const auto space : {JpegSpace::ycc, JpegSpace::gray, JpegSpace::ycck}) {
        const Bytes file = make_jpeg({.width = 60, .height = 200, .space = space});
        // A table that no decoder can take, in place of the data's second half.
        Bytes broken = cut(file, file.size() / 2);
        append(broken, bytes({0xFF, 0xC4, 0, 19, 0}));
        append(broken, Bytes(16, std::byte{255}));
        append(broken, ByteView(file).subspan(file.size() / 2));
        for (const int scale : scales) {
            for (const bool ycbcr : {true, false}) {
                for (const auto fail_on : {FailOn::none, FailOn::error}) {
                    CHECK(is_same_in_strips(broken, {.scale_eighths = scale, .ycbcr = ycbcr},
                                            fail_on));
                }
            }
        }
        const auto lenient = read(broken, FailOn::none, {.ycbcr = true});
        CHECK(lenient.outcome == OutcomeClass::ok);
        CHECK_FALSE(lenient.decoded.warnings.empty());
    }
}

TEST_CASE("a sink that fails ends the decoding with its own error") {
    const Bytes file = make_jpeg({.width = 64, .height = 640, .luma_x = 2, .luma_y = 2});
    const auto info = probe(file, {});
    REQUIRE(info);
    for (const auto decoder : {JpegDecoder::own, JpegDecoder::libjpeg_turbo}) {
        LooseStrips strips;
        strips.advances_left = 3;
        CodecWorkspace workspace;
        const auto result =
            decode(ByteSource(file), *info, {.ycbcr = true},
                   {.fail_on = FailOn::none, .jpeg_decoder = decoder}, workspace, strips);
        REQUIRE_FALSE(result);
        CHECK(result.error().code == OutcomeClass::memory);
        CHECK(result.error().stage == Stage::transform);
        CHECK(strips.begun == 1);
    }
}

TEST_CASE("no strip holds more than a row of MCUs, or sixteen rows") {
    const Bytes file = make_jpeg({.width = 64, .height = 640, .luma_x = 2, .luma_y = 2});
    const auto info = probe(file, {});
    REQUIRE(info);
    for (const int scale : scales) {
        LooseStrips strips;
        strips.advances_left = 640 * scale / 8 / 16; // with one fewer it would fail
        CodecWorkspace workspace;
        const DecodeRequest request{.scale_eighths = scale, .ycbcr = true};
        const DecodeOptions options{.jpeg_decoder = JpegDecoder::libjpeg_turbo};
        CHECK(decode(ByteSource(file), *info, request, options, workspace, strips));
        CHECK(strips.advances_left == 0);
    }
}
