/// A small tree of inputs with a bit of everything.
#pragma once

#include "support/pictures.h"
#include "support/temp_dir.h"

#include <map>
#include <string>

namespace imgbatch::test {

/// Writes `photos/` below `dir`: pictures of several kinds and sizes in nested folders, all sound.
inline void write_sound_photos(const TempDir& dir) {
    dir.write("photos/a.jpg", encoded(make_picture(320, 240), ImageFormat::jpeg));
    dir.write("photos/b.png", encoded(make_picture(90, 120, ColorModel::rgba), ImageFormat::png));
    dir.write("photos/c.webp", encoded(make_picture(100, 80), ImageFormat::webp));
    dir.write("photos/day 1/gray.jpg",
              encoded(make_picture(64, 64, ColorModel::gray), ImageFormat::jpeg));
    dir.write("photos/day 1/turned.JPG",
              with_exif_orientation(encoded(make_picture(200, 100), ImageFormat::jpeg), 6));
    dir.write("photos/day 1/deep/16.png",
              encoded(make_picture(70, 50, ColorModel::rgb, SampleType::u16), ImageFormat::png));
    for (unsigned i = 0; i < 30; ++i) {
        dir.write(
            "photos/many/" + std::to_string(i) + ".jpg",
            encoded(make_picture(40 + static_cast<int>(i), 30, ColorModel::rgb, SampleType::u8, i),
                    ImageFormat::jpeg));
    }
}

constexpr std::size_t sound_photos = 36;

/// Adds one of each thing that goes wrong, each with its class by name.
inline std::map<std::string, OutcomeClass> write_bad_photos(const TempDir& dir) {
    const std::string jpeg = encoded(make_picture(320, 240), ImageFormat::jpeg);
    dir.write("photos/truncated.jpg", jpeg.substr(0, jpeg.size() / 2));
    dir.write("photos/empty.jpg", "");
    dir.write("photos/text.jpg", "no picture");
    return {{"photos/truncated.jpg", OutcomeClass::truncated},
            {"photos/empty.jpg", OutcomeClass::empty},
            {"photos/text.jpg", OutcomeClass::not_image}};
}

} // namespace imgbatch::test
