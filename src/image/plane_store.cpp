#include "image/plane_store.h"

#include <algorithm>
#include <utility>

namespace imgbatch {
namespace {

bool is_smaller(const Plane& a, const Plane& b) {
    return a.capacity() < b.capacity();
}

} // namespace

Plane PlaneStore::take(int width, int height, int channels, SampleType type, std::size_t slack) {
    const std::size_t needed = plane_bytes(width, height, channels, type, slack);
    // Sorted: the first that is large enough wastes least.
    const auto found = std::find_if(kept_.begin(), kept_.end(), [needed](const Plane& plane) {
        return plane.capacity() >= needed;
    });
    if (found != kept_.end()) {
        Plane plane(std::move(*found), width, height, channels, type, slack);
        kept_.erase(found);
        return plane;
    }
    // All are too small, and the new one will take the place of the largest: first that is freed.
    if (!kept_.empty()) {
        kept_.pop_back();
    }
    return Plane(width, height, channels, type, slack);
}

Image PlaneStore::take_interleaved(int width, int height, ColorModel model, SampleType type,
                                   std::size_t slack) {
    Image image;
    image.model = model;
    image.planes.push_back(take(width, height, channel_count(model), type, slack));
    return image;
}

void PlaneStore::give_back(Image&& image) {
    for (Plane& plane : image.planes) {
        if (plane.capacity() > 0 && plane.capacity() <= max_bytes) {
            kept_.push_back(std::move(plane));
        }
    }
    image.planes.clear();
    std::sort(kept_.begin(), kept_.end(), is_smaller);
    if (kept_.size() > max_planes) {
        kept_.erase(kept_.begin(), kept_.end() - max_planes);
    }
}

std::size_t PlaneStore::kept_bytes() const {
    std::size_t bytes = 0;
    for (const Plane& plane : kept_) {
        bytes += plane.capacity();
    }
    return bytes;
}

} // namespace imgbatch
