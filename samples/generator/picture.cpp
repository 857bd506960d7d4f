#include "picture.h"

#include <algorithm>
#include <cmath>

namespace samples {
namespace {

std::uint16_t to_sample(float value) {
    return static_cast<std::uint16_t>(std::floor(std::clamp(value, 0.0F, 1.0F) * 65535.0F + 0.5F));
}

} // namespace

Picture::Picture(int width, int height)
    : width_(width), height_(height),
      samples_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) {
}

void Picture::set(int x, int y, Rgb color) {
    std::uint16_t* pixel = at(x, y);
    pixel[0] = to_sample(color.r);
    pixel[1] = to_sample(color.g);
    pixel[2] = to_sample(color.b);
}

Rgb Picture::get(int x, int y) const {
    const std::uint16_t* pixel = at(x, y);
    return Rgb{static_cast<float>(pixel[0]), static_cast<float>(pixel[1]),
               static_cast<float>(pixel[2])} *
           (1.0F / 65535.0F);
}

std::vector<std::uint8_t> Picture::rgb8() const {
    std::vector<std::uint8_t> bytes(samples_.size());
    std::transform(samples_.begin(), samples_.end(), bytes.begin(), [](std::uint16_t sample) {
        return static_cast<std::uint8_t>((sample * 255U + 32767U) / 65535U);
    });
    return bytes;
}

Picture stored_for_orientation(const Picture& upright, int orientation) {
    const bool swaps = orientation >= 5;
    Picture stored(swaps ? upright.height() : upright.width(),
                   swaps ? upright.width() : upright.height());
    const int last_x = upright.width() - 1;
    const int last_y = upright.height() - 1;
    for (int y = 0; y < stored.height(); ++y) {
        for (int x = 0; x < stored.width(); ++x) {
            // EXIF names the edges of the upright picture where the stored row 0 and column 0 lie:
            // first which of its axes a stored row runs along, then from which end.
            int from_x = swaps ? y : x;
            int from_y = swaps ? x : y;
            if (orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7) {
                from_x = last_x - from_x;
            }
            if (orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8) {
                from_y = last_y - from_y;
            }
            std::copy_n(upright.at(from_x, from_y), 3, stored.at(x, y));
        }
    }
    return stored;
}

} // namespace samples
