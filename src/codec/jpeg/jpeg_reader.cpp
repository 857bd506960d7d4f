#include "codec/jpeg/jpeg_reader.h"

#include <algorithm>

namespace imgbatch {
namespace {} // namespace

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the window
JpegReader::JpegReader(const ByteSource& data, FailOn fail_on, const InputLimits& limits,
                       std::size_t max_window)
    : source_(data, std::span(header_window_).first(std::min(max_window, header_window_.size()))) {
    init_jpeg_errors(errors_, fail_on, OutcomeClass::corrupt, limits);
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
    JpegErrors& errors = errors_of(codec);
    if (static_cast<unsigned>(std::max(decoder.input_scan_number, 0)) > errors.limits.scans) {
        stop_at_limit(errors, OutcomeClass::limit, "scans", errors.limits.scans, "--limit-scans");
    }
    JpegSource::top_up(decoder, static_cast<Progress&>(*decoder.progress).ahead);
}

Expected<void> JpegReader::read_header(KeepMarkers keep) {
    jpeg_source_mgr* source = &source_;
    jpeg_progress_mgr* progress = &progress_;
    KeptMarkers* kept = &kept_;
    return run(Stage::probe, [keep, source, progress, kept](jpeg_decompress_struct& decoder) {
        jpeg_CreateDecompress(&decoder, JPEG_LIB_VERSION, sizeof decoder);
        decoder.src = source;
        decoder.progress = progress;
        if (keep == KeepMarkers::exif_and_icc) {
            keep_exif_and_icc(decoder, *kept);
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
