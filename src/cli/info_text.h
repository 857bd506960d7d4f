/// What `imgbatch info` prints.
#pragma once

#include "pipeline/inspect_image.h"

#include <string>
#include <vector>

namespace imgbatch::cli {

/// A table for people, one line per image that could be read, columns aligned; names safe for a
/// terminal.
std::string info_table(const std::vector<Inspected>& entries);

/// One JSON object per entry and line, failed ones with their class and message.
std::string info_json(const std::vector<Inspected>& entries);

/// "imgbatch: a.jpg: truncated: …".
std::string info_failure(const Inspected& entry);

} // namespace imgbatch::cli
