/// Progressive JPEG files with scan scripts of all kinds, made by libjpeg, and what they hold.
#pragma once

#include "base/bytes.h"
#include "image/image.h"

#include <vector>

namespace imgbatch::test {

/// One scan, as libjpeg's jpeg_scan_info.
struct ScanStep {
    std::vector<int> components;
    int begin = 0;
    int end = 0;
    int high_bit = 0;
    int low_bit = 0;
};
using ScanSteps = std::vector<ScanStep>;

struct Transcoding {
    ScanSteps script = {};    ///< empty: sequential
    int restart_interval = 0; ///< MCUs of each scan; 0: none
    /// Not 0: other coefficients, scattered by chance: empty blocks, sparse ones and full ones.
    unsigned scatter = 0;
};

/// The coefficients of `jpeg`, written anew.
Bytes transcode(ByteView jpeg, const Transcoding& how);

/// The planes of `jpeg` from libjpeg's coefficients and this project's inverse transform of size n,
/// the one without SIMD.
std::vector<Plane> planes_of(ByteView jpeg, int n);

} // namespace imgbatch::test
