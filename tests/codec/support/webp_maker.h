/// WebP files made by libwebp directly, as the independent side of tests.
#pragma once

#include "base/bytes.h"
#include "image/image.h"

namespace imgbatch::test {

/// `picture`, rgb or rgba.
Bytes make_webp(const Image& picture, bool lossless);

/// The same file with chunks beside its pixels; empty ones are left out.
Bytes add_webp_chunks(ByteView file, ByteView icc, ByteView exif);

/// An animation on a canvas of `width` x `height`, whose frames are all `frame`, a lossless file,
/// at (x, y); x and y even.
Bytes make_animation(int width, int height, ByteView frame, int x, int y, int frames);

} // namespace imgbatch::test
