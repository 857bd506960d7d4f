#include "codec/support/webp_maker.h"

#include <doctest/doctest.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <memory>

namespace imgbatch::test {
namespace {

using Mux = std::unique_ptr<WebPMux, decltype(&WebPMuxDelete)>;

WebPData data_of(ByteView data) {
    return {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
}

Bytes assemble(const Mux& mux) {
    WebPData out{};
    REQUIRE(WebPMuxAssemble(mux.get(), &out) == WEBP_MUX_OK);
    const auto view = std::as_bytes(std::span(out.bytes, out.size));
    Bytes file(view.begin(), view.end());
    WebPDataClear(&out);
    return file;
}

} // namespace

Bytes make_webp(const Image& picture, bool lossless) {
    const Plane& plane = picture.planes.front();
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(plane.row(0));
    const int width = plane.width();
    const int height = plane.height();
    const int stride = static_cast<int>(plane.stride());
    constexpr float quality = 90;
    std::uint8_t* out = nullptr;
    std::size_t size = 0;
    if (plane.channels() == 4) {
        size = lossless ? WebPEncodeLosslessRGBA(pixels, width, height, stride, &out)
                        : WebPEncodeRGBA(pixels, width, height, stride, quality, &out);
    } else {
        size = lossless ? WebPEncodeLosslessRGB(pixels, width, height, stride, &out)
                        : WebPEncodeRGB(pixels, width, height, stride, quality, &out);
    }
    REQUIRE(size > 0);
    const auto view = std::as_bytes(std::span(out, size));
    Bytes file(view.begin(), view.end());
    WebPFree(out);
    return file;
}

Bytes add_webp_chunks(ByteView file, ByteView icc, ByteView exif) {
    const WebPData whole = data_of(file);
    const Mux mux(WebPMuxCreate(&whole, 1), WebPMuxDelete);
    REQUIRE(mux);
    for (const auto& [name, chunk] : {std::pair("ICCP", icc), std::pair("EXIF", exif)}) {
        if (!chunk.empty()) {
            const WebPData data = data_of(chunk);
            REQUIRE(WebPMuxSetChunk(mux.get(), name, &data, 1) == WEBP_MUX_OK);
        }
    }
    return assemble(mux);
}

Bytes make_animation(int width, int height, ByteView frame, int x, int y, int frames) {
    const Mux mux(WebPMuxNew(), WebPMuxDelete);
    WebPMuxFrameInfo info{};
    info.bitstream = data_of(frame);
    info.x_offset = x;
    info.y_offset = y;
    info.duration = 100;
    info.id = WEBP_CHUNK_ANMF;
    for (int i = 0; i < frames; ++i) {
        REQUIRE(WebPMuxPushFrame(mux.get(), &info, 1) == WEBP_MUX_OK);
    }
    const WebPMuxAnimParams params{0xFFFFFFFF, 0};
    REQUIRE(WebPMuxSetAnimationParams(mux.get(), &params) == WEBP_MUX_OK);
    REQUIRE(WebPMuxSetCanvasSize(mux.get(), width, height) == WEBP_MUX_OK);
    return assemble(mux);
}

} // namespace imgbatch::test
