#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/dct_matrix.h"
#include "codec/jpeg/plain/inverse_dct.h"
#include "support/forced_target.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

constexpr std::array<int, 7> sizes{1, 2, 3, 4, 5, 6, 8};

struct alignas(64) Tile {
    std::array<std::int16_t, max_tile_numbers> numbers{};
};

std::int16_t& coefficient(Tile& tile, int n, int block, int u, int v) {
    return tile.numbers[static_cast<std::size_t>(tile_offset(n, u, v) + 2 * block)];
}

/// Coefficients as pictures have them: large ones where frequencies are low.
Tile make_tile(int n, std::mt19937& random, double strength) {
    Tile tile;
    std::normal_distribution<double> noise;
    for (int block = 0; block < tile_blocks; ++block) {
        for (int v = 0; v < n; ++v) {
            for (int u = 0; u < n; ++u) {
                const double value = noise(random) * strength / (1 + u + v);
                coefficient(tile, n, block, u, v) =
                    static_cast<std::int16_t>(std::clamp(std::round(value), -1024.0, 1024.0));
            }
        }
    }
    return tile;
}

/// The n-point transform of orthonormal base, times n / 8, in real numbers: T.81, A.3.3 for n = 8.
double exact_sample(Tile& tile, int n, int block, int x, int y) {
    const auto base = [n](int at, int frequency) {
        const double scale = frequency == 0 ? std::numbers::sqrt2 / 2 : 1;
        return scale / 2 * std::cos((2 * at + 1) * frequency * std::numbers::pi / (2 * n));
    };
    double sum = 128;
    for (int v = 0; v < n; ++v) {
        for (int u = 0; u < n; ++u) {
            sum += coefficient(tile, n, block, u, v) * base(x, u) * base(y, v);
        }
    }
    return std::clamp(sum, 0.0, 255.0);
}

using Transform = bool (*)(int, const std::int16_t*, const SampleBlocks&);

struct Samples {
    bool usual = false;
    std::vector<std::uint8_t> samples;
    bool operator==(const Samples&) const = default;
};

/// Rows without a gap between them, and one row that must stay as it is.
Samples transform(Transform work, const Tile& tile, int n, int columns, int rows) {
    Samples result;
    result.samples.assign(static_cast<std::size_t>(columns * (rows + 1)), 77);
    SampleBlocks out;
    out.row = result.samples.data();
    out.stride = columns;
    out.columns = columns;
    out.rows = rows;
    result.usual = work(n, tile.numbers.data(), out);
    return result;
}

} // namespace

TEST_CASE("every size of the transform is within one of exact arithmetic") {
    std::mt19937 random(1); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    for (const int n : sizes) {
        CAPTURE(n);
        double worst = 0;
        int differences = 0;
        for (int round = 0; round < 40; ++round) {
            Tile tile = make_tile(n, random, 12.0 * round);
            const Samples samples = transform(inverse_dct, tile, n, n * tile_blocks, n);
            REQUIRE(samples.usual);
            for (int y = 0; y < n; ++y) {
                for (int x = 0; x < n * tile_blocks; ++x) {
                    const double exact = exact_sample(tile, n, x / n, x % n, y);
                    const int sample =
                        samples.samples[static_cast<std::size_t>(y * n * tile_blocks + x)];
                    worst = std::max(worst, std::abs(sample - exact));
                    differences += sample != static_cast<int>(std::round(exact));
                }
            }
        }
        CHECK(worst < 1.0);
        CHECK(differences < 40 * n * n * tile_blocks / 20);
    }
}

TEST_CASE("a block that has only its mean is flat, at every size alike") {
    for (const int n : sizes) {
        for (const int mean : {-1024, -1023, -5, -4, 0, 3, 4, 800, 1016}) {
            CAPTURE(n);
            CAPTURE(mean);
            Tile tile;
            coefficient(tile, n, 3, 0, 0) = static_cast<std::int16_t>(mean);
            const Samples samples = transform(inverse_dct, tile, n, n * tile_blocks, n);
            const int expected = std::clamp(((mean + 4) >> 3) + 128, 0, 255); // as libjpeg has it
            for (int i = 0; i < n; ++i) {
                CHECK(samples.samples[static_cast<std::size_t>(3 * n + i)] == expected);
            }
        }
    }
}

TEST_CASE("every SIMD target gives the plain form's samples, clipped or whole") {
    std::mt19937 random(2); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    for (const auto target : supported_targets()) {
        const ForcedTarget forced(target);
        for (const int n : sizes) {
            const Tile tile = make_tile(n, random, 400);
            for (int columns = 1; columns <= n * tile_blocks; ++columns) {
                CAPTURE(target);
                CAPTURE(n);
                CAPTURE(columns);
                const int rows = 1 + columns % n;
                const Samples plain = transform(inverse_dct_plain, tile, n, columns, rows);
                CHECK(transform(inverse_dct, tile, n, columns, rows) == plain);
                CHECK(plain.samples.back() == 77);
            }
        }
    }
}

TEST_CASE("the largest numbers that may come never leave 16 bits, or are told at size 8") {
    std::mt19937 random(3); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    for (const auto target : supported_targets()) {
        const ForcedTarget forced(target);
        for (const int n : sizes) {
            int told = 0;
            for (int round = 0; round < 200; ++round) {
                Tile tile;
                for (auto& number : tile.numbers) {
                    number = random() % 2 == 0 ? std::int16_t{-2048} : std::int16_t{2047};
                }
                // Halves that no coefficient fills are zeros.
                Tile clean;
                for (int block = 0; block < tile_blocks; ++block) {
                    for (int v = 0; v < n; ++v) {
                        for (int u = 0; u < n; ++u) {
                            coefficient(clean, n, block, u, v) = coefficient(tile, n, block, u, v);
                        }
                    }
                }
                const Samples samples = transform(inverse_dct, clean, n, n * tile_blocks, n);
                told += samples.usual ? 0 : 1;
                for (int i = 0; samples.usual && i < n * n * tile_blocks; ++i) {
                    const int x = i % (n * tile_blocks);
                    const double exact =
                        exact_sample(clean, n, x / n, x % n, i / (n * tile_blocks));
                    CHECK(std::abs(samples.samples[static_cast<std::size_t>(i)] - exact) < 1.01);
                }
            }
            CHECK((told > 0) == (n == 8));
        }
    }
}
