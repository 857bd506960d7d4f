/// How far a run is, as one line of text.
#pragma once

#include <cstdint>
#include <string>

namespace imgbatch {

/// A moment of a run. Work is measured in pixels where all are known, else in bytes, else in
/// images.
struct ProgressState {
    std::uint64_t images_done = 0;  ///< outcomes of any class
    std::uint64_t images_found = 0; ///< by the scan so far
    std::uint64_t images_failed = 0;
    std::uint64_t bytes_done = 0; ///< input bytes behind `images_done`
    std::uint64_t bytes_found = 0;
    std::uint64_t pixels_done = 0;
    std::uint64_t pixels_found = 0; ///< 0: not all known
    double elapsed_seconds = 0;
    bool scan_finished = false; ///< the found are all there are
};

struct ProgressStyle {
    unsigned columns = 80; ///< the terminal's width
    bool unicode = false;  ///< the locale is UTF-8: the bar grows by eighths of a column
};

/// The share of the work that is done, 0 to 1; 0 while the scan runs, as the whole is not known.
double progress_fraction(const ProgressState& state);

/// The line, without newline or control characters; always at least one column narrower than the
/// terminal, so that no terminal wraps it. The more columns the more it tells: percent, count, time
/// left, bar, failures, rates. Pure; any thread.
std::string progress_line(const ProgressState& state, const ProgressStyle& style);

} // namespace imgbatch
