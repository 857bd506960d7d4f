#include "support/forced_target.h"
#include "transform/alpha.h"
#include "transform/ycbcr_kernel.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

std::vector<std::int64_t> targets_and_plain() {
    std::vector<std::int64_t> targets = supported_targets();
    targets.push_back(HWY_SCALAR);
    return targets;
}

/// Random samples, every third pixel opaque, transparent or barely so. Exactly as long as the row,
/// so that the address sanitizer sees a step past it.
template <class T>
std::vector<T> random_row(int pixels, int channels, unsigned seed) {
    std::mt19937 random(seed);
    const unsigned top = std::numeric_limits<T>::max();
    std::vector<T> row(static_cast<std::size_t>(pixels) * static_cast<std::size_t>(channels));
    for (std::size_t i = 0; i < row.size(); ++i) {
        row[i] = static_cast<T>(random());
        const unsigned edges[] = {0, 1, 2, top};
        if (i % static_cast<std::size_t>(channels) + 1 == static_cast<std::size_t>(channels) &&
            random() % 3 == 0) {
            row[i] = static_cast<T>(edges[random() % 4]);
        }
    }
    return row;
}

template <class T>
PlaneSpan plane_over(std::vector<T>& row, int pixels, int channels) {
    return {reinterpret_cast<std::byte*>(row.data()),
            static_cast<std::ptrdiff_t>(row.size() * sizeof(T)),
            pixels,
            1,
            channels,
            sizeof(T) == 1 ? SampleType::u8 : SampleType::u16};
}

/// From the definition, in whole numbers of 64 bits.
template <class T>
std::vector<T> expected(const std::vector<T>& row, int channels, bool multiply) {
    const std::uint64_t top = std::numeric_limits<T>::max();
    std::vector<T> result = row;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto n = static_cast<std::size_t>(channels);
        const std::uint64_t alpha = row[i / n * n + n - 1];
        if (i % n + 1 == n) {
            continue;
        }
        const std::uint64_t over =
            alpha == 0 ? 0 : std::min((row[i] * top + alpha / 2) / alpha, top);
        result[i] = static_cast<T>(multiply ? (row[i] * alpha + top / 2) / top : over);
    }
    return result;
}

template <class T>
void check_rows(const std::string& level) {
    for (const int channels : {2, 4}) {
        for (int pixels = 1; pixels <= 130; ++pixels) {
            std::vector<T> row = random_row<T>(pixels, channels, static_cast<unsigned>(pixels));
            std::vector<T> product(row.size());
            premultiply(plane_over(row, pixels, channels), plane_over(product, pixels, channels));
            REQUIRE_MESSAGE(product == expected(row, channels, true), level, ", ", pixels, " of ",
                            channels);
            const std::vector<T> wanted = expected(row, channels, false);
            unpremultiply(plane_over(row, pixels, channels));
            REQUIRE_MESSAGE(row == wanted, level, ", ", pixels, " of ", channels);
        }
    }
}

} // namespace

TEST_CASE("alpha is multiplied in and out exactly at every width on every SIMD target") {
    for (const std::int64_t target : targets_and_plain()) {
        const ForcedTarget forced(target);
        check_rows<std::uint8_t>(hwy::TargetName(target));
        check_rows<std::uint16_t>(hwy::TargetName(target));
    }
}

TEST_CASE("every byte over every alpha is the exact quotient on every SIMD target") {
    std::vector<std::uint8_t> all;
    for (int alpha = 0; alpha < 256; ++alpha) {
        for (int value = 0; value < 256; ++value) {
            all.push_back(static_cast<std::uint8_t>(value));
            all.push_back(static_cast<std::uint8_t>(alpha));
        }
    }
    const std::vector<std::uint8_t> wanted = expected(all, 2, false);
    for (const std::int64_t target : targets_and_plain()) {
        const ForcedTarget forced(target);
        std::vector<std::uint8_t> row = all;
        unpremultiply(plane_over(row, 256 * 256, 2));
        CHECK_MESSAGE(row == wanted, std::string(hwy::TargetName(target)));
    }
}

TEST_CASE("16-bit alpha is exact where quotients come near to whole numbers") {
    std::vector<std::uint16_t> row;
    for (unsigned alpha = 1; alpha < 65536; alpha += alpha < 300 || alpha > 65000 ? 1 : 97) {
        for (const unsigned value : {0U, 1U, alpha / 2, alpha - 1, alpha, 65535U}) {
            row.push_back(static_cast<std::uint16_t>(value));
            row.push_back(static_cast<std::uint16_t>(alpha));
        }
    }
    const int pixels = static_cast<int>(row.size() / 2);
    for (const std::int64_t target : targets_and_plain()) {
        const ForcedTarget forced(target);
        std::vector<std::uint16_t> product(row.size());
        std::vector<std::uint16_t> quotient = row;
        premultiply(plane_over(row, pixels, 2), plane_over(product, pixels, 2));
        unpremultiply(plane_over(quotient, pixels, 2));
        CHECK_MESSAGE(product == expected(row, 2, true), hwy::TargetName(target));
        CHECK_MESSAGE(quotient == expected(row, 2, false), hwy::TargetName(target));
    }
}

TEST_CASE("Y'CbCr becomes the same RGB at every width on every SIMD target") {
    for (int width = 1; width <= 130; ++width) {
        const auto seed = static_cast<unsigned>(width);
        const auto y = random_row<std::uint8_t>(width, 1, seed);
        const auto cb = random_row<std::uint8_t>(width, 1, seed + 1000);
        const auto cr = random_row<std::uint8_t>(width, 1, seed + 2000);
        std::vector<std::uint8_t> wanted;
        for (const std::int64_t target : targets_and_plain()) {
            const ForcedTarget forced(target);
            std::vector<std::uint8_t> rgb(static_cast<std::size_t>(width) * 3);
            ycbcr_row_to_rgb(y.data(), cb.data(), cr.data(), width, rgb.data());
            wanted = wanted.empty() ? rgb : wanted;
            REQUIRE_MESSAGE(rgb == wanted, hwy::TargetName(target), ", width ", width);
        }
    }
}
