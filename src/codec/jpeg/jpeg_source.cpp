#include "codec/jpeg/jpeg_source.h"

#include "codec/jpeg/jpeg_error.h"

#include <array>
#include <cstring>
#include <new>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::array<JOCTET, 2> end_marker{0xFF, JPEG_EOI};

jpeg_common_struct* common(jpeg_decompress_struct* decoder) {
    return reinterpret_cast<jpeg_common_struct*>(decoder);
}

const JOCTET* octets(const std::byte* data) {
    return reinterpret_cast<const JOCTET*>(data);
}

void do_nothing(jpeg_decompress_struct*) {
}

/// After the end there is nothing to look for: libjpeg's own search would warn at each restart.
boolean on_lost_restart(jpeg_decompress_struct* decoder, int wanted) {
    return errors_of(common(decoder)).input_ended ? boolean{TRUE}
                                                  : jpeg_resync_to_restart(decoder, wanted);
}

} // namespace

JpegSource::JpegSource(const ByteSource& bytes, std::span<std::byte> window)
    : jpeg_source_mgr{}, bytes_(bytes), window_(window), next_(bytes.view().size()) {
    next_input_byte = octets(bytes.view().data());
    bytes_in_buffer = bytes.view().size();
    init_source = do_nothing;
    fill_input_buffer = on_empty;
    skip_input_data = on_skip;
    resync_to_restart = on_lost_restart;
    term_source = do_nothing;
}

JpegSource& JpegSource::of(jpeg_decompress_struct* decoder) {
    return static_cast<JpegSource&>(*decoder->src);
}

void JpegSource::top_up(jpeg_decompress_struct& decoder, std::size_t wanted) {
    JpegSource& source = of(&decoder);
    const bool has_room = source.bytes_in_buffer < source.window_.size();
    if (source.bytes_in_buffer < wanted && source.next_ < source.bytes_.size() && has_room) {
        source.read_on(&decoder);
    }
}

boolean JpegSource::on_empty(jpeg_decompress_struct* decoder) {
    JpegSource& source = of(decoder);
    // libjpeg keeps its own count while it reads: ours may be an old one.
    source.bytes_in_buffer = 0;
    if (source.next_ < source.bytes_.size()) {
        source.read_on(decoder);
    } else {
        source.end(decoder);
    }
    return TRUE;
}

void JpegSource::on_skip(jpeg_decompress_struct* decoder, long count) {
    JpegSource& source = of(decoder);
    if (count <= 0) {
        return;
    }
    const auto wanted = static_cast<unsigned long>(count);
    if (wanted <= source.bytes_in_buffer) {
        source.next_input_byte += count;
        source.bytes_in_buffer -= wanted;
        return;
    }
    const std::uint64_t beyond = wanted - source.bytes_in_buffer;
    source.bytes_in_buffer = 0;
    if (beyond > source.bytes_.size() - source.next_) {
        source.next_ = source.bytes_.size();
        source.end(decoder);
    } else {
        source.next_ += beyond;
    }
}

void JpegSource::read_on(jpeg_decompress_struct* decoder) {
    if (!try_read_on()) {
        stop_jpeg(errors_of(common(decoder)), failure_ ? failure_->code : OutcomeClass::memory,
                  "the file cannot be read");
    }
}

/// Shows libjpeg more, behind what it has not taken yet. No exception may pass through its frames.
bool JpegSource::try_read_on() {
    const std::size_t left = bytes_in_buffer;
    if (left > 0) {
        std::memmove(window_.data(), next_input_byte, left);
    }
    const std::span<std::byte> room = window_.subspan(left);
    try {
        const auto got = bytes_.read(next_, room);
        if (!got) {
            failure_ = got.error();
            return false;
        }
        const bool in_place = left == 0 || got->data() == room.data();
        if (!in_place) {
            std::memcpy(room.data(), got->data(), got->size());
        }
        next_input_byte = octets(left == 0 ? got->data() : window_.data());
        bytes_in_buffer = left + got->size();
        next_ += got->size();
        return true;
    } catch (const std::bad_alloc&) {
        return false; // an error's text had no room
    }
}

void JpegSource::end(jpeg_decompress_struct* decoder) {
    JpegErrors& errors = errors_of(common(decoder));
    next_input_byte = end_marker.data();
    bytes_in_buffer = end_marker.size();
    if (!errors.input_ended) {
        errors.input_ended = true;
        warn_jpeg(common(decoder), JWRN_JPEG_EOF);
    }
}

} // namespace imgbatch
