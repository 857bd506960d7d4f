/// Whether bytes are a colour profile at all, before anybody relies on them.
#pragma once

#include "base/bytes.h"

namespace imgbatch {

/// The size field fits, and the signature stands where ICC.1 (section 7.2) puts it. What the
/// profile says is for the colour engine to judge.
bool is_icc_profile(ByteView data);

/// The warning for a profile that is left out.
inline constexpr const char* broken_profile_warning =
    "the embedded colour profile is broken and was ignored";

} // namespace imgbatch
