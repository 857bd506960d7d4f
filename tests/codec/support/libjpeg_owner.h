/// libjpeg's objects with owners, for the independent side of tests.
#pragma once

#include "base/bytes.h"

// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <stdexcept>

namespace imgbatch::test {

/// What libjpeg calls fatal. libjpeg is left by it only through its own frames, which own nothing.
struct LibjpegFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A decompressor that reads `data`, which outlives it, and prints nothing. It stays where it is.
class LibjpegDecompressor {
public:
    explicit LibjpegDecompressor(ByteView data);
    LibjpegDecompressor(const LibjpegDecompressor&) = delete;
    LibjpegDecompressor& operator=(const LibjpegDecompressor&) = delete;
    ~LibjpegDecompressor();

    jpeg_decompress_struct* operator->() { return &decoder_; }
    [[nodiscard]] jpeg_decompress_struct* get() { return &decoder_; }
    [[nodiscard]] long warnings() const { return errors_.num_warnings; }

private:
    jpeg_decompress_struct decoder_{};
    jpeg_error_mgr errors_{};
};

/// A compressor that writes to memory of its own.
class LibjpegCompressor {
public:
    LibjpegCompressor();
    LibjpegCompressor(const LibjpegCompressor&) = delete;
    LibjpegCompressor& operator=(const LibjpegCompressor&) = delete;
    ~LibjpegCompressor();

    jpeg_compress_struct* operator->() { return &encoder_; }
    [[nodiscard]] jpeg_compress_struct* get() { return &encoder_; }
    /// Ends the file and gives it.
    [[nodiscard]] Bytes finish();

private:
    jpeg_compress_struct encoder_{};
    jpeg_error_mgr errors_{};
    unsigned char* buffer_ = nullptr;
    unsigned long size_ = 0;
};

} // namespace imgbatch::test
