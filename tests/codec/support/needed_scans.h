/// What a reduced picture is made of, cut out of a progressive JPEG.
#pragma once

#include "base/bytes.h"

#include <optional>

namespace imgbatch::test {

/// `file` without the scans that its picture at `scale_eighths` does without: their headers and
/// data are gone, all other bytes are as they were. None where the own decoder finds no such scan,
/// or takes no such file. `file` may be damaged in any way.
std::optional<Bytes> needed_scans(ByteView file, int scale_eighths);

} // namespace imgbatch::test
