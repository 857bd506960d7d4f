#include "codec/codec.h"
#include "codec/webp/webp_container.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

namespace imgbatch::test {
namespace {

void check_container(ByteView file) {
    const auto container = read_webp_container(file, {});
    if (!container) {
        expect(!container.error().message.empty(), "it is said what is wrong");
        return;
    }
    const Rect& frame = container->frame;
    expect(frame.x >= 0 && frame.y >= 0 && frame.width >= 1 && frame.height >= 1 &&
               frame.width <= container->canvas.width - frame.x &&
               frame.height <= container->canvas.height - frame.y,
           "the frame lies on the canvas");
    expect(!container->frame_data.empty() && lies_within(container->frame_data, file) &&
               lies_within(container->exif, file) && lies_within(container->icc, file),
           "what is found lies in the file");
    expect(container->frames >= 1, "there is a frame");
}

} // namespace

void fuzz_webp(ByteView input) {
    Choices choices(input);
    const unsigned choice = choices.byte();
    const ByteView file = choices.rest();
    if (sniff(file) != ImageFormat::webp) {
        return;
    }
    check_container(file);
    DecodeOptions options;
    options.fail_on = static_cast<FailOn>(choice % 4);
    options.limits.pixels = 100'000;
    const auto info = probe(file, options);
    if (!info) {
        return;
    }
    const auto decoded = decode(file, *info, {}, options);
    if (decoded) {
        expect(decoded->image.width() == info->size.width &&
                   decoded->image.height() == info->size.height &&
                   decoded->image.model == info->model,
               "the picture is what the header says");
    }
}

} // namespace imgbatch::test
