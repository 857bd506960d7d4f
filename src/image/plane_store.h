/// Memory of planes that have done their work, for those to come.
#pragma once

#include "image/image.h"

#include <cstddef>
#include <vector>

namespace imgbatch {

/// Decoders take their planes here and whoever has used them up gives them back: memory that stays
/// in hand costs no page faults, and one picture after the other takes the same. Keeps the memory
/// of one picture, and none of a giant. Move-only; one thread at a time.
class PlaneStore {
public:
    /// As Plane's constructor, in kept memory where there is enough in one piece.
    Plane take(int width, int height, int channels, SampleType type, std::size_t slack = 0);

    /// One interleaved plane of the model's channel count, as make_interleaved().
    Image take_interleaved(int width, int height, ColorModel model, SampleType type,
                           std::size_t slack = 0);

    /// What was taken and is needed no more; planes from elsewhere are as welcome. A moved-from
    /// image gives nothing.
    void give_back(Image&& image);

    [[nodiscard]] std::size_t kept_bytes() const;

private:
    static constexpr std::size_t max_planes = 3;
    static constexpr std::size_t max_bytes = std::size_t{96} << 20; ///< of one plane

    std::vector<Plane> kept_;
};

} // namespace imgbatch
