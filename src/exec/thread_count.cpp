#include "exec/thread_count.h"

#include <filesystem>
#include <iterator>
#include <system_error>

namespace imgbatch {

std::ptrdiff_t thread_count() {
    std::error_code failed;
    const std::filesystem::directory_iterator threads("/proc/self/task", failed);
    return failed ? 1 : std::distance(begin(threads), end(threads));
}

} // namespace imgbatch
