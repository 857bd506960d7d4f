/// The owner of one libpng reader.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "codec/guarded.h"
#include "codec/png/png_chunks.h"
#include "codec/png/png_error.h"

namespace imgbatch {

/// Bytes in memory and how far they are read.
struct PngInput {
    const std::byte* data = nullptr;
    std::size_t size = 0;
    std::size_t position = 0;
    bool ended = false; ///< libpng asked for more than there is
};

/// Reads one PNG from memory that outlives it. libpng keeps pointers into this object, so it stays
/// where it is.
class PngReader {
public:
    PngReader(ByteView data, const PngChunks& chunks, FailOn fail_on, const InputLimits& limits);
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;
    ~PngReader();

    /// Reads up to the first pixels; once, before all else. Of the chunks that are not pixels only
    /// palette and transparency are kept. Errors: truncated, corrupt, memory.
    Expected<void> read_header();

    /// Runs `step(png_structp, png_infop)`, libpng calls around which nothing is owned.
    template <class Step>
    Expected<void> run(Stage stage, Step step) {
        if (!guarded(errors_.jump, [this, step] { step(png_, info_); })) {
            return failure(stage);
        }
        return {};
    }

    [[nodiscard]] png_structp png() const { return png_; }
    [[nodiscard]] png_infop info() const { return info_; }
    [[nodiscard]] const PngErrors& errors() const { return errors_; }
    /// How many bytes of the file libpng has taken.
    [[nodiscard]] std::size_t position() const { return input_.position; }

private:
    [[nodiscard]] Error failure(Stage stage) const;

    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    PngErrors errors_{};
    PngInput input_;
    bool ends_early_;
    bool lenient_;
};

} // namespace imgbatch
