#include "codec/jpeg/jpeg_markers.h"

#include "codec/exif.h"
#include "codec/icc.h"

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

bool is(const jpeg_marker_struct& marker, int application, std::string_view name) {
    return marker.marker == JPEG_APP0 + application && as_text(payload(marker)).starts_with(name);
}

} // namespace

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
