#include "codec/jpeg/jpeg_source.h"

#include "codec/jpeg/jpeg_error.h"

#include <array>

namespace imgbatch {
namespace {

constexpr std::array<JOCTET, 2> end_marker{0xFF, JPEG_EOI};

jpeg_common_struct* common(jpeg_decompress_struct* decoder) {
    return reinterpret_cast<jpeg_common_struct*>(decoder);
}

void do_nothing(jpeg_decompress_struct*) {
}

/// All data was there from the start, so this is called only beyond its end.
boolean on_empty(jpeg_decompress_struct* decoder) {
    JpegErrors& errors = errors_of(common(decoder));
    decoder->src->next_input_byte = end_marker.data();
    decoder->src->bytes_in_buffer = end_marker.size();
    if (!errors.input_ended) {
        errors.input_ended = true;
        warn_jpeg(common(decoder), JWRN_JPEG_EOF);
    }
    return TRUE;
}

void on_skip(jpeg_decompress_struct* decoder, long count) {
    jpeg_source_mgr& source = *decoder->src;
    if (count <= 0) {
        return;
    }
    if (static_cast<unsigned long>(count) > source.bytes_in_buffer) {
        on_empty(decoder);
        return;
    }
    source.next_input_byte += count;
    source.bytes_in_buffer -= static_cast<std::size_t>(count);
}

/// After the end there is nothing to look for: libjpeg's own search would warn at each restart.
boolean on_lost_restart(jpeg_decompress_struct* decoder, int wanted) {
    return errors_of(common(decoder)).input_ended ? boolean{TRUE}
                                                  : jpeg_resync_to_restart(decoder, wanted);
}

} // namespace

void init_jpeg_source(jpeg_source_mgr& source, ByteView data) {
    source.next_input_byte = reinterpret_cast<const JOCTET*>(data.data());
    source.bytes_in_buffer = data.size();
    source.init_source = do_nothing;
    source.fill_input_buffer = on_empty;
    source.skip_input_data = on_skip;
    source.resync_to_restart = on_lost_restart;
    source.term_source = do_nothing;
}

} // namespace imgbatch
