/// Ways to cut a JPEG's coefficients into scans.
#pragma once

#include <string>
#include <vector>

namespace imgbatch::test {

/// One scan: its components, the band of coefficients in zigzag order, and the bits it brings: down
/// to `low`, all of them where `high` is 0, else bit `low` alone.
struct JpegScan {
    std::vector<int> components;
    int first = 0;
    int last = 63;
    int high = 0;
    int low = 0;
};

struct NamedScript {
    std::string name;
    std::vector<JpegScan> scans;
};

/// Progressive scripts for 1 or 3 components that send every bit.
std::vector<NamedScript> progressive_scripts(int components);

/// Sequential: one scan a component.
std::vector<JpegScan> separate_scans(int components);

} // namespace imgbatch::test
