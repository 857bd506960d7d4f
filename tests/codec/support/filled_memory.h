/// Memory that nobody has written must not show: here it is full of what no picture has by chance.
#pragma once

#include <malloc.h>

namespace imgbatch::test {

/// While it lives, malloc() gives memory full of `byte`, or of its complement where it was freed
/// before. Under a sanitizer, whose malloc() does not know this, nothing happens.
class FilledMemory {
public:
    explicit FilledMemory(unsigned char byte) { ::mallopt(M_PERTURB, byte ^ 0xFF); }
    FilledMemory(const FilledMemory&) = delete;
    FilledMemory& operator=(const FilledMemory&) = delete;
    ~FilledMemory() { ::mallopt(M_PERTURB, 0); }
};

} // namespace imgbatch::test
