/// Outcomes that several tests start from.
#pragma once

#include <imgbatch/image_task.h>

#include "record/summary.h"

#include <vector>

namespace imgbatch::test {

/// Every field set to something of its own, both names not UTF-8.
ImageOutcome full_outcome();

/// Nothing set but what every outcome has.
ImageOutcome plain_outcome();

/// Every field set, the folder's name not UTF-8.
RunSummary full_summary();

/// All words of outcome_class.h.
std::vector<OutcomeClass> all_classes();

/// Whether all fields are equal.
bool same(const ImageOutcome& a, const ImageOutcome& b);

} // namespace imgbatch::test
