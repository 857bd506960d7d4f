#include "image/geometry.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace imgbatch {
namespace {

/// How many source pixels make one result pixel along each axis.
struct Shrink {
    double x = 1.0;
    double y = 1.0;
};

/// Sides before they are known to fit an int.
struct WideSize {
    double width = 0.0;
    double height = 0.0;
};

/// The factors that the box asks for, before any rule on enlarging.
Shrink wanted_shrink(Size source, const SizeSpec& box, Fit fit) {
    Shrink shrink;
    if (box.width) {
        shrink.x = static_cast<double>(source.width) / *box.width;
    }
    if (box.height) {
        shrink.y = static_cast<double>(source.height) / *box.height;
    }
    if (fit == Fit::fill) {
        return shrink;
    }
    double both = box.width ? shrink.x : shrink.y;
    if (box.width && box.height) {
        const bool covers = fit == Fit::cover || fit == Fit::outside;
        both = covers ? std::min(shrink.x, shrink.y) : std::max(shrink.x, shrink.y);
    }
    return {both, both};
}

/// One axis's factor under the rules: only_enlarge forbids shrinking, otherwise `enlarge` must
/// permit growing; and no side drops below one pixel.
double allowed_shrink(double shrink, int side, const GeometryOptions& options) {
    if (options.only_enlarge) {
        shrink = std::min(shrink, 1.0);
    } else if (!options.enlarge) {
        shrink = std::max(shrink, 1.0);
    }
    return std::min(shrink, static_cast<double>(side));
}

double round_half_up(double value) {
    return std::floor(value + 0.5);
}

/// `side` over `shrink`, rounded to nearest. Quotients near one half fall as in libvips, hence its
/// way of writing them: the factor passes through its reciprocal, from which a reduction goes back.
/// IEEE arithmetic makes that the same on every machine.
double scaled_side(int side, double shrink) {
    const double scale = 1.0 / shrink;
    return round_half_up(scale < 1.0 ? side / (1.0 / scale) : side * scale);
}

double percent_side(int side, double percent, const GeometryOptions& options) {
    const bool stays = options.only_enlarge && percent < 100.0;
    return stays ? side : std::max(1.0, round_half_up(side * percent / 100.0));
}

WideSize scaled_size(Size source, const GeometryOptions& options) {
    if (options.size->percent) {
        return {percent_side(source.width, *options.size->percent, options),
                percent_side(source.height, *options.size->percent, options)};
    }
    const Shrink wanted = wanted_shrink(source, *options.size, options.fit);
    return {scaled_side(source.width, allowed_shrink(wanted.x, source.width, options)),
            scaled_side(source.height, allowed_shrink(wanted.y, source.height, options))};
}

/// Where along an axis a gravity points.
enum class Anchor { start, centre, end };

Anchor horizontal_anchor(Gravity gravity) {
    switch (gravity) {
    case Gravity::north_west:
    case Gravity::west:
    case Gravity::south_west:
        return Anchor::start;
    case Gravity::north_east:
    case Gravity::east:
    case Gravity::south_east:
        return Anchor::end;
    default:
        return Anchor::centre;
    }
}

Anchor vertical_anchor(Gravity gravity) {
    switch (gravity) {
    case Gravity::north_west:
    case Gravity::north:
    case Gravity::north_east:
        return Anchor::start;
    case Gravity::south_west:
    case Gravity::south:
    case Gravity::south_east:
        return Anchor::end;
    default:
        return Anchor::centre;
    }
}

/// How much of `margin` lies before the anchored part. An odd margin's half pixel is cut before the
/// window (`rounding` 1) but padded after the picture (0).
int before(int margin, Anchor anchor, int rounding) {
    switch (anchor) {
    case Anchor::start:
        return 0;
    case Anchor::end:
        return margin;
    case Anchor::centre:
        break;
    }
    return (margin + rounding) / 2;
}

int side_of(std::optional<std::uint32_t> wanted, int otherwise) {
    constexpr std::uint32_t largest = std::numeric_limits<int>::max();
    return wanted ? static_cast<int>(std::min(*wanted, largest)) : otherwise;
}

void cut(Geometry& geometry, const GeometryOptions& options) {
    Rect& crop = geometry.crop;
    const Size scaled = geometry.scaled;
    crop.width = std::min(side_of(options.size->width, scaled.width), scaled.width);
    crop.height = std::min(side_of(options.size->height, scaled.height), scaled.height);
    crop.x = before(scaled.width - crop.width, horizontal_anchor(options.gravity), 1);
    crop.y = before(scaled.height - crop.height, vertical_anchor(options.gravity), 1);
    geometry.canvas = {crop.width, crop.height};
}

void pad(Geometry& geometry, const GeometryOptions& options) {
    Size& canvas = geometry.canvas;
    const Size scaled = geometry.scaled;
    canvas.width = std::max(side_of(options.size->width, scaled.width), scaled.width);
    canvas.height = std::max(side_of(options.size->height, scaled.height), scaled.height);
    geometry.canvas_x = before(canvas.width - scaled.width, horizontal_anchor(options.gravity), 0);
    geometry.canvas_y = before(canvas.height - scaled.height, vertical_anchor(options.gravity), 0);
}

Error too_large(const std::string& what) {
    return Error{OutcomeClass::limit, Stage::plan, what + "; a side may have at most 65,535 px", 0};
}

} // namespace

Expected<Geometry> plan_geometry(Size source, const GeometryOptions& options) {
    Geometry geometry{source, {0, 0, source.width, source.height}, source};
    if (options.size) {
        const WideSize scaled = scaled_size(source, options);
        if (std::max(scaled.width, scaled.height) > std::numeric_limits<int>::max()) {
            return too_large("the scaled picture would have a side of more than 2,147,483,647 px");
        }
        geometry.scaled = {static_cast<int>(scaled.width), static_cast<int>(scaled.height)};
        geometry.crop = {0, 0, geometry.scaled.width, geometry.scaled.height};
        geometry.canvas = geometry.scaled;
        if (!options.size->percent && options.fit == Fit::cover) {
            cut(geometry, options);
        } else if (!options.size->percent && options.fit == Fit::contain) {
            pad(geometry, options);
        }
    }
    const Size result = geometry.canvas;
    if (std::max(result.width, result.height) > static_cast<int>(max_result_side)) {
        return too_large("the result would be " + std::to_string(result.width) + "x" +
                         std::to_string(result.height));
    }
    return geometry;
}

} // namespace imgbatch
