/// From a source's size and the options to the size of the result: pure arithmetic, no pixels.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "image/orientation.h"

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

/// The geometry for an upright `source` (sides at least 1), with sharp's rounding for the same
/// words. Errors (limit): a side of the result would exceed 65,535 px.
Expected<Geometry> plan_geometry(Size source, const GeometryOptions& options);

/// Reads `WxH`, `W`, `Wx`, `xH`, `N%`, each with any of the suffixes `!` (fill), `^` (outside), `>`
/// (never enlarge), `<` (only enlarge), into `options`. A percentage over 100 enlarges.
/// Errors (usage): says what is wrong and gives an example.
Expected<void> parse_size(std::string_view text, GeometryOptions& options);

} // namespace imgbatch
