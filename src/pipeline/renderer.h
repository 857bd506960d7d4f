/// Encoded bytes in, encoded bytes out: joins codec and transform for one image.
///
///   probe ─▶ geometry ─▶ decode ─▶ resample ─▶ orient ─▶ colour ─▶ alpha ─▶ pad ─▶ encode
///
/// Where a decoder gives rows as it goes, they are resampled at once: the source is never whole in
/// memory.
///
/// A JPEG that becomes a JPEG or a lossy AVIF stays in its Y'CbCr planes from end to end; RGB is
/// made only where a step or the output format needs it, and then after the resampling, where there
/// is least of it. WebP gets RGB: its own conversion makes chroma in linear light, which measured
/// better than planes handed over, for the same time.
#pragma once

#include <imgbatch/process_image.h>

#include "base/byte_source.h"
#include "codec/codec.h"
#include "transform/icc.h"
#include "transform/resample.h"
#include "transform/resample_sink.h"

namespace imgbatch {

/// Keeps codec objects, filter tables, buffers and colour transforms. One lane each.
class Renderer {
public:
    explicit Renderer(const ImageOptions& options) : options_(options) {}

    [[nodiscard]] const ImageOptions& options() const { return options_; }

    /// `input` is in memory unless it is a JPEG. Errors: the classes of a bad input, limit, memory,
    /// internal, and those of reading; the stage says where.
    Expected<EncodedImage> render(const ByteSource& input, const HeaderHook& on_header);

    /// Lets go of buffers and tables.
    void release_memory();

private:
    struct Job;
    Expected<Job> prepare(const ByteSource& input);
    static bool is_right_already(const Job& job);
    void examine_profile(Job& job);
    [[nodiscard]] HeaderFacts header_facts(const Job& job) const;
    Expected<void> decode_pixels(Job& job, PictureSink& sink);
    Expected<Image> transform(const Job& job, ResampleSink& sink);
    [[nodiscard]] ResampleRequest resample_request(const Job& job) const;
    Expected<Image> convert_color(const Job& job, Image image);
    [[nodiscard]] Expected<Image> fit_encoder(const Job& job, Image image) const;
    [[nodiscard]] EncodeOptions encode_options(const Job& job, ColorModel model) const;
    [[nodiscard]] Expected<Image> pad(const Job& job, Image image) const;

    ImageOptions options_;
    CodecWorkspace codecs_;
    Resampler resampler_;
    ColorConverter colors_;
};

} // namespace imgbatch
