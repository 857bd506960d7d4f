#include "codec/jpeg/plain/progressive_plan.h"

#include <doctest/doctest.h>

#include <array>

namespace imgbatch {
namespace {

/// A scan of one component.
JpegScan scan_of(int component, int begin, int end, int high_bit, int low_bit) {
    JpegScan scan;
    scan.components.resize(1);
    scan.components.front().index = component;
    scan.spectral_begin = begin;
    scan.spectral_end = end;
    scan.high_bit = high_bit;
    scan.low_bit = low_bit;
    return scan;
}

JpegHeaders gray(std::vector<JpegScan> scans) {
    JpegHeaders headers;
    headers.frame.progressive = true;
    headers.frame.components.resize(1);
    headers.scans = std::move(scans);
    return headers;
}

std::vector<std::size_t> needed_scans(const JpegHeaders& headers, int n) {
    const auto plan = plan_progressive(headers, n);
    REQUIRE(plan.has_value());
    std::vector<std::size_t> indices;
    for (const NeededScan& scan : *plan) {
        indices.push_back(scan.index);
    }
    return indices;
}

using Indices = std::vector<std::size_t>;

TEST_CASE("only scans that reach a reduced picture's coefficients are needed") {
    const JpegHeaders headers = gray({scan_of(0, 0, 0, 0, 0), scan_of(0, 1, 4, 0, 0),
                                      scan_of(0, 5, 24, 0, 0), scan_of(0, 25, 63, 0, 0)});
    CHECK(needed_scans(headers, 1) == Indices{0});
    CHECK(needed_scans(headers, 2) == Indices{0, 1}); // zigzag 1, 2 and 4
    CHECK(needed_scans(headers, 4) == Indices{0, 1, 2});
    CHECK(needed_scans(headers, 5) == Indices{0, 1, 2, 3}); // zigzag 40 is (4, 4)
    CHECK(needed_scans(headers, 8) == Indices{0, 1, 2, 3});
    const auto plan = plan_progressive(headers, 4);
    CHECK((*plan)[1].needed == band_of(1, 4));
    CHECK((*plan)[2].needed == (wanted_coefficients(4) & band_of(5, 24)));
}

TEST_CASE("a needed refinement needs all of its band that was sent before") {
    const JpegHeaders headers =
        gray({scan_of(0, 0, 0, 0, 1), scan_of(0, 1, 5, 0, 2), scan_of(0, 6, 63, 0, 2),
              scan_of(0, 1, 63, 2, 1), scan_of(0, 0, 0, 1, 0), scan_of(0, 1, 63, 1, 0)});
    CHECK(needed_scans(headers, 1) == Indices{0, 4});
    CHECK(needed_scans(headers, 2) == Indices{0, 1, 2, 3, 4, 5});
    const auto plan = plan_progressive(headers, 2);
    CHECK((*plan)[2].needed == band_of(6, 63));
    CHECK((*plan)[3].needed == band_of(1, 63));
    CHECK((*plan)[5].needed == (wanted_coefficients(2) & band_of(1, 63)));
}

TEST_CASE("refinements of bands that nobody wants are left out with what they refine") {
    const JpegHeaders headers =
        gray({scan_of(0, 0, 0, 0, 0), scan_of(0, 1, 9, 0, 1), scan_of(0, 10, 63, 0, 1),
              scan_of(0, 1, 9, 1, 0), scan_of(0, 10, 63, 1, 0)});
    CHECK(needed_scans(headers, 2) == Indices{0, 1, 3});
}

TEST_CASE("each component has scans of its own") {
    JpegHeaders headers;
    headers.frame.progressive = true;
    headers.frame.components.resize(3);
    JpegScan dc = scan_of(0, 0, 0, 0, 0);
    for (const int index : {1, 2}) {
        dc.components.emplace_back().index = index;
    }
    headers.scans = {dc, scan_of(1, 1, 63, 0, 1), scan_of(0, 1, 9, 0, 0), scan_of(0, 10, 63, 0, 0),
                     scan_of(2, 1, 63, 0, 0)};
    CHECK(plan_progressive(headers, 1) == std::nullopt); // bit 0 of component 1 is missing
    headers.scans.push_back(scan_of(1, 1, 63, 1, 0));
    CHECK(needed_scans(headers, 1) == Indices{0});
    CHECK(needed_scans(headers, 3) == Indices{0, 1, 2, 3, 4, 5}); // zigzag 12 is (2, 2)
    CHECK(needed_scans(headers, 2) == Indices{0, 1, 2, 4, 5});
}

TEST_CASE("scans that are no legal refinement make no plan") {
    const JpegScan dc = scan_of(0, 0, 0, 0, 0);
    const JpegScan ac = scan_of(0, 1, 63, 0, 0);
    REQUIRE(plan_progressive(gray({dc, ac}), 8).has_value());
    SUBCASE("nothing after the first scan") {
        CHECK_FALSE(plan_progressive(gray({dc}), 1));
    }
    SUBCASE("AC before DC") {
        CHECK_FALSE(plan_progressive(gray({ac, dc}), 8));
    }
    SUBCASE("DC together with AC") {
        CHECK_FALSE(plan_progressive(gray({scan_of(0, 0, 63, 0, 0)}), 8));
    }
    SUBCASE("a band that ends before it begins") {
        CHECK_FALSE(plan_progressive(gray({dc, ac, scan_of(0, 5, 4, 0, 0)}), 1));
    }
    SUBCASE("a band beyond the block") {
        CHECK_FALSE(plan_progressive(gray({dc, scan_of(0, 1, 64, 0, 0)}), 1));
    }
    SUBCASE("a band sent twice") {
        CHECK_FALSE(plan_progressive(gray({dc, ac, scan_of(0, 63, 63, 0, 0)}), 1));
    }
    SUBCASE("more than one bit at a time") {
        CHECK_FALSE(
            plan_progressive(gray({dc, scan_of(0, 1, 63, 0, 2), scan_of(0, 1, 63, 2, 0)}), 8));
    }
    SUBCASE("a bit left out") {
        CHECK_FALSE(
            plan_progressive(gray({dc, scan_of(0, 1, 63, 0, 2), scan_of(0, 1, 63, 1, 0)}), 8));
    }
    SUBCASE("a refinement of what was never sent") {
        CHECK_FALSE(
            plan_progressive(gray({dc, scan_of(0, 1, 9, 0, 1), scan_of(0, 1, 63, 1, 0)}), 2));
    }
    SUBCASE("bits beyond the thirteenth") {
        CHECK_FALSE(plan_progressive(gray({scan_of(0, 0, 0, 0, 14), ac}), 1));
    }
    SUBCASE("a wanted coefficient without its last bit") {
        CHECK_FALSE(plan_progressive(gray({dc, scan_of(0, 1, 63, 0, 1)}), 2));
    }
    SUBCASE("coefficients missing that libjpeg would guess, though nobody wants them") {
        CHECK_FALSE(plan_progressive(gray({dc, scan_of(0, 1, 8, 0, 0)}), 1));
        CHECK(plan_progressive(gray({dc, scan_of(0, 1, 9, 0, 0)}), 1));
    }
    SUBCASE("AC of two components in one scan") {
        JpegHeaders headers = gray({dc, ac});
        headers.frame.components.resize(3);
        headers.scans[0].components.emplace_back().index = 1;
        headers.scans[0].components.emplace_back().index = 2;
        headers.scans[1].components = headers.scans[0].components;
        CHECK_FALSE(plan_progressive(headers, 1));
    }
}

} // namespace
} // namespace imgbatch
