/// How alike two pictures are, for judging a result against a reference.
#pragma once

#include <cstddef>
#include <vector>

namespace imgbatch::test {

/// One plane of luma, row by row, 0 to 255.
struct Luma {
    int width = 0;
    int height = 0;
    std::vector<double> samples;

    [[nodiscard]] std::size_t position(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(x);
    }
    [[nodiscard]] double at(int x, int y) const { return samples[position(x, y)]; }
    double& at(int x, int y) { return samples[position(x, y)]; }
};

/// The mean structural similarity, -1 to 1, of two planes of one size of at least 11 x 11: Gaussian
/// window of 11 with sigma 1.5, K1 = 0.01, K2 = 0.03, valid positions only. Source: Wang, Bovik,
/// Sheikh, Simoncelli, "Image Quality Assessment: From Error Visibility to Structural Similarity"
/// (2004).
double ssim(const Luma& a, const Luma& b);

/// 10 log10(255^2 / mean squared error); 99 for equal planes.
double psnr(const Luma& a, const Luma& b);

} // namespace imgbatch::test
