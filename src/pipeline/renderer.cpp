#include "pipeline/renderer.h"

#include "base/stopwatch.h"
#include "base/try.h"
#include "image/geometry.h"
#include "pipeline/decode_plan.h"
#include "pipeline/fault_point.h"
#include "pipeline/memory_estimate.h"
#include "task/image_format.h"
#include "transform/canvas.h"
#include "transform/color.h"
#include "transform/orient.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace imgbatch {
namespace {

constexpr Color white{255, 255, 255, 255};

PixelSize to_pixel_size(Size size) {
    return {static_cast<std::uint32_t>(size.width), static_cast<std::uint32_t>(size.height)};
}

} // namespace

/// What is decided about one image, from its header on.
struct Renderer::Job {
    explicit Job(const ByteSource& source) : input(source) {}

    ByteSource input;
    SourceInfo info;
    ImageFormat format = ImageFormat::unknown; ///< of the output
    EncoderTraits traits;                      ///< of the output's encoder
    Orientation orientation = Orientation::normal;
    Geometry geometry; ///< upright
    bool converts_profile = false;
    bool keeps_profile = false;
    bool ycbcr_to_the_end = false; ///< planes go from decoder to encoder without RGB between
    std::vector<std::string> warnings;

    [[nodiscard]] bool pads() const {
        return geometry.canvas != Size{geometry.crop.width, geometry.crop.height};
    }
    /// The whole picture's target size, in the axes in which the source is stored.
    [[nodiscard]] Size scaled_as_stored() const { return oriented(geometry.scaled, orientation); }
};

Expected<EncodedImage> Renderer::render(const ByteSource& input, const HeaderHook& on_header) {
    Stopwatch watch;
    EncodedImage result;
    IMGBATCH_TRY(at_fault_point(input, Stage::probe));
    IMGBATCH_TRY(Job job, prepare(input));
    if (on_header) {
        on_header(header_facts(job));
    }
    const ResampleRequest request = resample_request(job);
    ResampleSink sink(resampler_, {&request, 1}, codecs_.planes);
    IMGBATCH_TRY(at_fault_point(input, Stage::decode));
    IMGBATCH_TRY(decode_pixels(job, sink));
    result.times.decode = watch.lap_ns() - sink.busy_ns();

    IMGBATCH_TRY(at_fault_point(input, Stage::transform));
    IMGBATCH_TRY(Image image, transform(job, sink));
    result.times.transform = watch.lap_ns() + sink.busy_ns();

    IMGBATCH_TRY(at_fault_point(input, Stage::encode));
    const ByteView profile = job.keeps_profile ? ByteView(job.info.icc) : ByteView();
    IMGBATCH_TRY(result.bytes,
                 encode(image, profile, job.format, encode_options(job, image.model), codecs_));
    result.times.encode = watch.lap_ns();

    result.input_format = job.info.format;
    result.output_format = job.format;
    result.input_size = to_pixel_size(oriented(job.info.size, job.orientation));
    result.output_size = to_pixel_size({image.width(), image.height()});
    result.warnings = std::move(job.warnings);
    return result;
}

void Renderer::release_memory() {
    codecs_ = CodecWorkspace();
    resampler_ = Resampler();
}

HeaderFacts Renderer::header_facts(const Job& job) const {
    const bool upright = job.orientation == Orientation::normal;
    const bool leaves_planes = job.info.ycbcr_planes && !job.ycbcr_to_the_end;
    const bool changes_alpha = has_alpha(job.info.model) && !job.traits.alpha;
    const bool changes_depth = job.info.type == SampleType::u16 && !job.traits.sixteen_bit;
    const bool is_gray = channel_count(job.info.model) <= 2;
    MemoryPlan plan{.source = job.info, .encode = options_.encode};
    plan.input_bytes = job.input.in_memory() ? job.input.size() : 0;
    plan.eighths = choose_scale(job.info, job.scaled_as_stored(), options_.transform);
    plan.scaled = job.scaled_as_stored();
    plan.output = job.geometry.canvas;
    plan.format = job.format;
    plan.planar = job.ycbcr_to_the_end;
    plan.channels = is_gray && job.traits.gray ? 1 : 3;
    plan.channels += has_alpha(job.info.model) && job.traits.alpha ? 1 : 0;
    plan.type = changes_depth ? SampleType::u8 : job.info.type;
    plan.untouched = job.geometry.scaled == oriented(job.info.size, job.orientation) &&
                     job.geometry.crop.width == job.geometry.scaled.width &&
                     job.geometry.crop.height == job.geometry.scaled.height && plan.eighths == 8;
    plan.copied = !upright || leaves_planes || changes_alpha || changes_depth ||
                  job.converts_profile || job.pads() || job.info.model == ColorModel::cmyk ||
                  (is_gray && !job.traits.gray);
    return {to_pixel_size(oriented(job.info.size, job.orientation)), estimate_memory(plan)};
}

Expected<Renderer::Job> Renderer::prepare(const ByteSource& input) {
    Job job(input);
    IMGBATCH_TRY(job.info, probe(input, options_.decode));
    job.warnings = std::move(job.info.warnings);
    job.format = output_format_for(job.info.format, options_.encode.format);
    IMGBATCH_TRY(check_writable(job.format));
    job.traits = encoder_traits(job.format, options_.encode);
    if (options_.geometry.auto_orient) {
        job.orientation = job.info.orientation;
    }
    IMGBATCH_TRY(job.geometry,
                 plan_geometry(oriented(job.info.size, job.orientation), options_.geometry));
    examine_profile(job);
    job.ycbcr_to_the_end =
        job.info.ycbcr_planes && job.traits.ycbcr && !job.converts_profile && !job.pads();
    if (options_.commit.in_place && options_.geometry.size && is_right_already(job)) {
        return Error{OutcomeClass::up_to_date, Stage::plan, "already fits the size", 0};
    }
    if (job.info.frames > 1) {
        job.warnings.push_back("only the first of " + std::to_string(job.info.frames) +
                               " frames is kept");
    }
    return job;
}

/// Whether nothing would change but the losses of one more encoding.
bool Renderer::is_right_already(const Job& job) {
    return job.orientation == Orientation::normal && job.geometry.scaled == job.info.size &&
           job.geometry.canvas == job.info.size && job.format == job.info.format &&
           !job.converts_profile;
}

/// Decides whether the embedded profile is applied, kept, or needs nothing.
void Renderer::examine_profile(Job& job) {
    if (job.info.icc.empty()) {
        return;
    }
    // CMYK is converted whatever the policy: no output format of ours stores it.
    const bool keep =
        options_.decode.color == ColorPolicy::keep && job.info.model != ColorModel::cmyk;
    if (keep) {
        job.keeps_profile = true;
        return;
    }
    ProfileVerdict verdict = colors_.examine(job.info.icc, job.info.model);
    job.converts_profile = verdict.use == ProfileUse::convert;
    if (!verdict.warning.empty()) {
        job.warnings.push_back(std::move(verdict.warning));
    }
}

Expected<void> Renderer::decode_pixels(Job& job, PictureSink& sink) {
    DecodeRequest request;
    request.scale_eighths = choose_scale(job.info, job.scaled_as_stored(), options_.transform);
    request.ycbcr = job.info.ycbcr_planes;
    IMGBATCH_TRY(std::vector<std::string> warnings,
                 decode(job.input, job.info, request, options_.decode, codecs_, sink));
    std::ranges::move(warnings, std::back_inserter(job.warnings));
    return {};
}

Expected<Image> Renderer::transform(const Job& job, ResampleSink& sink) {
    IMGBATCH_TRY(std::vector<Image> images, sink.finish());
    IMGBATCH_TRY(Image image, orient(std::move(images.front()), job.orientation));
    IMGBATCH_TRY(image, convert_color(job, std::move(image)));
    return fit_encoder(job, std::move(image));
}

/// The crop and the chroma factors belong to the upright picture; the samples lie as stored.
ResampleRequest Renderer::resample_request(const Job& job) const {
    ResampleRequest request;
    request.scaled = job.scaled_as_stored();
    request.crop = to_stored(job.geometry.crop, request.scaled, job.orientation);
    request.filter = options_.transform.filter;
    request.orientation = job.orientation;
    if (job.ycbcr_to_the_end) {
        const ChromaFactors source = chroma_after_scaling(job.info, request.scaled);
        const bool swaps = swaps_sides(job.orientation);
        const ChromaFactors upright = swaps ? ChromaFactors{source.y, source.x} : source;
        const ChromaFactors wanted = output_chroma(job.format, options_.encode, upright);
        request.chroma_x = swaps ? wanted.y : wanted.x;
        request.chroma_y = swaps ? wanted.x : wanted.y;
    }
    return request;
}

/// To RGB where planes are not enough, and to sRGB.
Expected<Image> Renderer::convert_color(const Job& job, Image image) {
    if (image.model == ColorModel::ycbcr && !job.ycbcr_to_the_end) {
        IMGBATCH_TRY(image, ycbcr_to_rgb(image));
    }
    if (job.converts_profile) {
        return colors_.to_srgb(image, job.info.icc);
    }
    if (image.model == ColorModel::cmyk) {
        return cmyk_to_rgb(image);
    }
    return image;
}

/// The last steps before the encoder: what it cannot store, and the canvas.
Expected<Image> Renderer::fit_encoder(const Job& job, Image image) const {
    if (image.type() == SampleType::u16 && !job.traits.sixteen_bit) {
        IMGBATCH_TRY(image, to_8_bit(image));
    }
    if (has_alpha(image.model) && !job.traits.alpha) {
        IMGBATCH_TRY(image, flatten(image, options_.transform.background.value_or(white)));
    }
    if (job.pads()) {
        IMGBATCH_TRY(image, pad(job, std::move(image)));
    }
    const bool is_gray = image.model == ColorModel::gray || image.model == ColorModel::gray_alpha;
    if (is_gray && !job.traits.gray) {
        IMGBATCH_TRY(image, gray_to_rgb(image));
    }
    return image;
}

/// A picture that went through RGB no longer shows that its source had little chroma: fine chroma
/// would only store what was interpolated.
EncodeOptions Renderer::encode_options(const Job& job, ColorModel model) const {
    EncodeOptions options = options_.encode;
    const ChromaFactors left = chroma_after_scaling(job.info, job.scaled_as_stored());
    if (options.chroma == Chroma::automatic && model == ColorModel::rgb &&
        (left.x > 1 || left.y > 1)) {
        options.chroma = Chroma::yuv420;
    }
    return options;
}

/// Lays the picture on its canvas. Without a colour asked for, padding is transparent where the
/// picture has alpha, else white.
Expected<Image> Renderer::pad(const Job& job, Image image) const {
    const Color color = options_.transform.background.value_or(
        has_alpha(image.model) ? Color{255, 255, 255, 0} : white);
    if (color.alpha != 255 && job.traits.alpha && !has_alpha(image.model)) {
        IMGBATCH_TRY(image, add_opaque_alpha(image));
    }
    return place_on_canvas(std::move(image), job.geometry.canvas, job.geometry.canvas_x,
                           job.geometry.canvas_y, color);
}

} // namespace imgbatch
