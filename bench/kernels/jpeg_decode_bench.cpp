/// Whole JPEGs, by our decoder and by libjpeg-turbo: from bytes to planes, at reduced size and
/// full.
#include "base/scratch.h"
#include "codec/codec.h"
#include "codec/jpeg/plain/plain_jpeg.h"
#include "jpeg_lookups.h"
#include "jpeg_products.h"
#include "kernel_bench.h"
#include "must.h"
#include "photo_jpeg.h"
#include "register.h"

#include <array>
#include <cmath>
#include <memory>

namespace imgbatch::bench {
namespace {

/// Gives room for strips, and forgets them.
class DroppingSink final : public PictureSink {
public:
    Expected<void> take(Image&& /*picture*/) override { return {}; }
    Expected<void> begin(const PictureLayout& layout) override {
        layout_ = layout;
        return {};
    }
    PlaneSpan extend(std::size_t plane, int rows) override {
        const PlaneLayout& layout = layout_.planes[plane];
        const auto stride = static_cast<std::size_t>(layout.width + 127) / 64 * 64;
        std::byte* strip = strips_[plane].get(stride * static_cast<std::size_t>(rows));
        return {strip, static_cast<std::ptrdiff_t>(stride), layout.width, rows, 1, layout_.type};
    }
    Expected<void> advance() override { return {}; }

private:
    PictureLayout layout_;
    std::array<Scratch<std::byte>, 3> strips_;
};

/// One decoder with what it keeps from picture to picture.
class Decoder {
public:
    /// `file` must outlive it.
    Decoder(ByteView file, int n, JpegDecoder who) : file_(file), request_{n, true} {
        options_.jpeg_decoder = who;
        info_ = must(probe(file, options_));
    }

    /// Without the facade: where it is left to libjpeg, that is told.
    void decode_here() { must(must(decode_plain_jpeg(file_, info_, request_, workspace_, sink_))); }
    void decode_by_facade() { must(decode(file_, info_, request_, options_, workspace_, sink_)); }

private:
    ByteSource file_;
    DecodeRequest request_;
    DecodeOptions options_;
    SourceInfo info_;
    CodecWorkspace workspace_;
    DroppingSink sink_;
};

Work decode_work(const Bytes& file, int n) {
    const double blocks = std::ceil(photo_width / 16.0) * std::ceil(photo_height / 16.0) * 6;
    Work work;
    work.bytes_read = static_cast<double>(file.size());
    work.bytes_written = 1.5 * photo_width * photo_height * n * n / 64;
    work.narrow_products = blocks * transform_products(n);
    work.lookups = count_lookups(file, n);
    return work;
}

void add(bool progressive, int n) {
    const Bytes& file = photo_jpeg(progressive);
    const std::string name = std::string(progressive ? "progressive" : "sequential") + " JPEG " +
                             std::to_string(photo_width) + "x" + std::to_string(photo_height) +
                             " at " + std::to_string(n) + "/8";
    const Work work = decode_work(file, n);
    register_levels({name, work, [=, &file] {
                         auto decoder = std::make_shared<Decoder>(file, n, JpegDecoder::own);
                         return [=] { decoder->decode_here(); };
                     }});
    register_single({name, work,
                     [=, &file] {
                         auto decoder =
                             std::make_shared<Decoder>(file, n, JpegDecoder::libjpeg_turbo);
                         return [=] { decoder->decode_by_facade(); };
                     }},
                    "libjpeg-turbo");
}

} // namespace

void register_jpeg_decoding() {
    for (const bool progressive : {false, true}) {
        for (const int n : {1, 2, 4, 8}) {
            add(progressive, n);
        }
    }
}

} // namespace imgbatch::bench
