#include "codec/png/png_reader.h"

#include "codec/damage.h"

#include <cstring>

namespace imgbatch {
namespace {

constexpr png_uint_32 any_side = PNG_UINT_31_MAX; ///< the pixel limit is checked elsewhere

void on_read(png_structp png, png_bytep to, std::size_t size) {
    auto& input = *static_cast<PngInput*>(png_get_io_ptr(png));
    if (size > input.size - input.position) {
        input.ended = true;
        png_error(png, "the file ends early");
    }
    std::memcpy(to, input.data + input.position, size);
    input.position += size;
}

} // namespace

PngReader::PngReader(ByteView data, const PngChunks& chunks, FailOn fail_on,
                     const InputLimits& limits)
    : input_{data.data(), data.size(), 0, false}, ends_early_(chunks.ends_early),
      lenient_(!fails(Damage::corrupt, fail_on)) {
    errors_.warnings_stop = fails(Damage::harmless, fail_on);
    errors_.max_warnings = limits.warnings;
}

PngReader::~PngReader() {
    png_destroy_read_struct(&png_, &info_, nullptr);
}

Expected<void> PngReader::read_header() {
    const auto create = [this] {
        png_ =
            png_create_read_struct(PNG_LIBPNG_VER_STRING, &errors_, on_png_error, on_png_warning);
        info_ = png_ != nullptr ? png_create_info_struct(png_) : nullptr;
    };
    if (!guarded(errors_.jump, create) || info_ == nullptr) {
        return Error{OutcomeClass::memory, Stage::probe, "not enough memory for the PNG", 0};
    }
    PngInput* input = &input_;
    const bool lenient = lenient_;
    const bool ends_early = ends_early_;
    return run(Stage::probe, [=](png_structp png, png_infop info) {
        png_set_read_fn(png, input, on_read);
        png_set_user_limits(png, any_side, any_side);
        png_set_chunk_malloc_max(png, 0); // the chunk list was checked against ours
        // All known chunks but the critical ones and tRNS: neither kept nor inflated.
        png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
        if (lenient) {
            png_set_crc_action(png, PNG_CRC_WARN_USE, PNG_CRC_WARN_DISCARD);
        }
        if (lenient && ends_early) {
            // libpng asks for pieces of this size; a piece that is cut is lost.
            constexpr std::size_t small_piece = 64;
            png_set_compression_buffer_size(png, small_piece);
        }
        png_read_info(png, info);
    });
}

Error PngReader::failure(Stage stage) const {
    if (errors_.gave_up) {
        return Error{OutcomeClass::corrupt, stage,
                     "the PNG has more than " + std::to_string(errors_.max_warnings) +
                         " flaws (--limit-warnings)",
                     0};
    }
    if (errors_.out_of_memory) {
        return Error{OutcomeClass::memory, stage, "not enough memory for the PNG", 0};
    }
    if (input_.ended) {
        return Error{OutcomeClass::truncated, stage, "the file ends early", 0};
    }
    return Error{OutcomeClass::corrupt, stage,
                 std::string("damaged PNG: ") + errors_.message.data(), 0};
}

} // namespace imgbatch
