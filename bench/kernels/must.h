/// For benchmarks' own input, with which nothing can go wrong.
#pragma once

#include <imgbatch/result.h>

#include <stdexcept>
#include <utility>

namespace imgbatch::bench {

/// Throws std::runtime_error, so that no benchmark measures what did not happen.
inline void must(bool done) {
    if (!done) {
        throw std::runtime_error("a benchmark's own input was not taken");
    }
}

/// What `result` holds; throws its message if it is an error.
template <class T>
T must(Expected<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return *std::move(result);
}

} // namespace imgbatch::bench
