/// Pictures that come in strips, and requests of every kind.
#pragma once

#include "transform/reference.h"
#include "transform/resample_plan.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

namespace imgbatch::test {

/// Gives `sink` the rows of a picture as a decoder would: strip by strip, each plane at its own
/// pace. `pick(limit)`: a number from 1 to limit.
template <class Pick>
void pour_rows(PictureSink& sink, const Image& image, Pick pick) {
    std::vector<int> given(image.planes.size(), 0);
    for (bool more = true; more;) {
        more = false;
        for (std::size_t i = 0; i < given.size(); ++i) {
            const Plane& plane = image.planes[i];
            if (given[i] == plane.height()) {
                continue;
            }
            const int rows = pick(plane.height() - given[i]);
            const PlaneSpan strip = sink.extend(i, rows);
            REQUIRE(strip.width == plane.width());
            REQUIRE(strip.height == rows);
            REQUIRE(strip.stride >= plane.stride());
            for (int y = 0; y < rows; ++y) {
                std::memcpy(strip.data + y * strip.stride, plane.row(given[i] + y),
                            static_cast<std::size_t>(plane.stride()));
            }
            given[i] += rows;
            more = true;
        }
        REQUIRE(sink.advance());
    }
}

/// Strips of a random height up to `most`, from a seed.
class RandomStrips {
public:
    RandomStrips(unsigned seed, int most) : random_(seed), most_(most) {}
    int operator()(int limit) {
        return std::min(limit, 1 + static_cast<int>(random_() % static_cast<unsigned>(most_)));
    }

private:
    std::mt19937 random_;
    int most_;
};

/// Pictures and requests of every kind, from a seed.
class RandomPictures {
public:
    explicit RandomPictures(unsigned seed) : random_(seed) {}

    /// A number from `low` to `high`.
    int number(int low, int high) {
        return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
    }

    /// Planes with chroma of its own fineness, or one of 1, 3 or 4 channels; some hold a little
    /// less than their samples, as a decoder's that shrank the picture.
    Image picture() {
        const int width = number(1, 150);
        const int height = number(1, 190);
        const int kind = number(0, 3);
        Image image = kind == 0 ? make_ycbcr(width, height, number(1, 2), number(1, 2))
                                : make_interleaved(width, height,
                                                   kind == 1   ? ColorModel::gray
                                                   : kind == 2 ? ColorModel::rgb
                                                               : ColorModel::cmyk,
                                                   number(0, 5) == 0 && kind > 0 ? SampleType::u16
                                                                                 : SampleType::u8);
        for (Plane& plane : image.planes) {
            paint(plane, Pattern::noise);
            if (number(0, 2) == 0) {
                plane.extent_x = Ratio(2 * plane.width() - 1, 2);
                plane.extent_y = Ratio(8 * plane.height() - 3, 8);
            }
        }
        return image;
    }

    /// Enlarging, reducing a little or a lot, or nothing, each way on its own.
    ResampleRequest request(const Image& image) {
        ResampleRequest request;
        request.scaled = {scaled(image.width()), scaled(image.height())};
        const int left = number(0, request.scaled.width - 1);
        const int top = number(0, request.scaled.height - 1);
        request.crop = {left, top, number(1, request.scaled.width - left),
                        number(1, request.scaled.height - top)};
        if (number(0, 2) == 0) {
            request.crop = {0, 0, request.scaled.width, request.scaled.height};
        }
        request.chroma_x = number(1, 2);
        request.chroma_y = number(1, 2);
        request.filter = all_filters[static_cast<std::size_t>(number(0, 7))];
        request.orientation = static_cast<Orientation>(number(1, 8));
        return request;
    }

private:
    int scaled(int side) {
        switch (number(0, 4)) {
        case 0:
            return side;
        case 1:
            return number(side, 3 * side);
        case 2:
            return 1; // by means of blocks, where the side is over 128
        default:
            return number((side + 4) / 5, side);
        }
    }

    std::mt19937 random_;
};

} // namespace imgbatch::test
