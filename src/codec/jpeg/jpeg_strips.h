/// What libjpeg decodes, strip by strip on its way to a sink.
#pragma once

#include "base/scratch.h"
#include "codec/jpeg/jpeg_planes.h"
#include "image/picture_sink.h"

#include <cstddef>

namespace imgbatch {

/// How the decoder was set up to give its samples.
struct JpegOutput {
    ColorModel model = ColorModel::rgb; ///< ycbcr: raw planes, else scanlines
    bool inverted = false;              ///< cmyk as Adobe's programs store it
};

/// Whether samples that libjpeg leaves unset must be black: where flaws may pass.
enum class Unset { any, black };

/// One picture's way from libjpeg to a sink. Between next() and deliver() the decoder reads the
/// strip, under guarded(), since it may leave by longjmp; both others own memory and call the sink.
///
///     begin(); while (next()) { read(decoder); deliver(); }
class JpegStrips {
public:
    /// After jpeg_calc_output_dimensions(). All must outlive this.
    JpegStrips(const jpeg_decompress_struct& decoder, JpegOutput output, Unset unset,
               PictureSink& sink, Scratch<std::byte>& spare_row);

    /// Tells the sink what will come. Errors: of the sink.
    Expected<void> begin();

    /// Takes room for the next strip. False where no rows are left.
    bool next();

    /// Reads the strip that next() took. Owns nothing.
    void read(jpeg_decompress_struct& decoder) const;

    /// Hands the strip on. Errors: of the sink.
    Expected<void> deliver();

private:
    void extend(std::size_t plane, int rows_per_strip);

    const jpeg_decompress_struct& decoder_;
    JpegOutput output_;
    Unset unset_;
    PictureSink& sink_;
    Scratch<std::byte>& spare_row_;
    PictureLayout layout_;
    RawRows group_;           ///< of planes
    int groups_ = 1;          ///< of planes, in one strip
    int strip_lines_ = 1;     ///< of the picture as libjpeg counts
    std::int64_t strips_ = 0; ///< that were begun
    RawStrip strip_;          ///< one plane alone where samples are interleaved
};

} // namespace imgbatch
