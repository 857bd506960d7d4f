/// JPEGs of any height in little time.
#pragma once

#include "base/bytes.h"

#include <cstdint>

namespace imgbatch::test {

/// `jpeg` repeated `times` times downwards, baseline or progressive. Every scan of it must restart
/// after each row of MCUs, and have a multiple of 8 of them, so that the restart markers' numbers
/// go on; its height must be a multiple of the MCU's.
Bytes make_tall(ByteView jpeg, int times);

} // namespace imgbatch::test
