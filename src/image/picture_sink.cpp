#include "image/picture_sink.h"

namespace imgbatch {

PictureLayout layout_of(const Image& image) {
    PictureLayout layout;
    layout.model = image.model;
    layout.type = image.type();
    for (const Plane& plane : image.planes) {
        layout.planes.push_back(
            {plane.width(), plane.height(), plane.channels(), plane.extent_x, plane.extent_y});
    }
    return layout;
}

} // namespace imgbatch
