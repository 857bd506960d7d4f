#include "run/inspect.h"
#include "runs/photo_tree.h"

#include <doctest/doctest.h>

namespace imgbatch {

TEST_CASE("inspecting a tree tells its images in order and leaves out what is none") {
    const test::TempDir dir;
    test::write_sound_photos(dir);
    const auto bad = test::write_bad_photos(dir);
    dir.write("photos/notes.txt", "not an image");
    InputOptions input;
    input.paths = {dir / "photos"};
    ExecutorOptions executor;
    executor.kind = ExecutorKind::sequential;
    auto stop = StopFlag::create();
    REQUIRE(stop);
    const auto entries = inspect(input, {}, {}, executor, *stop);
    REQUIRE(entries);
    // A truncated picture has a sound header: only decoding it shows the damage.
    REQUIRE(entries->size() == test::sound_photos + bad.size());
    CHECK(entries->front().path == dir / "photos/a.jpg");
    CHECK(entries->front().size == PixelSize{320, 240});
    std::size_t failed = 0;
    for (const Inspected& entry : *entries) {
        failed += entry.outcome == OutcomeClass::ok ? 0 : 1;
    }
    CHECK(failed == 2);
}

} // namespace imgbatch
