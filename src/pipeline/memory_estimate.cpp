#include "pipeline/memory_estimate.h"

#include <algorithm>

namespace imgbatch {
namespace {

/// Sums of such numbers stay far from any overflow: a picture has at most 2^56 bytes.
using Bytes64 = double;

Bytes64 pixels(Size size) {
    return static_cast<Bytes64>(size.width) * static_cast<Bytes64>(size.height);
}

/// Samples of a pixel as the source has them: of 4:2:0 one and a half.
Bytes64 source_samples(const SourceInfo& source) {
    if (source.ycbcr_planes) {
        return 1 + 2.0 / (source.chroma_x * source.chroma_y);
    }
    return channel_count(source.model);
}

/// Rows in strips, and what the filter must see of them at once, twice.
Bytes64 strip_bytes(const MemoryPlan& plan) {
    const SourceInfo& source = plan.source;
    const Bytes64 width = source.size.width * plan.eighths / 8.0;
    const Bytes64 height = source.size.height * plan.eighths / 8.0;
    constexpr Bytes64 lobes = 6;
    const Bytes64 taps = lobes * std::max(1.0, height / std::max(1, plan.scaled.height));
    const Bytes64 rows = std::min(height, 2 * taps + 96);
    return width * rows * source_samples(source);
}

/// A JPEG passes by in strips. Where it has several scans, libjpeg holds all coefficients, of two
/// bytes each. What it reads of a file that is not in memory are windows of two rows of MCUs, each
/// of at most 9 bytes a sample of 16 lines.
Bytes64 jpeg_bytes(const MemoryPlan& plan) {
    const SourceInfo& source = plan.source;
    const Bytes64 window =
        plan.input_bytes > 0 ? 0 : 2.0 * 9 * 16 * source.size.width * source_samples(source);
    const Bytes64 coefficients =
        source.multiple_scans ? 2 * pixels(source.size) * source_samples(source) : 0;
    return strip_bytes(plan) + window + coefficients;
}

/// A PNG's pixels are unpacked in place, from a copy of the file's pixel data in one piece.
Bytes64 png_bytes(const MemoryPlan& plan, Bytes64 picture) {
    return picture + static_cast<Bytes64>(plan.input_bytes);
}

/// Lossless, libwebp holds four bytes a pixel beside the picture; lossy, a few rows, and alpha.
Bytes64 webp_bytes(const SourceInfo& source, Bytes64 picture) {
    const bool is_lossless = source.chroma_x == 1;
    const Bytes64 beside = is_lossless ? 4 : has_alpha(source.model) ? 1 : 0;
    return picture + beside * pixels(source.size);
}

/// Samples of a pixel as a JPEG stores them.
Bytes64 jpeg_samples(const MemoryPlan& plan) {
    if (plan.channels == 1) {
        return 1;
    }
    const ChromaFactors chroma = output_chroma(plan.format, plan.encode, {1, 1});
    return 1 + 2.0 / (chroma.x * chroma.y);
}

/// What an encoder takes beside the picture, for its `bytes` and pixels: measured.
Bytes64 encoder_bytes(const MemoryPlan& plan, Bytes64 picture) {
    const Bytes64 area = pixels(plan.output);
    switch (plan.format) {
    case ImageFormat::jpeg: {
        // In one pass libjpeg holds a few rows, in several all coefficients, of two bytes each.
        constexpr int several_passes_from_effort = 5;
        const bool holds_all =
            plan.encode.progressive || plan.encode.effort.value_or(0) >= several_passes_from_effort;
        return area * 0.5 + (holds_all ? 2 * area * jpeg_samples(plan) : 0);
    }
    case ImageFormat::png:
        // Filtered rows, and half as much twice: deflated, and as the file's bytes.
        return picture * 2;
    case ImageFormat::webp:
        return area * (plan.encode.lossless ? 36 : 5);
    case ImageFormat::avif:
        return area * 34;
    default:
        return 0;
    }
}

} // namespace

std::uint64_t estimate_memory(const MemoryPlan& plan) {
    const SourceInfo& source = plan.source;
    const Bytes64 decoded =
        pixels(source.size) * source_samples(source) * bytes_per_sample(source.type);
    Bytes64 decoding = 0;
    switch (source.format) {
    case ImageFormat::jpeg:
        decoding = jpeg_bytes(plan);
        break;
    case ImageFormat::png:
        decoding = png_bytes(plan, decoded);
        break;
    default:
        decoding = webp_bytes(source, decoded);
        break;
    }
    const Bytes64 samples = plan.planar ? source_samples(source) : plan.channels;
    const Bytes64 picture = pixels(plan.output) * samples * bytes_per_sample(plan.type);
    const bool comes_whole = source.format != ImageFormat::jpeg;
    const bool is_picture = plan.untouched && comes_whole;
    // A decoded picture that has done its work is kept for the next, unless it is a giant.
    constexpr Bytes64 most_kept = 96.0 * 1024 * 1024;
    // Samples weighed by alpha are a second picture, which stays, too.
    const Bytes64 weighed = comes_whole && !is_picture && has_alpha(source.model) ? decoded : 0;
    const Bytes64 left =
        weighed + (comes_whole && !is_picture && decoded <= most_kept ? decoded : 0);
    const Bytes64 peak = std::max({decoding + weighed + (is_picture ? 0 : picture),
                                   left + picture * (plan.copied ? 2 : 1),
                                   left + picture + encoder_bytes(plan, picture)});
    constexpr Bytes64 most = 4.6e18;
    return static_cast<std::uint64_t>(
        std::min(most, static_cast<Bytes64>(plan.input_bytes) + peak));
}

} // namespace imgbatch
