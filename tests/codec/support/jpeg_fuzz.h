/// What a fuzzer of the own JPEG decoder does with one input, whoever makes the inputs.
#pragma once

#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <string>

namespace imgbatch::test {

struct JpegFuzzStatistics {
    std::uint64_t inputs = 0;
    std::uint64_t probed = 0;                ///< whose header libjpeg takes
    std::array<std::uint64_t, 9> accepted{}; ///< by eighths
    /// Of those, all progressive, and damaged where no sample depends on it.
    std::array<std::uint64_t, 9> warned{}; ///< libjpeg warns
    std::array<std::uint64_t, 9> unlike{}; ///< libjpeg does not, but has other samples

    JpegFuzzStatistics& operator+=(const JpegFuzzStatistics& other);
};

/// Lines for people.
std::string to_text(const JpegFuzzStatistics& statistics);

struct JpegFuzzResult {
    std::string complaint; ///< with the scale; empty: nothing is wrong
    bool damaged = false;  ///< and accepted, at any scale
};

/// Decodes `file` at every scale by the own decoder and judges it as PlainJpegProof does.
JpegFuzzResult fuzz_plain_jpeg(ByteView file, JpegFuzzStatistics& statistics);

} // namespace imgbatch::test
