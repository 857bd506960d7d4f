#include "image/plane_store.h"

#include <doctest/doctest.h>

#include <cstring>

namespace imgbatch {
namespace {

Image image_of(std::vector<Plane> planes) {
    Image image;
    image.planes = std::move(planes);
    return image;
}

void give(PlaneStore& store, Plane plane) {
    std::vector<Plane> planes;
    planes.push_back(std::move(plane));
    store.give_back(image_of(std::move(planes)));
}

} // namespace

TEST_CASE("a plane that was given back serves the next that fits into it") {
    PlaneStore store;
    Plane first = store.take(100, 50, 3, SampleType::u8);
    const std::byte* memory = first.row(0);
    give(store, std::move(first));
    Plane second = store.take(10, 20, 1, SampleType::u16, 100);
    CHECK(second.row(0) == memory);
    CHECK(second.width() == 10);
    CHECK(second.height() == 20);
    CHECK(second.channels() == 1);
    CHECK(second.type() == SampleType::u16);
    CHECK(static_cast<std::size_t>(second.stride()) == plane_stride(20));
    CHECK(second.memory().size() == second.size_bytes() + 100);
    CHECK(second.extent_x == Ratio(10));
    CHECK(second.extent_y == Ratio(20));
    CHECK(store.kept_bytes() == 0);
    std::memset(second.memory().data(), 1, second.memory().size());
    // Its memory is still all there for a third.
    give(store, std::move(second));
    CHECK(store.take(100, 50, 3, SampleType::u8).row(0) == memory);
}

TEST_CASE("of the planes that fit the smallest is taken, of those that do not the largest goes") {
    PlaneStore store;
    for (const int height : {30, 10, 20}) {
        give(store, Plane(64, height, 1, SampleType::u8));
    }
    CHECK(store.kept_bytes() == 64 * 60 + 3 * 64);
    CHECK(store.take(64, 11, 1, SampleType::u8).capacity() == 64 * 21);
    CHECK(store.kept_bytes() == 64 * 40 + 2 * 64);
    CHECK(store.take(64, 40, 1, SampleType::u8).capacity() == 64 * 41);
    CHECK(store.kept_bytes() == 64 * 10 + 64);
}

TEST_CASE("the memory of one picture is kept, and none of a giant") {
    PlaneStore store;
    for (int i = 0; i < 10; ++i) {
        give(store, Plane(64, 10 + i, 1, SampleType::u8));
    }
    CHECK(store.kept_bytes() == 64 * (17 + 18 + 19) + 3 * 64);
    PlaneStore other;
    give(other, Plane(20'000, 10'000, 1, SampleType::u8));
    CHECK(other.kept_bytes() == 0);
}

TEST_CASE("what was moved away gives nothing back") {
    PlaneStore store;
    Image image = store.take_interleaved(5, 5, ColorModel::rgb, SampleType::u8);
    const Image moved = std::move(image);
    store.give_back(std::move(image)); // NOLINT(bugprone-use-after-move): that is the point
    CHECK(store.kept_bytes() == 0);
    CHECK(moved.planes.size() == 1);
    give(store, Plane());
    CHECK(store.kept_bytes() == 0);
}

TEST_CASE("planes too large for any memory throw, and what is kept stays") {
    PlaneStore store;
    give(store, Plane(64, 10, 1, SampleType::u8));
    constexpr int huge = 2'000'000'000;
    CHECK_THROWS_AS(store.take(huge, huge, 4, SampleType::u16), std::bad_alloc);
    CHECK(store.kept_bytes() == 64 * 11);
}

} // namespace imgbatch
