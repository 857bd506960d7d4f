/// What a JPEG's samples are by exact arithmetic on the coefficients that libjpeg reads.
#pragma once

#include "base/bytes.h"
#include "image/image.h"

#include <array>
#include <optional>
#include <vector>

namespace imgbatch::test {

/// One component as stored.
struct ExactComponent {
    int factor_x = 1; ///< its sampling factors
    int factor_y = 1;
    int blocks_x = 0; ///< blocks in a row, as many as the picture touches
    int blocks_y = 0;
    std::vector<std::array<int, 64>> blocks; ///< dequantised, in natural order, row by row
};

/// A whole file: grey, or three components.
struct ExactJpeg {
    int width = 0;
    int height = 0;
    int max_factor_x = 1;
    int max_factor_y = 1;
    std::vector<ExactComponent> components;
    long warnings = 0; ///< of libjpeg
};

/// None where libjpeg gives up. Throws nothing but std::bad_alloc.
std::optional<ExactJpeg> read_exact_jpeg(ByteView file);

/// Planes at `scale_eighths` (N) of each component's own sampling: the orthonormal inverse DCT of N
/// x N points of each block's lowest N x N coefficients in double precision, times N/8, plus 128,
/// rounded and clamped. Extents are exact.
Image exact_planes(const ExactJpeg& jpeg, int scale_eighths);

/// Planes at 1/8 by libjpeg's integers: the constant coefficient over 8, rounded half up.
Image constant_planes(const ExactJpeg& jpeg);

/// The planes that libjpeg gives unconverted at `scale_eighths`, by its accurate integer method;
/// where it enlarges a component of coarser sampling, as it does below 8, that plane has no
/// samples. None where it gives up.
struct LibjpegPlanes {
    Image image;
    long warnings = 0;
};
std::optional<LibjpegPlanes> read_libjpeg_planes(ByteView file, int scale_eighths);

/// The largest coefficient, as a distance from 0, that a picture at `scale_eighths` needs.
int largest_coefficient(const ExactJpeg& jpeg, int scale_eighths);

} // namespace imgbatch::test
