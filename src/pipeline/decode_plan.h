/// How much of the work the decoder may take over: pure arithmetic, decided from the header alone.
#pragma once

#include <imgbatch/options.h>

#include "codec/codec.h"
#include "image/geometry.h"

namespace imgbatch {

/// The smallest DCT scale, in eighths (1 to 6, or 8), that leaves the filter at least `margin`
/// times the samples it has to make in both directions. 8 for formats that do not scale, for
/// nearest (it does not average, so the decoder must not), and where the margin is none.
int choose_scale(const SourceInfo& info, Size scaled_as_stored, const TransformOptions& options);

/// The finest chroma that `info`'s own samples fill once the picture is `scaled`: a 4:2:0 source
/// that is halved has one chroma sample per pixel, and nothing is made up by keeping them all.
ChromaFactors chroma_after_scaling(const SourceInfo& info, Size scaled_as_stored);

} // namespace imgbatch
