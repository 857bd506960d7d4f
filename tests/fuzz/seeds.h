/// Where fuzzing begins: small inputs of every kind that a target knows, made here, so that none
/// has to be kept as a file.
#pragma once

#include "base/bytes.h"

#include <string_view>
#include <vector>

namespace imgbatch::test {

/// Inputs of the target of this name; never empty for those of targets.h.
std::vector<Bytes> make_fuzz_seeds(std::string_view target);

/// Those of the targets that read files of images, and of those that read all else; empty for
/// others.
std::vector<Bytes> make_image_seeds(std::string_view target);
std::vector<Bytes> make_text_seeds(std::string_view target);

/// `input` behind the bytes that choose how it is treated.
Bytes with_choices(std::initializer_list<int> choices, ByteView input);

/// What made a target fail before a fix; it has to hold for all of them.
std::vector<Bytes> fuzz_regressions(std::string_view target);

} // namespace imgbatch::test
