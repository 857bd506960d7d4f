#include "record/human.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace imgbatch;

TEST_CASE("bytes are told in powers of 1000 with few digits") {
    CHECK(human_bytes(0) == "0 B");
    CHECK(human_bytes(1) == "1 B");
    CHECK(human_bytes(999) == "999 B");
    CHECK(human_bytes(1000) == "1.0 kB");
    CHECK(human_bytes(1249) == "1.2 kB");
    CHECK(human_bytes(34'100'000) == "34.1 MB");
    CHECK(human_bytes(99'949'999) == "99.9 MB");
    CHECK(human_bytes(99'950'000) == "100 MB");
    CHECK(human_bytes(123'456'789) == "123 MB");
    CHECK(human_bytes(999'499'999) == "999 MB");
    CHECK(human_bytes(999'500'000) == "1.0 GB");
    CHECK(human_bytes(5'000'000'000'000) == "5.0 TB");
    CHECK(human_bytes(std::numeric_limits<std::uint64_t>::max()) == "18.4 EB");
}

TEST_CASE("bytes never take more than seven columns") {
    for (double bytes = 1; bytes < 9e17; bytes *= 1.07) {
        CHECK(human_bytes(static_cast<std::uint64_t>(bytes)).size() <= 7);
    }
}

TEST_CASE("rates have three digits that mean something") {
    CHECK(human_byte_rate(34.1e6) == "34.1 MB/s");
    CHECK(human_byte_rate(0) == "0 B/s");
    CHECK(human_rate(0.1234, "images") == "0.12 images/s");
    CHECK(human_rate(9.996, "images") == "10.0 images/s");
    CHECK(human_rate(14.28, "images") == "14.3 images/s");
    CHECK(human_rate(99.96, "images") == "100 images/s");
    CHECK(human_rate(1234.4, "images") == "1234 images/s");
}

TEST_CASE("durations grow from hundredths to days") {
    CHECK(human_duration(0) == "0.00 s");
    CHECK(human_duration(0.84) == "0.84 s");
    CHECK(human_duration(9.996) == "10.0 s");
    CHECK(human_duration(12.34) == "12.3 s");
    CHECK(human_duration(59.94) == "59.9 s");
    CHECK(human_duration(59.96) == "1 min 00 s");
    CHECK(human_duration(125) == "2 min 05 s");
    CHECK(human_duration(3599.4) == "59 min 59 s");
    CHECK(human_duration(3599.6) == "1 h 00 min");
    CHECK(human_duration(3 * 3600 + 7 * 60) == "3 h 07 min");
    CHECK(human_duration(51 * 3600) == "2 d 03 h");
}

TEST_CASE("a clock counts seconds, minutes and hours") {
    CHECK(human_clock(0) == "0:00");
    CHECK(human_clock(42.4) == "0:42");
    CHECK(human_clock(59.6) == "1:00");
    CHECK(human_clock(725) == "12:05");
    CHECK(human_clock(3723) == "1:02:03");
    CHECK(human_clock(359'999) == "99:59:59");
    CHECK(human_clock(360'000) == "100 h");
}

TEST_CASE("percent is rounded down, so that 100 means all") {
    CHECK(human_percent(0) == "0 %");
    CHECK(human_percent(0.4799) == "47 %");
    CHECK(human_percent(0.9999) == "99 %");
    CHECK(human_percent(1) == "100 %");
    CHECK(human_percent(2) == "100 %");
}

TEST_CASE("nonsense is told as something finite") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(human_duration(nan) == "0.00 s");
    CHECK(human_duration(-1) == "0.00 s");
    CHECK(human_clock(nan) == "0:00");
    CHECK(human_percent(nan) == "0 %");
    CHECK(human_byte_rate(nan) == "0 B/s");
    CHECK(human_rate(-3, "images") == "0.00 images/s");
    for (const double big : {infinity, 1e300}) {
        CHECK(human_duration(big).size() < 40);
        CHECK(human_clock(big).size() < 40);
        CHECK(human_byte_rate(big).size() < 40);
        CHECK(human_rate(big, "images").size() < 40);
    }
}
