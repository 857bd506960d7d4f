#include "image/image_sink.h"

#include <cassert>
#include <utility>

namespace imgbatch {

void ImageSink::clear() {
    rows_.clear();
    store_.give_back(std::exchange(image_, Image{}));
}

Expected<void> ImageSink::take(Image&& picture) {
    clear();
    image_ = std::move(picture);
    for (const Plane& plane : image_.planes) {
        rows_.push_back(plane.height());
    }
    return {};
}

Expected<void> ImageSink::begin(const PictureLayout& layout) {
    clear();
    image_.model = layout.model;
    for (const PlaneLayout& wanted : layout.planes) {
        Plane plane = store_.take(wanted.width, wanted.height, wanted.channels, layout.type);
        plane.extent_x = wanted.extent_x;
        plane.extent_y = wanted.extent_y;
        image_.planes.push_back(std::move(plane));
    }
    rows_.assign(layout.planes.size(), 0);
    return {};
}

PlaneSpan ImageSink::extend(std::size_t plane, int rows) {
    assert(plane < rows_.size());
    PlaneSpan span = image_.planes[plane].span();
    assert(rows >= 1 && rows <= span.height - rows_[plane]);
    span.data += rows_[plane] * span.stride;
    span.height = rows;
    rows_[plane] += rows;
    return span;
}

Expected<void> ImageSink::advance() {
    return {};
}

Expected<Image> ImageSink::finish() {
    bool whole = !rows_.empty();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        whole = whole && rows_[i] == image_.planes[i].height();
    }
    if (!whole) {
        clear();
        return Error{OutcomeClass::internal, Stage::decode, "the decoder left out rows", 0};
    }
    rows_.clear();
    return std::exchange(image_, Image{});
}

} // namespace imgbatch
