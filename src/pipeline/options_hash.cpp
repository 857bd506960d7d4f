#include "pipeline/options_hash.h"

#include <imgbatch/version.h>

#include "base/byte_writer.h"

#include <xxhash.h>

#include <bit>
#include <concepts>
#include <optional>
#include <type_traits>

namespace imgbatch {
namespace {

// Each struct is taken apart by name: who adds an option has to say here whether it decides.

template <class T>
requires std::integral<T> || std::is_enum_v<T>
void add(ByteWriter& out, T value) {
    out.number(static_cast<std::uint64_t>(value));
}

void add(ByteWriter& out, double value) {
    out.number(std::bit_cast<std::uint64_t>(value));
}

void add(ByteWriter& out, const Color& color) {
    const auto& [red, green, blue, alpha] = color;
    for (const std::uint8_t channel : {red, green, blue, alpha}) {
        out.number(channel);
    }
}

template <class T>
void add(ByteWriter& out, const std::optional<T>& value);

void add(ByteWriter& out, const SizeSpec& size) {
    const auto& [width, height, percent] = size;
    add(out, width);
    add(out, height);
    add(out, percent);
}

template <class T>
void add(ByteWriter& out, const std::optional<T>& value) {
    add(out, value.has_value());
    if (value) {
        add(out, *value);
    }
}

void add(ByteWriter& out, const DecodeOptions& options) {
    const auto& [limits, fail_on, color, jpeg_decoder] = options;
    add(out, fail_on);
    add(out, color);
    add(out, jpeg_decoder);
}

void add(ByteWriter& out, const GeometryOptions& options) {
    const auto& [size, fit, gravity, enlarge, only_enlarge, auto_orient] = options;
    add(out, size);
    add(out, fit);
    add(out, gravity);
    add(out, enlarge);
    add(out, only_enlarge);
    add(out, auto_orient);
}

void add(ByteWriter& out, const TransformOptions& options) {
    const auto& [filter, shrink_margin, background] = options;
    add(out, filter);
    add(out, shrink_margin);
    add(out, background);
}

void add(ByteWriter& out, const EncodeOptions& options) {
    const auto& [format, jpeg_quality, webp_quality, avif_quality, chroma, progressive, lossless,
                 effort] = options;
    add(out, format);
    add(out, jpeg_quality);
    add(out, webp_quality);
    add(out, avif_quality);
    add(out, chroma);
    add(out, progressive);
    add(out, lossless);
    add(out, effort);
}

void add(ByteWriter& out, const CommitOptions& options) {
    const auto& [overwrite, in_place, keep_dates, fsync] = options;
    add(out, in_place);
    add(out, keep_dates);
}

} // namespace

std::uint64_t options_hash(const ImageOptions& options) {
    ByteWriter out;
    out.text(program_version());
    const auto& [decode, geometry, transform, encode, commit] = options;
    add(out, decode);
    add(out, geometry);
    add(out, transform);
    add(out, encode);
    add(out, commit);
    const std::string bytes = std::move(out).finish();
    const std::uint64_t hash = XXH3_64bits(bytes.data(), bytes.size());
    return hash != 0 ? hash : 1;
}

} // namespace imgbatch
