/// Lossy WebP files.
#pragma once

#include "picture.h"

#include <string>

namespace samples {

/// Ends the program with a message if libwebp fails.
std::string encode_webp(const Picture& picture, float quality);

} // namespace samples
