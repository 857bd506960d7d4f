/// The pixels that the sample writers take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace samples {

/// Linear interpolation works on each channel alike, so three floats are all a colour needs.
struct Rgb {
    float r = 0.0F;
    float g = 0.0F;
    float b = 0.0F;
};

constexpr Rgb mix(Rgb from, Rgb to, float share) {
    return {from.r + (to.r - from.r) * share, from.g + (to.g - from.g) * share,
            from.b + (to.b - from.b) * share};
}

constexpr Rgb operator*(Rgb color, float factor) {
    return {color.r * factor, color.g * factor, color.b * factor};
}

/// Upright sRGB samples of 16 bits, interleaved, rows without padding.
class Picture {
public:
    /// Black; sides at least 1.
    Picture(int width, int height);

    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }

    /// The three samples of a pixel.
    [[nodiscard]] std::uint16_t* at(int x, int y) { return samples_.data() + index(x, y); }
    [[nodiscard]] const std::uint16_t* at(int x, int y) const {
        return samples_.data() + index(x, y);
    }

    /// Clips to 0..1.
    void set(int x, int y, Rgb color);
    [[nodiscard]] Rgb get(int x, int y) const;

    /// The same with 8 bits, rounded to nearest.
    [[nodiscard]] std::vector<std::uint8_t> rgb8() const;

    [[nodiscard]] const std::vector<std::uint16_t>& samples() const { return samples_; }

private:
    [[nodiscard]] std::size_t index(int x, int y) const {
        return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                static_cast<std::size_t>(x)) *
               3;
    }

    int width_;
    int height_;
    std::vector<std::uint16_t> samples_;
};

/// The picture as a camera would have to store it so that EXIF `orientation` (1 to 8) shows it
/// upright.
Picture stored_for_orientation(const Picture& upright, int orientation);

} // namespace samples
