/// The one place where a C library's longjmp lands.
#pragma once

#include <csetjmp>
#include <type_traits>

namespace imgbatch {

/// Runs `step()`. True if it came to its end; false if an error handler left it by
/// std::longjmp(jump, 1). `step`, and whatever C++ frames it has above the library's, must own
/// nothing: they are left without destructors. Owners stay with the caller.
template <class Step>
[[nodiscard]] bool guarded(std::jmp_buf& jump, Step step) {
    static_assert(std::is_trivially_destructible_v<Step>, "a step owns nothing");
    if (setjmp(jump) != 0) {
        return false;
    }
    step();
    return true;
}

} // namespace imgbatch
