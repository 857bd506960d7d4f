/// What the kernel counts about this process.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <string>

namespace imgbatch::test {

/// The number behind `name` in /proc/self/FILE, as "VmHWM:" in "status", which is in KiB. Fails the
/// test case where there is none.
inline long proc_number(const std::string& file, const std::string& name) {
    std::ifstream in("/proc/self/" + file);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(name)) {
            return std::stol(line.substr(name.size()));
        }
    }
    FAIL("no such line");
    return 0;
}

} // namespace imgbatch::test
