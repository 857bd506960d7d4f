#include "codec/png/png_error.h"

#include <cstring>
#include <string_view>

namespace imgbatch {
namespace {

PngErrors& errors_of(png_structp png) {
    return *static_cast<PngErrors*>(png_get_error_ptr(png));
}

void copy(std::array<char, 128>& to, const char* from) {
    to = {};
    std::strncpy(to.data(), from, to.size() - 1);
}

} // namespace

void on_png_error(png_structp png, png_const_charp message) {
    PngErrors& errors = errors_of(png);
    copy(errors.message, message);
    errors.out_of_memory = std::string_view(message).find("emory") != std::string_view::npos;
    std::longjmp(errors.jump, 1);
}

void on_png_warning(png_structp png, png_const_charp message) {
    PngErrors& errors = errors_of(png);
    if (errors.warnings++ == 0) {
        copy(errors.first_warning, message);
    }
    errors.gave_up = errors.warnings > errors.max_warnings;
    if (errors.warnings_stop || errors.gave_up) {
        on_png_error(png, message);
    }
}

} // namespace imgbatch
