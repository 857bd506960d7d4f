/// What a fuzzer of the own JPEG decoder does with one input, whoever makes the inputs.
#pragma once

#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <string>

namespace imgbatch::test {

struct JpegFuzzStatistics {
    std::uint64_t inputs = 0;
    std::uint64_t probed = 0;                   ///< whose header libjpeg takes
    std::array<std::uint64_t, 9> accepted{};    ///< by eighths
    std::array<std::uint64_t, 9> warned_base{}; ///< accepted, but libjpeg warns; sequential
    std::array<std::uint64_t, 9> warned_prog{}; ///< the same; progressive

    JpegFuzzStatistics& operator+=(const JpegFuzzStatistics& other);
};

/// Lines for people.
std::string to_text(const JpegFuzzStatistics& statistics);

struct JpegFuzzResult {
    std::string complaint; ///< with the scale; empty: nothing is wrong
    bool warned = false;   ///< at any scale
};

/// Decodes `file` at every scale by the own decoder and judges it as PlainJpegProof does.
JpegFuzzResult fuzz_plain_jpeg(ByteView file, JpegFuzzStatistics& statistics);

} // namespace imgbatch::test
