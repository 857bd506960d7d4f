/// UTF-8 as it is and as it should be. File names are bytes; JSON and terminals want text.
/// Functions are pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace imgbatch {

/// The first sequence of a text.
struct Utf8Sequence {
    std::size_t length = 1;  ///< bytes, 1 to 4
    char32_t code_point = 0; ///< 0 where not valid
    bool valid = false;
};

/// Looks at the start of `text`, which is not empty. Where it is no UTF-8 (stray or missing
/// continuation, overlong form, surrogate, beyond U+10FFFF) `length` counts the bytes that one
/// U+FFFD replaces: the longest start of a valid sequence, at least one byte (The Unicode Standard,
/// section 3.9, "maximal subpart").
Utf8Sequence first_utf8(std::string_view text);

bool is_utf8(std::string_view text);

/// The text with U+FFFD for what is no UTF-8; valid text comes back as it is.
std::string repair_utf8(std::string_view text);

/// At most `max_bytes` of `text` and an ellipsis where something was cut off; no sequence is torn.
std::string clip_utf8(std::string_view text, std::size_t max_bytes);

} // namespace imgbatch
