// What becomes of the part of a picture that damage has lost, where damage may pass.
#include "codec/support/bytes.h"
#include "codec/support/filled_memory.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/png_maker.h"
#include "codec/support/read.h"
#include "codec/support/webp_maker.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

struct Damaged {
    std::string name;
    Bytes sound;
    Bytes cut;
};

std::vector<Damaged> all_kinds() {
    const Image picture = make_picture(120, 90, ColorModel::rgba);
    std::vector<Damaged> kinds{
        {"PNG", make_png({.width = 120, .height = 90}), {}},
        {"PNG of 16 bits", make_png({.width = 120, .height = 90, .bit_depth = 16}), {}},
        {"interlaced PNG", make_png({.width = 120, .height = 90, .interlaced = true}), {}},
        {"baseline JPEG", make_jpeg({.width = 120, .height = 90}), {}},
        {"progressive JPEG", make_jpeg({.width = 120, .height = 90, .progressive = true}), {}},
        {"lossy WebP", make_webp(picture, false), {}},
        {"lossless WebP", make_webp(picture, true), {}}};
    for (Damaged& kind : kinds) {
        kind.cut = cut(kind.sound, kind.sound.size() * 3 / 4);
    }
    return kinds;
}

Image read_over(unsigned char fill, ByteView file, const DecodeRequest& request) {
    const FilledMemory memory(fill);
    auto result = read(file, FailOn::none, request);
    CHECK(result.message == "");
    return std::move(result.decoded.image);
}

/// The picture; without planes where there is none.
Image decoded(ByteView file, FailOn fail_on, CodecWorkspace& workspace) {
    DecodeOptions options;
    options.fail_on = fail_on;
    const auto info = probe(file, options);
    REQUIRE(info);
    auto picture = decode(file, *info, {.ycbcr = true}, options, workspace);
    return picture ? std::move(picture->image) : Image{};
}

} // namespace

TEST_CASE("what damage has lost looks the same whatever memory held before") {
    for (const Damaged& kind : all_kinds()) {
        CAPTURE(kind.name);
        CHECK(read(kind.cut).outcome == OutcomeClass::truncated);
        for (const bool ycbcr : {false, true}) {
            CAPTURE(ycbcr);
            const Image one = read_over(0x5A, kind.cut, {.ycbcr = ycbcr});
            const Image other = read_over(0xC3, kind.cut, {.ycbcr = ycbcr});
            CHECK(max_difference(one, other) == 0);
        }
    }
}

TEST_CASE("a picture holds nothing of a damaged one that was read before it") {
    const auto kinds = all_kinds();
    for (const FailOn fail_on : {FailOn::none, FailOn::error}) {
        for (const Damaged& first : kinds) {
            CodecWorkspace workspace;
            for (const Damaged& second : kinds) {
                CAPTURE(first.name);
                CAPTURE(second.name);
                workspace.planes.give_back(decoded(first.cut, fail_on, workspace));
                CodecWorkspace fresh;
                const Image picture = decoded(second.sound, fail_on, workspace);
                REQUIRE(!picture.planes.empty());
                CHECK(max_difference(picture, decoded(second.sound, fail_on, fresh)) == 0);
            }
        }
    }
}
