#include "codec/support/libjpeg_owner.h"

#include <array>
#include <cstdlib>
#include <span>

namespace imgbatch::test {
namespace {

[[noreturn]] void on_error(jpeg_common_struct* codec) {
    std::array<char, JMSG_LENGTH_MAX> text{};
    codec->err->format_message(codec, text.data());
    throw LibjpegFailure(text.data());
}

void print_nothing(jpeg_common_struct*) {
}

jpeg_error_mgr* quiet(jpeg_error_mgr& errors) {
    jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.output_message = print_nothing;
    return &errors;
}

} // namespace

LibjpegDecompressor::LibjpegDecompressor(ByteView data) {
    decoder_.err = quiet(errors_);
    jpeg_create_decompress(&decoder_);
    jpeg_mem_src(&decoder_, reinterpret_cast<const unsigned char*>(data.data()), data.size());
}

LibjpegDecompressor::~LibjpegDecompressor() {
    jpeg_destroy_decompress(&decoder_);
}

LibjpegCompressor::LibjpegCompressor() {
    encoder_.err = quiet(errors_);
    jpeg_create_compress(&encoder_);
    jpeg_mem_dest(&encoder_, &buffer_, &size_);
}

LibjpegCompressor::~LibjpegCompressor() {
    jpeg_destroy_compress(&encoder_);
    std::free(buffer_); // NOLINT(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory)
}

Bytes LibjpegCompressor::finish() {
    jpeg_finish_compress(&encoder_);
    const auto view = std::as_bytes(std::span(buffer_, size_));
    return {view.begin(), view.end()};
}

} // namespace imgbatch::test
