#include "codec/exif.h"

#include "codec/support/bytes.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <string_view>

namespace imgbatch::test {

using namespace std::string_view_literals;

/// Whatever it holds, EXIF is one of the eight orientations.
void fuzz_exif(ByteView input) {
    const Orientation found = read_orientation(input);
    const auto number = static_cast<int>(found);
    expect(number >= 1 && number <= 8, "an orientation is 1 to 8");
    if (!as_text(input).starts_with("Exif\0\0"sv)) {
        Bytes framed = to_bytes("Exif\0\0"sv);
        append(framed, input);
        expect(read_orientation(framed) == found, "a frame around it changes nothing");
    }
    for (const bool big_endian : {false, true}) {
        expect(read_orientation(make_exif(number, big_endian)) == found,
               "what is written is read back");
    }
}

} // namespace imgbatch::test
