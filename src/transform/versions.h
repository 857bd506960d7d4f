/// What the transforms are built on and run on.
#pragma once

#include <string>
#include <vector>

namespace imgbatch {

/// "OpenCV 4.6.0 (core, imgproc)", "lcms 2.14", "Highway 1.0.3, running AVX2", for --version -v.
std::vector<std::string> transform_versions();

} // namespace imgbatch
