/// A run's summary as text: the last line of the records, and the last line that people read.
#pragma once

#include <imgbatch/run_summary.h>

#include <string>

namespace imgbatch {

/// The record of type "summary": one line with its newline, docs/record.md.
std::string to_json_line(const RunSummary& summary);

/// One line for people without a newline, e.g. "12 done, 1 failed, 2 skipped; 34.1 MB in, 1.2 MB
/// out; 0.84 s, 14.3 images/s; in photos-800x600/". Safe to show on a terminal.
std::string to_text(const RunSummary& summary);

} // namespace imgbatch
