/// Waiting for a source that has nothing yet.
#pragma once

#include <imgbatch/stop_flag.h>
#include <imgbatch/task.h>

namespace imgbatch {

/// How long a source that names no descriptor is left alone before it is asked again.
inline constexpr int blind_wait_ms = 10;

/// Returns once `source.fd` is readable, hung up or invalid, or a stop is requested.
void wait_readable(const NotYet& source, const StopFlag& stop);

} // namespace imgbatch
