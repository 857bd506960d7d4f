/// One input of any fuzzer that speaks libFuzzer's language: what is wrong ends the process.

#include "codec/support/jpeg_fuzz.h"

#include <cstdio>
#include <cstdlib>
#include <span>

// NOLINTNEXTLINE(readability-identifier-naming): the name that fuzzers call
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    imgbatch::test::JpegFuzzStatistics statistics;
    const auto result =
        imgbatch::test::fuzz_plain_jpeg(std::as_bytes(std::span(data, size)), statistics);
    if (!result.complaint.empty()) {
        std::fprintf(stderr, "%s\n", result.complaint.c_str());
        std::abort();
    }
    return 0;
}
