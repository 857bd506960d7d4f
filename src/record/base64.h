/// Bytes as ASCII letters: RFC 4648, section 4, with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace imgbatch {

std::string encode_base64(std::string_view bytes);

/// The bytes; nullopt for anything that encode_base64() would not have written (other letters,
/// missing or misplaced padding, spare bits that are not zero).
std::optional<std::string> decode_base64(std::string_view text);

} // namespace imgbatch
