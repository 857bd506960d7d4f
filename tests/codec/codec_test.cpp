#include "codec/codec.h"
#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/png_maker.h"
#include "support/skip.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

Error probe_error(std::string_view text, const DecodeOptions& options = {}) {
    auto info = probe(as_bytes(text), options);
    REQUIRE(!info);
    return std::move(info).error();
}

} // namespace

TEST_CASE("nothing is empty") {
    const Error error = probe_error("");
    CHECK(error.code == OutcomeClass::empty);
    CHECK(error.stage == Stage::probe);
    CHECK(error.message == "the file is empty");
}

TEST_CASE("text, PDF and programs are not images") {
    for (const auto text : {"hello"sv, "%PDF-1.7\n%"sv,
                            "\x7f"
                            "ELF\x02"sv,
                            "\0"sv}) {
        CHECK(probe_error(text).code == OutcomeClass::not_image);
    }
}

TEST_CASE("a known format that is not read is unsupported, by its name") {
    const Error gif = probe_error("GIF89a\x01\0\x01\0"sv);
    CHECK(gif.code == OutcomeClass::unsupported);
    CHECK(gif.message == "GIF is not supported by this version");
    CHECK(probe_error("II*\0\x08\0\0\0"sv).message == "TIFF is not supported by this version");
    CHECK(probe_error("<svg>"sv).code == OutcomeClass::unsupported);
    CHECK(probe_error("P6\n1 1\n255\n"sv).code == OutcomeClass::unsupported);
}

TEST_CASE("more pixels than the limit are refused with both numbers and the flag") {
    const Bytes file = make_jpeg({.width = 40, .height = 30});
    DecodeOptions options;
    options.limits.pixels = 1200;
    CHECK(probe(file, options));
    options.limits.pixels = 1199;
    const Error error = probe_error(as_text(file), options);
    CHECK(error.code == OutcomeClass::limit);
    CHECK(error.message == "1200 pixels exceed the limit of 1199 (--limit-pixels)");
}

TEST_CASE("the limit speaks of megapixels where the numbers are large") {
    Bytes file = png_signature();
    append(file, make_header(20000, 14000, 8, 2));
    append(file, make_chunk("IDAT", zlib_compress(bytes({0, 0, 0, 0}))));
    append(file, make_chunk("IEND", {}));
    const Error error = probe_error(as_text(file));
    CHECK(error.code == OutcomeClass::limit);
    CHECK(error.message == "280 megapixels exceed the limit of 268 (--limit-pixels)");
}

TEST_CASE("sizes beyond memory are refused even where the limit is lifted") {
    DecodeOptions options;
    options.limits.pixels = UINT64_MAX;
    options.limits.side = UINT32_MAX;
    const auto outcome = [&](std::uint32_t side) {
        Bytes file = png_signature();
        append(file, make_header(side, side, 8, 0));
        append(file, make_chunk("IDAT", zlib_compress(bytes({0, 0, 0, 0}))));
        append(file, make_chunk("IEND", {}));
        const auto info = probe(file, options);
        if (!info) {
            return info.error().code;
        }
        const auto decoded = decode(file, *info, {}, options);
        return decoded ? OutcomeClass::ok : decoded.error().code;
    };
    CHECK(outcome(0x7FFFFFFF) == OutcomeClass::limit);
    if (!skipped_for_sanitizer()) { // which ends the program instead
        CHECK(outcome(1U << 27) == OutcomeClass::memory);
    }
}

TEST_CASE("decoding checks the limit as well") {
    const Bytes file = make_jpeg({});
    const auto info = probe(file, {});
    REQUIRE(info);
    DecodeOptions options;
    options.limits.pixels = 10;
    const auto decoded = decode(file, *info, {}, options);
    REQUIRE(!decoded);
    CHECK(decoded.error().code == OutcomeClass::limit);
    CHECK(decoded.error().stage == Stage::decode);
}

TEST_CASE("automatic chroma is halved below quality 90 and never finer than the source's") {
    EncodeOptions options;
    const auto chroma = [&](int quality, ChromaFactors source) {
        options.jpeg_quality = quality;
        const ChromaFactors c = output_chroma(ImageFormat::jpeg, options, source);
        return c.x * 10 + c.y;
    };
    CHECK(chroma(82, {1, 1}) == 22);
    CHECK(chroma(89, {2, 1}) == 22);
    CHECK(chroma(90, {1, 1}) == 11);
    CHECK(chroma(95, {2, 2}) == 22);
    CHECK(chroma(95, {2, 1}) == 21);
    CHECK(chroma(95, {4, 1}) == 21);
    options.chroma = Chroma::yuv444;
    CHECK(chroma(50, {2, 2}) == 11);
    options.chroma = Chroma::yuv422;
    CHECK(chroma(95, {1, 1}) == 21);
    options.chroma = Chroma::yuv420;
    CHECK(chroma(95, {1, 1}) == 22);
}

TEST_CASE("WebP halves chroma unless lossless, PNG never") {
    EncodeOptions options;
    CHECK(output_chroma(ImageFormat::webp, options, {1, 1}).x == 2);
    options.lossless = true;
    CHECK(output_chroma(ImageFormat::webp, options, {2, 2}).y == 1);
    CHECK(output_chroma(ImageFormat::png, options, {2, 2}).x == 1);
}

TEST_CASE("AVIF chooses its chroma by its own quality, among those that AV1 has") {
    EncodeOptions options;
    options.jpeg_quality = 95;
    const auto chroma = [&](ChromaFactors source) {
        const ChromaFactors c = output_chroma(ImageFormat::avif, options, source);
        return c.x * 10 + c.y;
    };
    CHECK(chroma({1, 1}) == 22);
    options.avif_quality = 90;
    CHECK(chroma({1, 1}) == 11);
    CHECK(chroma({2, 1}) == 21);
    CHECK(chroma({1, 2}) == 11);
    CHECK(chroma({2, 2}) == 22);
    options.chroma = Chroma::yuv422;
    CHECK(chroma({1, 1}) == 21);
    options.lossless = true;
    CHECK(chroma({2, 2}) == 11);
}

TEST_CASE("AVIF is written and not read") {
    CHECK(check_writable(ImageFormat::avif));
    CHECK_FALSE(check_readable(ImageFormat::avif));
}

TEST_CASE("AVIF takes planes as they are unless nothing may be lost") {
    CHECK(encoder_traits(ImageFormat::avif, {}).ycbcr);
    CHECK_FALSE(encoder_traits(ImageFormat::avif, {.lossless = true}).ycbcr);
    CHECK(encoder_traits(ImageFormat::jpeg, {.lossless = true}).ycbcr);
    CHECK_FALSE(encoder_traits(ImageFormat::png, {}).ycbcr);
}

TEST_CASE("a side too long for the format is a limit") {
    const Image wide = make_picture(16384, 1, ColorModel::rgb);
    const auto webp = encode(wide, {}, ImageFormat::webp, {});
    REQUIRE(!webp);
    CHECK(webp.error().code == OutcomeClass::limit);
    CHECK(webp.error().message == "16384 x 1 pixels exceed what WebP can hold (16383 a side)");
    const auto jpeg = encode(make_picture(1, 65501, ColorModel::gray), {}, ImageFormat::jpeg, {});
    REQUIRE(!jpeg);
    CHECK(jpeg.error().code == OutcomeClass::limit);
    CHECK(encode(wide, {}, ImageFormat::jpeg, {}));
}

TEST_CASE("samples that a format cannot hold are refused as our own mistake") {
    const Image alpha = make_picture(4, 4, ColorModel::rgba);
    const Image deep = make_picture(4, 4, ColorModel::rgb, SampleType::u16);
    const Image inks = make_picture(4, 4, ColorModel::cmyk);
    const auto outcome = [](const Image& image, ImageFormat format) {
        const auto file = encode(image, {}, format, {});
        return file ? OutcomeClass::ok : file.error().code;
    };
    CHECK(outcome(alpha, ImageFormat::jpeg) == OutcomeClass::internal);
    CHECK(outcome(deep, ImageFormat::jpeg) == OutcomeClass::internal);
    CHECK(outcome(deep, ImageFormat::webp) == OutcomeClass::internal);
    CHECK(outcome(inks, ImageFormat::png) == OutcomeClass::internal);
    CHECK(outcome(alpha, ImageFormat::gif) == OutcomeClass::unsupported);
}

TEST_CASE("a broken profile is left out with a warning, or fails where any flaw does") {
    Bytes icc = make_profile(400);
    icc[36] = std::byte{'x'};
    const Bytes file = make_jpeg({.icc = icc});
    const auto info = probe(file, {});
    REQUIRE(info);
    CHECK(info->icc.empty());
    REQUIRE(info->warnings.size() == 1);
    const auto strict = probe(file, {.fail_on = FailOn::warning});
    REQUIRE(!strict);
    CHECK(strict.error().code == OutcomeClass::corrupt);
}

TEST_CASE("versions name every library") {
    const auto versions = codec_versions();
    REQUIRE(versions.size() == 4);
    CHECK(versions[0].starts_with("libjpeg-turbo "));
    CHECK(versions[1].starts_with("libpng 1."));
    CHECK(versions[2].starts_with("libwebp 1."));
    CHECK(versions[3].starts_with("libavif "));
}
