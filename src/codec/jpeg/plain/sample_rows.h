/// From tiles of coefficients to the rows of a sink.
#pragma once

#include "codec/jpeg/plain/inverse_dct.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "image/picture_sink.h"

#include <array>
#include <cstdint>

namespace imgbatch {

/// Gives a picture to a sink, one row of MCUs at a time, from the top to the bottom.
class SampleRows {
public:
    /// `n`: the size of the inverse transform, which all components share.
    SampleRows(const JpegFrame& frame, int n, PictureSink& sink);

    /// Tells the sink what will come.
    Expected<void> begin();

    /// Gets room for the next row of MCUs. May throw std::bad_alloc.
    void start_row();

    /// Transforms a tile, whose first block is number `first_block` (a multiple of sixteen) of row
    /// `block_row` among the component's v rows within this row of MCUs. What lies outside the
    /// picture is left out. False as inverse_dct().
    bool put(int component, int block_row, int first_block, const std::int16_t* tile);

    /// All tiles of the row were put.
    Expected<void> finish_row();

private:
    [[nodiscard]] PictureLayout layout() const;

    struct Component {
        int v = 1;
        int width = 0;     ///< samples
        int rows_left = 0; ///< below the row at hand
        PlaneSpan rows;    ///< of the row at hand
    };
    const JpegFrame& frame_;
    int n_;
    InverseDct transform_;
    PictureSink& sink_;
    std::array<Component, 3> components_;
};

} // namespace imgbatch
