/// Where exceptions of the allocator and of libraries become errors.
#pragma once

#include <imgbatch/result.h>

#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace imgbatch {

inline Error transform_error(OutcomeClass code, std::string message) {
    return Error{code, Stage::transform, std::move(message), 0};
}

/// Calls `make` and returns what it returns, or the error its exception stands for: memory or
/// internal. `what`: the work, "turn the picture".
template <class Make>
auto guarded(std::string_view what, Make&& make) {
    using Result = std::invoke_result_t<Make>;
    try {
        return Expected<Result>(std::forward<Make>(make)());
    } catch (const std::bad_alloc&) {
        return Expected<Result>(
            transform_error(OutcomeClass::memory, "not enough memory to " + std::string(what)));
    } catch (const std::exception& error) {
        return Expected<Result>(transform_error(
            OutcomeClass::internal, "cannot " + std::string(what) + ": " + error.what()));
    }
}

} // namespace imgbatch
