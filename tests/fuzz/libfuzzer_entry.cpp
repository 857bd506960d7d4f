/// The door through which libFuzzer, or any fuzzer that speaks its language, comes to one target.

#include "fuzz/targets.h"

#include <cstdint>
#include <span>

// NOLINTNEXTLINE(readability-identifier-naming): the name that fuzzers call
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    imgbatch::test::IMGBATCH_FUZZ_TARGET(std::as_bytes(std::span(data, size)));
    return 0;
}
