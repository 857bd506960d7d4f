#include "codec/exif.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace imgbatch {
namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t orientation_tag = 0x0112;
constexpr std::uint32_t type_short = 3;
constexpr std::uint32_t type_long = 4;
constexpr std::size_t entry_size = 12;

/// Numbers of a TIFF structure, whose first two bytes say their order.
class TiffReader {
public:
    TiffReader(ByteView data, bool big_endian) : data_(data), big_endian_(big_endian) {}

    /// `size` (2 or 4) bytes at `offset`; nullopt beyond the end.
    [[nodiscard]] std::optional<std::uint32_t> number(std::size_t offset, std::size_t size) const {
        if (offset > data_.size() || data_.size() - offset < size) {
            return std::nullopt;
        }
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const auto at = offset + (big_endian_ ? i : size - 1 - i);
            value = value << 8 | std::to_integer<std::uint32_t>(data_[at]);
        }
        return value;
    }

private:
    ByteView data_;
    bool big_endian_;
};

/// The value of the entry at `offset` if it is the orientation's.
std::optional<std::uint32_t> orientation_entry(const TiffReader& tiff, std::size_t offset) {
    if (tiff.number(offset, 2) != orientation_tag) {
        return std::nullopt;
    }
    switch (tiff.number(offset + 2, 2).value_or(0)) {
    case type_short:
        return tiff.number(offset + 8, 2);
    case type_long:
        return tiff.number(offset + 8, 4);
    default:
        return 0;
    }
}

Orientation to_orientation(std::uint32_t value) {
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::normal;
}

} // namespace

Orientation read_orientation(ByteView blob) {
    if (as_text(blob).starts_with("Exif\0\0"sv)) {
        blob = blob.subspan(6);
    }
    const auto text = as_text(blob);
    const bool big_endian = text.starts_with("MM\0*"sv);
    if (!big_endian && !text.starts_with("II*\0"sv)) {
        return Orientation::normal;
    }
    const TiffReader tiff(blob, big_endian);
    const std::size_t directory = tiff.number(4, 4).value_or(0);
    const std::size_t count = tiff.number(directory, 2).value_or(0);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto value = orientation_entry(tiff, directory + 2 + i * entry_size)) {
            return to_orientation(*value);
        }
    }
    return Orientation::normal;
}

} // namespace imgbatch
