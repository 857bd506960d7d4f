/// What a test does where this machine lacks what it needs.
#pragma once

#include <string_view>

namespace imgbatch::test {

/// Tells that the test case in hand is skipped, and why: one line "SKIPPED: TEST: REASON" to stdout
/// and to the file that IMGBATCH_SKIP_LOG names, from which tests/run makes its list. The case goes
/// on: return after it. Reasons are the same text each time, without paths or numbers.
void skip(std::string_view reason);

/// In a sanitizer's build, which has memory and time of its own: skips, and says so.
bool skipped_for_sanitizer();

} // namespace imgbatch::test
