#include "codec/sniff.h"

#include "codec/codec.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <algorithm>

namespace imgbatch::test {

/// The first bytes tell all; what they do not tell is no image.
void fuzz_sniff(ByteView input) {
    constexpr std::size_t window = 1024;
    const ImageFormat format = sniff(input);
    expect(sniff(input.first(std::min(input.size(), window))) == format,
           "a kilobyte tells as much as the whole file");
    if (format == ImageFormat::unknown) {
        const auto info = probe(input, {});
        expect(!info && info.error().code ==
                            (input.empty() ? OutcomeClass::empty : OutcomeClass::not_image),
               "what has no known signature is not probed");
    } else {
        expect(!to_word(format).empty(), "a known format has a name");
        expect(input.size() >= 2, "one byte is no signature");
    }
}

} // namespace imgbatch::test
