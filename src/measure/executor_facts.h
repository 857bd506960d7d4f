/// What an executor costs by itself: start and hand-over.
#pragma once

#include "measure/benchmark.h"

namespace imgbatch {

/// Measures, in children, `configuration`'s start (a run over one task that does nothing) and its
/// CPU per task over many: where batches make a difference one by one, in sixteens and by the
/// automatic policy. `peak_bytes` stays empty. Takes about a second. Errors: cancelled; crashed;
/// internal.
Expected<ExecutorFacts> dispatch_facts(const Configuration& configuration, const StopFlag& stop);

} // namespace imgbatch
