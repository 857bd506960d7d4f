#include "record/exact_text.h"

#include <doctest/doctest.h>

#include <limits>

using namespace imgbatch;

TEST_CASE("seconds have nine digits behind the point and come back exactly") {
    CHECK(seconds_text(0) == "0.000000000");
    CHECK(seconds_text(1'784'024'130'000'042'000) == "1784024130.000042000");
    for (const std::uint64_t value :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{999'999'999},
          std::uint64_t{1'784'024'130'000'042'001}, std::numeric_limits<std::uint64_t>::max()}) {
        CHECK(parse_seconds(seconds_text(value)) == value);
        CHECK(parse_hash(hash_text(value)) == value);
    }
    CHECK(hash_text(0xfedc'ba98'0000'0210) == "fedcba9800000210");
}

TEST_CASE("what would not have been written so is no number") {
    for (const char* text : {"", ".", "1", "1.", ".000000001", "1.5", "01.000000000",
                             "-1.000000000", "1.00000000a", " 1.000000000", "18446744074.000000000",
                             "99999999999999999999.000000000", "1.0000000000", "1e9.000000000"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_seconds(text));
    }
    for (const char* text : {"", "0", "FEDCBA9800000210", "fedcba980000021", "fedcba98000002100",
                             "0xdcba9800000210", "fedcba98 0000210"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_hash(text));
    }
}
