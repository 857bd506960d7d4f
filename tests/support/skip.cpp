#include "support/skip.h"

#include "sandbox/sanitizer.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace imgbatch::test {

void skip(std::string_view reason) {
    const char* name = doctest::getContextOptions()->currentTest->m_name;
    const std::string line = std::string(name) + ": " + std::string(reason) + "\n";
    std::printf("SKIPPED: %s", line.c_str());
    std::fflush(stdout);
    const char* log = std::getenv("IMGBATCH_SKIP_LOG");
    if (log == nullptr) {
        return;
    }
    // One write at the end of the file: test programs run beside each other.
    const int file = ::open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    const auto written = ::write(file, line.data(), line.size());
    ::close(file);
    CHECK_MESSAGE(written == static_cast<ssize_t>(line.size()), "cannot write ", log);
}

bool skipped_for_sanitizer() {
    if (sanitizer_build) {
        skip("a sanitizer has memory and time of its own");
    }
    return sanitizer_build;
}

} // namespace imgbatch::test
