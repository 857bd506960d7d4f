/// The owner of one libjpeg decompressor.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "base/bytes.h"
#include "codec/guarded.h"
#include "codec/jpeg/jpeg_error.h"

namespace imgbatch {

enum class KeepMarkers { none, exif_and_icc };

/// Reads one JPEG from memory that outlives it. libjpeg keeps pointers into this object, so it
/// stays where it is.
class JpegReader {
public:
    JpegReader(ByteView data, FailOn fail_on);
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;
    ~JpegReader();

    /// Reads up to the first scan; once, before all else. Errors: as the facade's probe.
    Expected<void> read_header(KeepMarkers keep);

    /// Runs `step(jpeg_decompress_struct&)`, libjpeg calls around which nothing is owned.
    template <class Step>
    Expected<void> run(Stage stage, Step step) {
        if (!guarded(errors_.jump, [this, step] { step(decoder_); })) {
            return to_error(errors_, stage);
        }
        return {};
    }

    [[nodiscard]] jpeg_decompress_struct& decoder() { return decoder_; }
    [[nodiscard]] const JpegErrors& errors() const { return errors_; }

private:
    jpeg_decompress_struct decoder_{};
    JpegErrors errors_{};
    jpeg_source_mgr source_{};
    jpeg_progress_mgr progress_{};
};

} // namespace imgbatch
