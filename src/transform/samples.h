/// Typed access to a plane's rows.
#pragma once

#include "image/image.h"

#include <cstdint>
#include <limits>

namespace imgbatch {

/// T is std::uint8_t or std::uint16_t and must be what the plane holds.
template <class T>
const T* samples(const Plane& plane, int y) {
    return reinterpret_cast<const T*>(plane.row(y));
}
template <class T>
T* samples(Plane& plane, int y) {
    return reinterpret_cast<T*>(plane.row(y));
}

/// The sample of full intensity: 255 or 65535.
template <class T>
inline constexpr std::uint32_t full_scale = std::numeric_limits<T>::max();

/// Calls `run` with a value of the sample's C++ type.
template <class Run>
void with_sample_type(SampleType type, Run run) {
    if (type == SampleType::u8) {
        run(std::uint8_t{});
    } else {
        run(std::uint16_t{});
    }
}

} // namespace imgbatch
