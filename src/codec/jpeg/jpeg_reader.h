/// The owner of one libjpeg decompressor.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "base/byte_source.h"
#include "codec/guarded.h"
#include "codec/jpeg/jpeg_error.h"
#include "codec/jpeg/jpeg_markers.h"
#include "codec/jpeg/jpeg_source.h"

#include <array>
#include <cstddef>
#include <span>

namespace imgbatch {

enum class KeepMarkers { none, exif_and_icc };

/// Reads one JPEG from a source whose bytes outlive it. libjpeg keeps pointers into this object, so
/// it stays where it is.
class JpegReader {
public:
    /// No more than `max_window` bytes of a file, at least 1, are read at once until use_window()
    /// says otherwise.
    JpegReader(const ByteSource& data, FailOn fail_on, const InputLimits& limits,
               std::size_t max_window);
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;
    ~JpegReader();

    /// Reads up to the first scan; once, before all else. Errors: as the facade's probe.
    Expected<void> read_header(KeepMarkers keep);

    /// Reads on in `window`, which outlives this; whenever libjpeg begins a row of blocks,
    /// `ahead` bytes lie ready, as far as the window and the file have so many.
    void use_window(std::span<std::byte> window, std::size_t ahead);

    /// Runs `step(jpeg_decompress_struct&)`, libjpeg calls around which nothing is owned. Errors:
    /// of the data, of reading it.
    template <class Step>
    Expected<void> run(Stage stage, Step step) {
        if (!guarded(errors_.jump, [this, step] { step(decoder_); })) {
            return failure(stage);
        }
        return {};
    }

    [[nodiscard]] jpeg_decompress_struct& decoder() { return decoder_; }
    [[nodiscard]] const JpegErrors& errors() const { return errors_; }

private:
    /// libjpeg's pointer to the manager is a pointer to all of this.
    struct Progress : jpeg_progress_mgr {
        Progress() : jpeg_progress_mgr{} {}
        std::size_t ahead = 0;
    };
    static void on_progress(jpeg_common_struct* codec);
    [[nodiscard]] Error failure(Stage stage) const;

    std::array<std::byte, 16384> header_window_; ///< uninitialised: only what was read is looked at
    jpeg_decompress_struct decoder_{};
    JpegErrors errors_{};
    JpegSource source_;
    Progress progress_;
    KeptMarkers kept_;
};

} // namespace imgbatch
