#include "codec/jpeg/jpeg_reader.h"

#include <algorithm>

namespace imgbatch {
namespace {

/// Scans cost as much as their pixels, however few bytes they have; real files have a dozen.
constexpr int max_scans = 500;
constexpr unsigned whole_marker = 0xFFFF;

} // namespace

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the window
JpegReader::JpegReader(const ByteSource& data, FailOn fail_on, std::size_t max_window)
    : source_(data, std::span(header_window_).first(std::min(max_window, header_window_.size()))) {
    init_jpeg_errors(errors_, fail_on, OutcomeClass::corrupt);
    progress_.progress_monitor = on_progress;
    decoder_.err = &errors_.manager;
}

JpegReader::~JpegReader() {
    jpeg_destroy_decompress(&decoder_);
}

/// Called by libjpeg before it decodes rows, and before each row of blocks where it reads scans
/// ahead.
void JpegReader::on_progress(jpeg_common_struct* codec) {
    auto& decoder = *reinterpret_cast<jpeg_decompress_struct*>(codec);
    if (decoder.input_scan_number > max_scans) {
        stop_jpeg(errors_of(codec), OutcomeClass::limit, "the JPEG has more than 500 scans");
    }
    JpegSource::top_up(decoder, static_cast<Progress&>(*decoder.progress).ahead);
}

Expected<void> JpegReader::read_header(KeepMarkers keep) {
    jpeg_source_mgr* source = &source_;
    jpeg_progress_mgr* progress = &progress_;
    return run(Stage::probe, [keep, source, progress](jpeg_decompress_struct& decoder) {
        jpeg_CreateDecompress(&decoder, JPEG_LIB_VERSION, sizeof decoder);
        decoder.src = source;
        decoder.progress = progress;
        if (keep == KeepMarkers::exif_and_icc) {
            jpeg_save_markers(&decoder, JPEG_APP0 + 1, whole_marker);
            jpeg_save_markers(&decoder, JPEG_APP0 + 2, whole_marker);
        }
        jpeg_read_header(&decoder, TRUE);
    });
}

void JpegReader::use_window(std::span<std::byte> window, std::size_t ahead) {
    source_.use_window(window);
    progress_.ahead = ahead;
}

Error JpegReader::failure(Stage stage) const {
    return source_.failure() ? *source_.failure() : to_error(errors_, stage);
}

} // namespace imgbatch
