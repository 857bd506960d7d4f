#include "codec/support/jpeg_fuzz.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <cstdio>

namespace imgbatch::test {

/// The own decoder against libjpeg-turbo, see jpeg_fuzz.h.
void fuzz_jpeg(ByteView input) {
    JpegFuzzStatistics statistics;
    const auto result = fuzz_plain_jpeg(input, statistics);
    if (!result.complaint.empty()) {
        std::fprintf(stderr, "%s\n", result.complaint.c_str());
    }
    expect(result.complaint.empty(), "the own decoder gives what libjpeg-turbo gives");
}

} // namespace imgbatch::test
