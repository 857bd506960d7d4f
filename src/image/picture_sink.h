/// Where a decoder puts a picture: in one piece, or in strips from top to bottom.
#pragma once

#include <imgbatch/result.h>

#include "image/image.h"

#include <cstddef>
#include <vector>

namespace imgbatch {

/// What will come of one plane: as the members of Plane have it.
struct PlaneLayout {
    int width = 0;
    int height = 0;
    int channels = 1;
    Ratio extent_x;
    Ratio extent_y;
};

/// What will come of a picture: as the members of Image have it.
struct PictureLayout {
    ColorModel model = ColorModel::rgb;
    SampleType type = SampleType::u8;
    std::vector<PlaneLayout> planes;
};

/// Of a picture that is whole; it has at least one plane.
PictureLayout layout_of(const Image& image);

/// Takes one picture from a decoder. Whoever made the sink asks it for the result once decoding
/// has succeeded. One thread at a time; all may throw std::bad_alloc.
class PictureSink {
public:
    PictureSink() = default;
    PictureSink(const PictureSink&) = delete;
    PictureSink& operator=(const PictureSink&) = delete;
    virtual ~PictureSink() = default;

    /// The picture in one piece, from decoders that make it so.
    virtual Expected<void> take(Image&& picture) = 0;

    /// A picture begins that comes in strips. What came before is void: a decoder that meets
    /// damage may begin anew in another way. Errors end the decoding.
    virtual Expected<void> begin(const PictureLayout& layout) = 0;

    /// Room for the next `rows` rows of plane `plane`, below those that it has: at least one, and
    /// never more than the layout's height in all. Each sample must be written before advance();
    /// the memory is the decoder's until then. Rows start 64-byte aligned, and what lies between a
    /// row's end and the stride may be overwritten. At most one call per plane between two
    /// advances.
    virtual PlaneSpan extend(std::size_t plane, int rows) = 0;

    /// All rows that were asked for hold their samples. Planes need not advance in step, but a
    /// picture is whole only when every plane has all its rows. Errors end the decoding.
    virtual Expected<void> advance() = 0;
};

} // namespace imgbatch
