/// How much memory one image is going to take, from its header and what shall become of it.
#pragma once

#include <imgbatch/options.h>

#include "codec/codec.h"
#include "image/image.h"
#include "image/orientation.h"

#include <cstdint>

namespace imgbatch {

/// One image's way through the pipeline, as far as it costs memory.
struct MemoryPlan {
    const SourceInfo& source;
    std::uint64_t input_bytes = 0; ///< of the file, where they lie in memory
    int eighths = 8;               ///< how far the decoder shrinks
    Size scaled = {};              ///< the whole picture once it is resampled, as stored
    Size output = {};              ///< the canvas
    ImageFormat format = ImageFormat::unknown; ///< of the output
    bool planar = false;                       ///< Y'CbCr planes all the way to the encoder
    int channels = 3;                          ///< of what the encoder gets, else
    SampleType type = SampleType::u8;
    bool untouched = false; ///< no sample is resampled: the decoded picture goes on
    bool copied = false;    ///< a step makes a second picture of the output's size
    const EncodeOptions& encode;
};

/// Bytes that are in use at once at the most, beyond what a small picture needs. It is what was
/// measured for each step, give or take a fifth; where two decoders may come into play it is the
/// greedier one: a damaged JPEG goes from ours, which holds a few rows, to libjpeg, which of a
/// progressive one holds all coefficients. Not more than 2^62.
std::uint64_t estimate_memory(const MemoryPlan& plan);

} // namespace imgbatch
