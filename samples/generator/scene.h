/// Landscapes that never were: sky, sun, clouds, hills, trees, a meadow and a sign.
#pragma once

#include "picture.h"

#include <cstdint>

namespace samples {

enum class Mood { sunrise, noon, evening, mist };

/// Draws one. The same arguments give the same samples on every machine; another `seed` another
/// place. A sign with an F and an arrow that points up stands in the lower left corner, so that the
/// eye notices a picture which is turned or mirrored.
Picture draw_scene(int width, int height, Mood mood, std::uint32_t seed);

} // namespace samples
