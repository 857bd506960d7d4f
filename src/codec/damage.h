/// How bad a flaw is, and which flaws fail an image.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

namespace imgbatch {

enum class Damage {
    harmless,  ///< odd, but every pixel is as its maker left it
    truncated, ///< data ends early
    corrupt,   ///< data is wrong
};

/// Whether `fail_on` lets a flaw of this kind fail the image.
bool fails(Damage damage, FailOn fail_on);

/// `truncated` for that, `corrupt` for the others: an oddity fails only where any flaw does.
OutcomeClass outcome_of(Damage damage);

/// Whether what was decoded before `error` may stand under `fail_on`: never after a limit or lack
/// of memory, which say nothing about the data.
bool passes(const Error& error, FailOn fail_on);

} // namespace imgbatch
