#include "codec/codec.h"
#include "codec/png/png_chunks.h"
#include "codec/png/png_decoder.h"
#include "codec/support/pixels.h"
#include "codec/support/png_maker.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

namespace imgbatch::test {
namespace {

void check_chunks(ByteView file) {
    const auto chunks = read_png_chunks(file, {});
    if (!chunks) {
        expect(!chunks.error().message.empty(), "it is said what is wrong");
        return;
    }
    expect(chunks->frames >= 1, "there is a frame");
    expect(lies_within(chunks->exif, file) && lies_within(chunks->icc, file),
           "what is found lies in the file");
    expect(chunks->ends_early || chunks->data_end <= file.size(), "a whole file holds its pixels");
}

/// The quick way and libpng say the same, and give the same samples.
void check_against_libpng(ByteView file, const DecodeOptions& options) {
    const auto info = probe(file, options);
    if (!info) {
        return;
    }
    const auto decoded = decode(file, *info, {}, options);
    const auto wanted = decode_png_by_libpng(file, *info, options);
    expect(decoded.operator bool() == wanted.operator bool(), "what libpng refuses is refused");
    if (!decoded) {
        expect(decoded.error().code == wanted.error().code &&
                   decoded.error().message == wanted.error().message,
               "for the same reason");
        return;
    }
    expect(decoded->warnings == wanted->warnings, "with the same warnings");
    expect(max_difference(decoded->image, wanted->image) == 0, "with the same samples");
}

} // namespace

/// PNG files as they are, or with their checksums mended so that more of them is read.
void fuzz_png(ByteView input) {
    Choices choices(input);
    const unsigned choice = choices.byte();
    const Bytes mended = choice >= 128 ? repair_checksums(choices.rest()) : Bytes();
    const ByteView file = choice >= 128 ? ByteView(mended) : choices.rest();
    if (sniff(file) != ImageFormat::png) {
        return;
    }
    check_chunks(file);
    DecodeOptions options;
    options.fail_on = static_cast<FailOn>(choice % 4);
    options.limits.pixels = 100'000;
    check_against_libpng(file, options);
}

} // namespace imgbatch::test
