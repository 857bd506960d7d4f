/// libpng's errors and warnings as ours, and its bytes from memory.
#pragma once

#include <imgbatch/options.h>

#include <png.h>

#include <array>
#include <csetjmp>

namespace imgbatch {

/// What a libpng object reports to. Plain data: errors leave by longjmp to `jump`, so every libpng
/// call runs under guarded(). Must not move while libpng knows it.
struct PngErrors {
    std::jmp_buf jump;
    bool warnings_stop; ///< the first warning stops like an error
    bool out_of_memory;
    bool gave_up; ///< more than `max_warnings`
    unsigned max_warnings;
    unsigned warnings;
    std::array<char, 128> first_warning;
    std::array<char, 128> message; ///< why the last call stopped
};

/// The handlers to create libpng objects with; the pointer beside them is a PngErrors.
[[noreturn]] void on_png_error(png_structp png, png_const_charp message);
void on_png_warning(png_structp png, png_const_charp message);

} // namespace imgbatch
