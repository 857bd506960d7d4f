/// The owner of one libjpeg compressor and of the bytes it makes.
#pragma once

#include <imgbatch/result.h>

#include "base/bytes.h"
#include "codec/guarded.h"
#include "codec/jpeg/jpeg_error.h"

namespace imgbatch {

/// Bytes that libjpeg appends to. Plain but for the owner it points to.
struct JpegDestination {
    jpeg_destination_mgr manager; ///< first, so that libjpeg's pointer to it is a pointer to this
    Bytes* out;
};

/// Writes one JPEG. libjpeg keeps pointers into this object, so it stays where it is.
class JpegWriter {
public:
    JpegWriter();
    JpegWriter(const JpegWriter&) = delete;
    JpegWriter& operator=(const JpegWriter&) = delete;
    ~JpegWriter();

    /// Runs `step(jpeg_compress_struct&)`, libjpeg calls around which nothing is owned. The first
    /// one must be create().
    template <class Step>
    Expected<void> run(Step step) {
        if (!guarded(errors_.jump, [this, step] { step(encoder_); })) {
            return to_error(errors_, Stage::encode);
        }
        return {};
    }

    /// Makes the libjpeg object; `expected_size` is a guess at the output's bytes.
    Expected<void> create(std::size_t expected_size);

    /// The finished file.
    [[nodiscard]] Bytes finish() && { return std::move(out_); }

private:
    jpeg_compress_struct encoder_{};
    JpegErrors errors_{};
    JpegDestination destination_{};
    Bytes out_;
};

} // namespace imgbatch
