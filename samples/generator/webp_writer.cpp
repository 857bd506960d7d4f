#include "webp_writer.h"

#include <webp/encode.h>

#include <cstdio>
#include <cstdlib>

namespace samples {

std::string encode_webp(const Picture& picture, float quality) {
    const std::vector<std::uint8_t> rgb = picture.rgb8();
    std::uint8_t* data = nullptr;
    const std::size_t size = WebPEncodeRGB(rgb.data(), picture.width(), picture.height(),
                                           picture.width() * 3, quality, &data);
    if (size == 0) {
        std::fputs("imgbatch-samples: libwebp could not encode\n", stderr);
        std::exit(1);
    }
    std::string bytes(reinterpret_cast<const char*>(data), size);
    WebPFree(data);
    return bytes;
}

} // namespace samples
