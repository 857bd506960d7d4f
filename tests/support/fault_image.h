/// Images that make the worker which meets them misbehave, in builds that have faults.
#pragma once

#include <imgbatch/result.h>

#include <string>
#include <string_view>

namespace imgbatch::test {

#ifdef IMGBATCH_FAULTS
constexpr bool has_fault_images = true;
#else
constexpr bool has_fault_images = false;
#endif

/// A file's bytes, whose picture stays as it is, with an order of fault/deeds.h for `stage`.
inline std::string with_fault(const std::string& image, Stage stage, std::string_view order) {
    return image + "IMGBFLT1 " + std::string(to_word(stage)) + " " + std::string(order);
}

} // namespace imgbatch::test
