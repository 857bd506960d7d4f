#include "transform/filter.h"
#include "transform/reference.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>

using namespace imgbatch;

namespace {

AxisMap scaling(int source, int target) {
    return {source, Ratio(source, target), Ratio(0), target};
}

} // namespace

TEST_CASE("the kernels agree with the textbooks' formulas") {
    for (const Filter filter : {Filter::lanczos3, Filter::lanczos2, Filter::mitchell,
                                Filter::catmull_rom, Filter::linear}) {
        for (int i = -4000; i <= 4000; ++i) {
            const double x = i / 1000.0;
            CHECK(std::abs(kernel(filter, x) - test::reference_kernel(filter, x)) < 1e-9);
        }
    }
}

TEST_CASE("every row of a table sums to exactly one") {
    for (const Filter filter : test::all_filters) {
        for (const auto& [source, target] : {std::pair{1, 1},
                                             {1, 9},
                                             {9, 1},
                                             {2, 3},
                                             {640, 99},
                                             {37, 101},
                                             {1000, 999},
                                             {5000, 3},
                                             {20000, 1}}) {
            const NarrowTable narrow = make_narrow_table(scaling(source, target), filter, 2);
            const WideTable wide = make_wide_table(scaling(source, target), filter);
            CHECK(narrow.taps % 2 == 0);
            for (int i = 0; i < target; ++i) {
                REQUIRE(std::accumulate(narrow.row(i), narrow.row(i) + narrow.taps, 0) == 1 << 14);
                REQUIRE(std::accumulate(wide.row(i), wide.row(i) + wide.taps, 0) == 1 << 22);
                REQUIRE(narrow.first[static_cast<std::size_t>(i)] % 2 == 0);
                REQUIRE(narrow.first[static_cast<std::size_t>(i)] >= 0);
            }
        }
    }
}

TEST_CASE("weights beyond the source are zero") {
    for (const Filter filter : test::all_filters) {
        const NarrowTable table = make_narrow_table(scaling(7, 5), filter, 2);
        for (int i = 0; i < 5; ++i) {
            for (int k = 0; k < table.taps; ++k) {
                if (table.first[static_cast<std::size_t>(i)] + k >= 7) {
                    CHECK(table.row(i)[k] == 0);
                }
            }
        }
    }
}

TEST_CASE("an axis of step 1 from a whole sample is a copy under every filter") {
    CHECK(is_copy({10, Ratio(1), Ratio(3), 7}));
    CHECK_FALSE(is_copy({10, Ratio(1), Ratio(3), 8}));
    CHECK_FALSE(is_copy({10, Ratio(1), Ratio(1, 2), 7}));
    CHECK_FALSE(is_copy({10, Ratio(9, 10), Ratio(0), 10}));
    const NarrowTable table = make_narrow_table({10, Ratio(1), Ratio(3), 7}, Filter::mitchell, 1);
    for (int i = 0; i < 7; ++i) {
        const int at = 3 + i - table.first[static_cast<std::size_t>(i)];
        CHECK(table.row(i)[at] == 1 << 14);
    }
}

TEST_CASE("automatic is Lanczos-3 for shrinking and Catmull-Rom for enlarging") {
    CHECK(resolve(Filter::automatic, Ratio(5, 4)) == Filter::lanczos3);
    CHECK(resolve(Filter::automatic, Ratio(4, 5)) == Filter::catmull_rom);
    CHECK(resolve(Filter::automatic, Ratio(1)) == Filter::catmull_rom);
    CHECK(resolve(Filter::area, Ratio(5, 4)) == Filter::area);
}

TEST_CASE("no output sample needs a source sample above those of the one before") {
    std::mt19937 random(5);
    const auto number = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (int round = 0; round < 2000; ++round) {
        AxisMap map;
        map.source = number(1, 300);
        map.out = number(1, 300);
        map.step = Ratio(8 * map.source - number(0, 7), 8 * number(1, 400));
        map.start = Ratio(number(-20, 8 * map.source), 8);
        for (const Filter filter : test::all_filters) {
            const NarrowTable narrow = make_narrow_table(map, filter, 2);
            const WideTable wide = make_wide_table(map, filter);
            REQUIRE(std::ranges::is_sorted(narrow.first));
            REQUIRE(std::ranges::is_sorted(wide.first));
        }
    }
}
