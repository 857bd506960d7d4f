/// Collects a picture whole, however it comes.
#pragma once

#include "image/picture_sink.h"
#include "image/plane_store.h"

#include <cstddef>
#include <vector>

namespace imgbatch {

/// The sink of those who want an Image. Strips are written where they will stay; a picture in one
/// piece is handed on. Planes come from `store`, which must outlive the sink.
class ImageSink final : public PictureSink {
public:
    explicit ImageSink(PlaneStore& store) : store_(store) {}

    Expected<void> take(Image&& picture) override;
    Expected<void> begin(const PictureLayout& layout) override;
    PlaneSpan extend(std::size_t plane, int rows) override;
    Expected<void> advance() override;

    /// The picture, once decoding has succeeded; then the sink is as new. Errors: internal, where
    /// rows are missing.
    Expected<Image> finish();

    /// Forgets what has come; its memory goes to the store.
    void clear();

private:
    PlaneStore& store_;
    Image image_;
    std::vector<int> rows_; ///< that each plane has
};

} // namespace imgbatch
