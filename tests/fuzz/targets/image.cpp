#include <imgbatch/process_image.h>

#include "codec/codec.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <array>

namespace imgbatch::test {
namespace {

constexpr std::uint64_t most_pixels = 1'000'000;

/// Any combination that a user may ask for, cheap enough to be tried many times a second.
ImageOptions choose_options(Choices& choices) {
    const unsigned first = choices.byte();
    const unsigned second = choices.byte();
    ImageOptions options;
    options.decode.limits.pixels = most_pixels;
    options.decode.fail_on = static_cast<FailOn>(first % 4);
    options.decode.jpeg_decoder =
        first / 4 % 4 == 0 ? JpegDecoder::libjpeg_turbo : JpegDecoder::own;
    options.decode.color = first / 16 % 4 == 0 ? ColorPolicy::keep : ColorPolicy::srgb;
    options.transform.shrink_margin = static_cast<ShrinkMargin>(first / 64 % 3);
    constexpr std::array formats{OutputFormat::same, OutputFormat::jpeg, OutputFormat::png,
                                 OutputFormat::webp};
    options.encode.format = formats.at(second % formats.size());
    options.encode.lossless = second / 4 % 4 == 0;
    options.encode.effort = 0;
    options.geometry.fit = static_cast<Fit>(second / 16 % 5);
    options.geometry.enlarge = second >= 128;
    constexpr std::uint32_t side = 48;
    if (second % 3 != 0) {
        options.geometry.size = SizeSpec{
            side, second % 3 == 1 ? std::optional(side / 2 + 1) : std::nullopt, std::nullopt};
    }
    return options;
}

bool is_bad_input(OutcomeClass code) {
    switch (code) {
    case OutcomeClass::empty:
    case OutcomeClass::not_image:
    case OutcomeClass::unsupported:
    case OutcomeClass::truncated:
    case OutcomeClass::corrupt:
    case OutcomeClass::limit:
    case OutcomeClass::memory:
        return true;
    default:
        return false;
    }
}

/// What was written is what is told, and a sound image.
void check_output(const EncodedImage& image) {
    const std::uint64_t pixels = std::uint64_t{image.input_size.width} * image.input_size.height;
    expect(pixels >= 1 && pixels <= most_pixels, "no picture beyond the limit is decoded");
    DecodeOptions strict;
    strict.fail_on = FailOn::warning;
    const auto info = probe(image.bytes, strict);
    expect(info.operator bool(), "an output can be read");
    expect(info->format == image.output_format, "an output has its format");
    expect(info->orientation == Orientation::normal || image.bytes.empty(), "an output is upright");
    expect(info->size.width == static_cast<int>(image.output_size.width) &&
               info->size.height == static_cast<int>(image.output_size.height),
           "an output has the size that is told");
    expect(decode(image.bytes, *info, {}, strict).operator bool(), "an output is without damage");
}

} // namespace

/// One image from bytes to bytes; twice, so that what is not written shows.
void fuzz_image(ByteView input) {
    Choices choices(input);
    const ImageOptions options = choose_options(choices);
    const ByteView file = choices.rest();
    ImageProcessor processor(options);
    const auto made = processor.process(file);
    if (!made) {
        expect(is_bad_input(made.error().code) && !made.error().message.empty(),
               "what fails, fails for what the input is, and says so");
        return;
    }
    check_output(*made);
    const auto again = processor.process(file);
    expect(again && again->bytes == made->bytes && again->warnings == made->warnings,
           "the same input gives the same bytes, though buffers are kept");
}

} // namespace imgbatch::test
