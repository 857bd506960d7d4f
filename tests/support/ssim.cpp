#include "support/ssim.h"

#include <array>
#include <cmath>

namespace imgbatch::test {
namespace {

constexpr int window = 11;
constexpr double sigma = 1.5;

std::array<double, window> gaussian() {
    std::array<double, window> weights{};
    double sum = 0;
    for (int i = 0; i < window; ++i) {
        const double x = i - window / 2;
        weights.at(static_cast<std::size_t>(i)) = std::exp(-x * x / (2 * sigma * sigma));
        sum += weights.at(static_cast<std::size_t>(i));
    }
    for (double& weight : weights) {
        weight /= sum;
    }
    return weights;
}

/// The windowed mean at each position where the window fits.
std::vector<double> blur(const std::vector<double>& samples, int width, int height) {
    static const auto weights = gaussian();
    const int out_width = width - window + 1;
    const int out_height = height - window + 1;
    std::vector<double> rows(static_cast<std::size_t>(out_width) *
                             static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < out_width; ++x) {
            double sum = 0;
            for (int i = 0; i < window; ++i) {
                sum += weights[static_cast<std::size_t>(i)] *
                       samples[static_cast<std::size_t>(y * width + x + i)];
            }
            rows[static_cast<std::size_t>(y * out_width + x)] = sum;
        }
    }
    std::vector<double> result(static_cast<std::size_t>(out_width) *
                               static_cast<std::size_t>(out_height));
    for (int y = 0; y < out_height; ++y) {
        for (int x = 0; x < out_width; ++x) {
            double sum = 0;
            for (int i = 0; i < window; ++i) {
                sum += weights[static_cast<std::size_t>(i)] *
                       rows[static_cast<std::size_t>((y + i) * out_width + x)];
            }
            result[static_cast<std::size_t>(y * out_width + x)] = sum;
        }
    }
    return result;
}

std::vector<double> product(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        result[i] = a[i] * b[i];
    }
    return result;
}

} // namespace

double ssim(const Luma& a, const Luma& b) {
    constexpr double c1 = (0.01 * 255) * (0.01 * 255);
    constexpr double c2 = (0.03 * 255) * (0.03 * 255);
    const auto mean_a = blur(a.samples, a.width, a.height);
    const auto mean_b = blur(b.samples, a.width, a.height);
    const auto square_a = blur(product(a.samples, a.samples), a.width, a.height);
    const auto square_b = blur(product(b.samples, b.samples), a.width, a.height);
    const auto cross = blur(product(a.samples, b.samples), a.width, a.height);
    double sum = 0;
    for (std::size_t i = 0; i < mean_a.size(); ++i) {
        const double ma = mean_a[i];
        const double mb = mean_b[i];
        const double variance_a = square_a[i] - ma * ma;
        const double variance_b = square_b[i] - mb * mb;
        const double covariance = cross[i] - ma * mb;
        sum += (2 * ma * mb + c1) * (2 * covariance + c2) /
               ((ma * ma + mb * mb + c1) * (variance_a + variance_b + c2));
    }
    return sum / static_cast<double>(mean_a.size());
}

double psnr(const Luma& a, const Luma& b) {
    double error = 0;
    for (std::size_t i = 0; i < a.samples.size(); ++i) {
        error += (a.samples[i] - b.samples[i]) * (a.samples[i] - b.samples[i]);
    }
    error /= static_cast<double>(a.samples.size());
    return error == 0 ? 99.0 : 10 * std::log10(255.0 * 255.0 / error);
}

} // namespace imgbatch::test
