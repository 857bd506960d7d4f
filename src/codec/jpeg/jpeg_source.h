/// JPEG bytes for libjpeg: from memory as they lie, from a file in windows.
#pragma once

#include <imgbatch/result.h>

#include "base/byte_source.h"
#include "codec/jpeg/libjpeg.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace imgbatch {

/// The source manager of one libjpeg object, which it must not survive nor move under. Beyond the
/// end it warns once with JWRN_JPEG_EOF, sets JpegErrors::input_ended, and invents end markers.
/// Where bytes cannot be read it ends the libjpeg call under way, by stop_jpeg(), and failure()
/// says why.
class JpegSource : public jpeg_source_mgr {
public:
    /// `window` takes what is read from a file, at least one byte at a time; `bytes` in memory
    /// need none.
    JpegSource(const ByteSource& bytes, std::span<std::byte> window);
    JpegSource(const JpegSource&) = delete;
    JpegSource& operator=(const JpegSource&) = delete;
    ~JpegSource() = default;

    /// Takes another window from now on. The old one must stay until all of it was used up, which
    /// top_up() may hasten.
    void use_window(std::span<std::byte> window) { window_ = window; }

    /// Sees to it that at least `wanted` bytes, or all that are left, lie in memory in one piece,
    /// as far as the window has room. For use under guarded(), between two libjpeg calls or in a
    /// progress monitor.
    static void top_up(jpeg_decompress_struct& decoder, std::size_t wanted);

    /// Why the bytes could not be read, if that is what stopped libjpeg.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

private:
    static JpegSource& of(jpeg_decompress_struct* decoder);
    static boolean on_empty(jpeg_decompress_struct* decoder);
    static void on_skip(jpeg_decompress_struct* decoder, long count);
    void read_on(jpeg_decompress_struct* decoder);
    bool try_read_on();
    void end(jpeg_decompress_struct* decoder);

    ByteSource bytes_;
    std::span<std::byte> window_;
    std::uint64_t next_; ///< where in `bytes_` that begins which libjpeg has not been shown yet
    std::optional<Error> failure_;
};

} // namespace imgbatch
