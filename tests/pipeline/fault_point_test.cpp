#include <imgbatch/process_image.h>

#include "support/fault_image.h"
#include "support/pictures.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <new>
#include <string>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

ImageOutcome process(const TempDir& dir, const std::string& content) {
    ImageTask task;
    task.input = dir.write("in", content);
    task.output = dir / "out/image";
    task.adapt_extension = false;
    ImageOptions options;
    options.commit.overwrite = Overwrite::always;
    return ImageProcessor(options).process(task);
}

/// An ordinary picture of each format that may carry a fault.
std::string picture(ImageFormat format) {
    return encoded(make_picture(20, 10), format);
}

} // namespace

TEST_CASE("a fault image is an ordinary image to those who do not obey it") {
    for (const auto format : {ImageFormat::png, ImageFormat::jpeg, ImageFormat::webp}) {
        CAPTURE(to_word(format));
        const TempDir dir;
        const auto outcome = process(dir, with_fault(picture(format), Stage::decode, "ok"));
        CHECK_MESSAGE(outcome.outcome == OutcomeClass::ok, outcome.message);
        const TempDir plain;
        CHECK(process(plain, picture(format)).outcome == OutcomeClass::ok);
        CHECK(read_file(dir / "out/image") == read_file(plain / "out/image"));
    }
}

TEST_CASE("an order is obeyed at its stage, or not at all where faults are not built") {
    for (const Stage stage :
         {Stage::probe, Stage::decode, Stage::transform, Stage::encode, Stage::commit}) {
        CAPTURE(to_word(stage));
        const TempDir dir;
        const std::string order = "write:" + (dir / "count");
        const auto outcome = process(dir, with_fault(picture(ImageFormat::png), stage, order));
        CHECK(outcome.outcome == OutcomeClass::ok);
        if (has_fault_images) {
            CHECK(read_file(dir / "count") == "here\n");
        }
        const auto failed =
            process(dir, with_fault(picture(ImageFormat::png), stage, "sys:open:/no/such"));
        if (has_fault_images) {
            CHECK(failed.outcome == OutcomeClass::corrupt);
            CHECK(failed.stage == stage);
            CHECK(failed.message == "fault: sys:open:/no/such: ENOENT");
            CHECK(failed.errno_value == 2);
        } else {
            CHECK(failed.outcome == OutcomeClass::ok);
        }
    }
}

TEST_CASE("an order that makes no sense is told, not passed over") {
    if (!has_fault_images) {
        return;
    }
    const TempDir dir;
    const std::string image = picture(ImageFormat::png);
    CHECK(process(dir, with_fault(image, Stage::decode, "dance")).message ==
          "fault: unknown order dance");
    CHECK(process(dir, image + "IMGBFLT1 dinner ok").message ==
          "fault: the trailer names no stage");
    CHECK(process(dir, with_fault(image, Stage::decode, "badalloc")).outcome ==
          OutcomeClass::memory);
    CHECK(process(dir, with_fault(image, Stage::decode, "sys:open:" + dir.path())).message ==
          "fault: sys:open:" + dir.path() + ": succeeded");
}
