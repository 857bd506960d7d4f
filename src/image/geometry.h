/// From a source's size and the options to the size of the result: pure arithmetic, no pixels.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "image/orientation.h"

#include <cstdint>

namespace imgbatch {

/// How an upright source becomes its result: scale the whole source to `scaled`, keep the `crop`
/// window of that, lay it on a `canvas` at (`canvas_x`, `canvas_y`). Where nothing is cut, crop is
/// all of `scaled`; where nothing is padded, the canvas is the crop's size.
struct Geometry {
    Size scaled;
    Rect crop;
    Size canvas;
    int canvas_x = 0;
    int canvas_y = 0;

    friend bool operator==(const Geometry&, const Geometry&) = default;
};

/// The longest side that a result may have: what a JPEG can hold.
inline constexpr std::uint32_t max_result_side = 65'535;

/// The geometry for an upright `source` (sides at least 1). Sizes, crop windows and offsets are
/// those of sharp's resize() for the same words: `enlarge` false is its withoutEnlargement,
/// `only_enlarge` its withoutReduction. One departure: where `contain` meets a source that is
/// larger than the box and must not shrink, the whole picture stays in view. A percentage scales
/// both sides and rounds to nearest; fit plays no part; above 100 it enlarges whatever `enlarge`
/// says. A single side leaves the other to follow (with fill: to stay). Errors (limit): a side of
/// the result would exceed 65,535 px, or the scaled source any integer.
Expected<Geometry> plan_geometry(Size source, const GeometryOptions& options);

} // namespace imgbatch
