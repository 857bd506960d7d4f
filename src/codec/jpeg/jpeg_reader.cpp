#include "codec/jpeg/jpeg_reader.h"

#include "codec/jpeg/jpeg_source.h"

namespace imgbatch {
namespace {

/// Scans cost as much as their pixels, however few bytes they have; real files have a dozen.
constexpr int max_scans = 500;
constexpr unsigned whole_marker = 0xFFFF;

void on_progress(jpeg_common_struct* codec) {
    if (reinterpret_cast<jpeg_decompress_struct*>(codec)->input_scan_number > max_scans) {
        stop_jpeg(errors_of(codec), OutcomeClass::limit, "the JPEG has more than 500 scans");
    }
}

} // namespace

JpegReader::JpegReader(ByteView data, FailOn fail_on) {
    init_jpeg_errors(errors_, fail_on, OutcomeClass::corrupt);
    init_jpeg_source(source_, data);
    progress_.progress_monitor = on_progress;
    decoder_.err = &errors_.manager;
}

JpegReader::~JpegReader() {
    jpeg_destroy_decompress(&decoder_);
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

} // namespace imgbatch
