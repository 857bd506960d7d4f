#include "codec/support/jpeg_maker.h"
#include "codec/support/jpeg_mutator.h"

#include <algorithm>
#include <array>
#include <span>

namespace imgbatch::test {
namespace {

struct Kind {
    JpegSpace space;
    int x;
    int y;
};

constexpr std::array<Kind, 6> kinds{{{JpegSpace::gray, 1, 1},
                                     {JpegSpace::ycc, 1, 1},
                                     {JpegSpace::ycc, 2, 1},
                                     {JpegSpace::ycc, 1, 2},
                                     {JpegSpace::ycc, 2, 2},
                                     {JpegSpace::ycc, 4, 1}}};

JpegRecipe recipe_of(const Kind& kind, int number) {
    return {.width = 3 + number * 7 % 61,
            .height = 2 + number * 11 % 47,
            .space = kind.space,
            .luma_x = kind.x,
            .luma_y = kind.y,
            .quality = std::array{20, 50, 75, 90, 100}[static_cast<std::size_t>(number) % 5],
            .content = static_cast<JpegContent>(number % 3)};
}

/// Few coefficients in few blocks, so that runs are long.
void make_sparse(int component, int x, int y, std::span<short> block) {
    std::ranges::fill(block.subspan(1), short{0});
    const int place = x * 5 + y * 3 + component;
    if (place % 7 == 0) {
        block[static_cast<std::size_t>(1 + place * 13 % 63)] = 9;
        block[static_cast<std::size_t>(1 + place * 29 % 63)] = -1;
    }
}

} // namespace

std::vector<Bytes> make_jpeg_seeds() {
    std::vector<Bytes> seeds;
    int number = 0;
    for (const Kind& kind : kinds) {
        for (const int restart : {0, 1, 3}) {
            for (const bool optimized : {false, true}) {
                JpegRecipe recipe = recipe_of(kind, ++number);
                recipe.restart_mcus = restart;
                recipe.optimized = optimized;
                seeds.push_back(make_jpeg(recipe));
                if (optimized) {
                    seeds.push_back(recode_jpeg(seeds.back(), recipe, make_sparse));
                }
                recipe.progressive = true;
                seeds.push_back(make_jpeg(recipe));
            }
        }
        const int components = kind.space == JpegSpace::gray ? 1 : 3;
        for (const NamedScript& script : progressive_scripts(components)) {
            JpegRecipe recipe = recipe_of(kind, ++number);
            recipe.restart_mcus = number % 4;
            recipe.scans = script.scans;
            seeds.push_back(make_jpeg(recipe));
            seeds.push_back(recode_jpeg(seeds.back(), recipe, make_sparse));
        }
        JpegRecipe separate = recipe_of(kind, ++number);
        separate.scans = separate_scans(components);
        seeds.push_back(make_jpeg(separate));
    }
    seeds.push_back(make_jpeg({.quality = 2, .wide_tables = true}));
    return seeds;
}

} // namespace imgbatch::test
