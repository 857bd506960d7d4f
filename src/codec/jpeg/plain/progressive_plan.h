/// Which scans of a progressive file a reduced picture needs.
#pragma once

#include "codec/jpeg/plain/coefficient_set.h"
#include "codec/jpeg/plain/jpeg_frame.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace imgbatch {

/// A scan that must be decoded.
struct NeededScan {
    std::size_t index = 0; ///< in JpegHeaders::scans
    /// Those of its band for which it must be: whose values are wanted, or which a later scan must
    /// know to be zero or not.
    CoefficientSet needed = 0;

    friend bool operator==(const NeededScan&, const NeededScan&) = default;
};

/// The coefficients that a transform of size n takes.
CoefficientSet wanted_coefficients(int n);

/// In the file's order, which scans yield what transforms of size n take. nullopt where the scans
/// are not one legal refinement of every coefficient, from its first bits to bit 0 for all that
/// are wanted and all that libjpeg would make up where they are missing.
std::optional<std::vector<NeededScan>> plan_progressive(const JpegHeaders& headers, int n);

} // namespace imgbatch
