#include "codec/jpeg/jpeg_markers.h"

#include "codec/exif.h"
#include "codec/icc.h"
#include "codec/jpeg/jpeg_error.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace imgbatch {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view exif_name = "Exif\0\0"sv;
constexpr std::string_view icc_name = "ICC_PROFILE\0"sv;
constexpr std::size_t icc_overhead = icc_name.size() + 2; ///< then its number and their count

ByteView payload(const jpeg_marker_struct& marker) {
    return std::as_bytes(std::span(marker.data, marker.data_length));
}

/// The next byte of the source, which invents end markers beyond its end.
JOCTET next_byte(jpeg_decompress_struct& decoder) {
    jpeg_source_mgr& source = *decoder.src;
    if (source.bytes_in_buffer == 0) {
        source.fill_input_buffer(&decoder);
    }
    --source.bytes_in_buffer;
    return *source.next_input_byte++;
}

jpeg_marker_struct& new_marker(jpeg_decompress_struct& decoder, unsigned length) {
    auto* const common = reinterpret_cast<jpeg_common_struct*>(&decoder);
    const std::size_t size = sizeof(jpeg_marker_struct) + length;
    auto* const marker =
        static_cast<jpeg_marker_struct*>(decoder.mem->alloc_large(common, JPOOL_IMAGE, size));
    *marker = {};
    marker->marker = static_cast<UINT8>(decoder.unread_marker);
    marker->original_length = length;
    marker->data_length = length;
    marker->data = reinterpret_cast<JOCTET*>(marker + 1);
    return *marker;
}

/// Called by libjpeg after it has read the marker and before its length.
boolean on_marker(jpeg_decompress_struct* decoder) {
    const unsigned high = next_byte(*decoder);
    const unsigned size = high << 8 | next_byte(*decoder);
    const unsigned length = size < 2 ? 0 : size - 2;
    const std::string_view name = decoder->unread_marker == JPEG_APP0 + 1 ? exif_name : icc_name;
    std::array<JOCTET, icc_name.size()> start{};
    const unsigned looked_at = std::min(length, static_cast<unsigned>(name.size()));
    std::generate_n(start.begin(), looked_at, [&] { return next_byte(*decoder); });
    const auto text = as_text(std::as_bytes(std::span(start).first(looked_at)));
    if (text != name) {
        decoder->src->skip_input_data(decoder, static_cast<long>(length - looked_at));
        return TRUE;
    }
    auto& kept = *static_cast<KeptMarkers*>(decoder->client_data);
    JpegErrors& errors = errors_of(reinterpret_cast<jpeg_common_struct*>(decoder));
    kept.bytes += length;
    if (kept.bytes > errors.limits.metadata_bytes) {
        stop_at_limit(errors, OutcomeClass::limit, "bytes of metadata",
                      errors.limits.metadata_bytes, "--limit-metadata");
    }
    jpeg_marker_struct& marker = new_marker(*decoder, length);
    std::copy_n(start.begin(), looked_at, marker.data);
    std::generate_n(marker.data + looked_at, length - looked_at,
                    [&] { return next_byte(*decoder); });
    (kept.last != nullptr ? kept.last->next : decoder->marker_list) = &marker;
    kept.last = &marker;
    return TRUE;
}

bool is(const jpeg_marker_struct& marker, int application, std::string_view name) {
    return marker.marker == JPEG_APP0 + application && as_text(payload(marker)).starts_with(name);
}

} // namespace

void keep_exif_and_icc(jpeg_decompress_struct& decoder, KeptMarkers& kept) {
    decoder.client_data = &kept;
    jpeg_set_marker_processor(&decoder, JPEG_APP0 + 1, on_marker);
    jpeg_set_marker_processor(&decoder, JPEG_APP0 + 2, on_marker);
}

Orientation read_jpeg_orientation(const jpeg_decompress_struct& decoder) {
    for (auto* marker = decoder.marker_list; marker != nullptr; marker = marker->next) {
        if (is(*marker, 1, exif_name)) {
            return read_orientation(payload(*marker));
        }
    }
    return Orientation::normal;
}

std::optional<Bytes> read_jpeg_icc(const jpeg_decompress_struct& decoder) {
    std::array<ByteView, 256> pieces{}; // numbered from 1
    std::size_t count = 0;
    std::size_t found = 0;
    for (auto* marker = decoder.marker_list; marker != nullptr; marker = marker->next) {
        if (!is(*marker, 2, icc_name)) {
            continue;
        }
        const ByteView bytes = payload(*marker);
        if (bytes.size() <= icc_overhead) {
            return std::nullopt;
        }
        const auto number = std::to_integer<std::size_t>(bytes[icc_name.size()]);
        const auto of = std::to_integer<std::size_t>(bytes[icc_name.size() + 1]);
        if (number == 0 || number > of || (count != 0 && of != count) || !pieces[number].empty()) {
            return std::nullopt;
        }
        count = of;
        pieces[number] = bytes.subspan(icc_overhead);
        ++found;
    }
    Bytes profile;
    for (const ByteView piece : pieces) {
        profile.insert(profile.end(), piece.begin(), piece.end());
    }
    if (found != count || (count > 0 && !is_icc_profile(profile))) {
        return std::nullopt;
    }
    return profile;
}

} // namespace imgbatch
