#include "codec/jpeg/jpeg_writer.h"

#include "codec/output_buffer.h"

namespace imgbatch {
namespace {

JpegDestination& destination_of(jpeg_compress_struct* encoder) {
    return *reinterpret_cast<JpegDestination*>(encoder->dest);
}

void offer(JpegDestination& destination, std::size_t used) {
    destination.manager.next_output_byte =
        reinterpret_cast<JOCTET*>(destination.out->data()) + used;
    destination.manager.free_in_buffer = destination.out->size() - used;
}

void on_start(jpeg_compress_struct* encoder) {
    offer(destination_of(encoder), 0);
}

/// Called when every byte of the buffer is used.
boolean on_full(jpeg_compress_struct* encoder) {
    JpegDestination& destination = destination_of(encoder);
    const std::size_t used = destination.out->size();
    if (!try_resize(*destination.out, used * 2)) {
        encoder->err->msg_code = JERR_OUT_OF_MEMORY;
        encoder->err->error_exit(reinterpret_cast<jpeg_common_struct*>(encoder));
    }
    offer(destination, used);
    return TRUE;
}

void on_end(jpeg_compress_struct* encoder) {
    JpegDestination& destination = destination_of(encoder);
    // Shrinking allocates nothing.
    (void)try_resize(*destination.out,
                     destination.out->size() - destination.manager.free_in_buffer);
}

} // namespace

JpegWriter::JpegWriter() {
    init_jpeg_errors(errors_, FailOn::none, OutcomeClass::internal);
    destination_.manager.init_destination = on_start;
    destination_.manager.empty_output_buffer = on_full;
    destination_.manager.term_destination = on_end;
    destination_.out = &out_;
    encoder_.err = &errors_.manager;
}

JpegWriter::~JpegWriter() {
    jpeg_destroy_compress(&encoder_);
}

Expected<void> JpegWriter::create(std::size_t expected_size) {
    constexpr std::size_t least = 4096;
    out_.resize(std::max(least, expected_size));
    jpeg_destination_mgr* destination = &destination_.manager;
    return run([destination](jpeg_compress_struct& encoder) {
        jpeg_CreateCompress(&encoder, JPEG_LIB_VERSION, sizeof encoder);
        encoder.dest = destination;
    });
}

} // namespace imgbatch
