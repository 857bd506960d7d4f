#include "image/orientation.h"

namespace imgbatch {

Rect to_stored(Rect rect, Size stored, Orientation orientation) {
    if (swaps_sides(orientation)) {
        rect = {rect.y, rect.x, rect.height, rect.width};
    }
    const bool mirror_x =
        orientation == Orientation::flip_horizontal || orientation == Orientation::rotate_180 ||
        orientation == Orientation::transverse || orientation == Orientation::rotate_270;
    const bool mirror_y =
        orientation == Orientation::rotate_180 || orientation == Orientation::flip_vertical ||
        orientation == Orientation::rotate_90 || orientation == Orientation::transverse;
    if (mirror_x) {
        rect.x = stored.width - rect.x - rect.width;
    }
    if (mirror_y) {
        rect.y = stored.height - rect.y - rect.height;
    }
    return rect;
}

} // namespace imgbatch
