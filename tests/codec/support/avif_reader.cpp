#include "codec/support/avif_reader.h"

#include <avif/avif.h>
#include <doctest/doctest.h>

#include <cstring>
#include <memory>

namespace imgbatch::test {
namespace {

Plane copy_plane(const std::uint8_t* from, std::uint32_t stride, int width, int height) {
    Plane plane(width, height, 1, SampleType::u8);
    for (int y = 0; y < height; ++y) {
        std::memcpy(plane.row(y), from + static_cast<std::size_t>(y) * stride,
                    static_cast<std::size_t>(width));
    }
    return plane;
}

Image planes_of(const avifImage& image, const avifPixelFormatInfo& format) {
    const int width = static_cast<int>(image.width);
    const int height = static_cast<int>(image.height);
    Image planes;
    planes.model = format.monochrome ? ColorModel::gray : ColorModel::ycbcr;
    planes.planes.push_back(copy_plane(image.yuvPlanes[0], image.yuvRowBytes[0], width, height));
    for (int i = 1; i < 3 && !format.monochrome; ++i) {
        planes.planes.push_back(copy_plane(image.yuvPlanes[i], image.yuvRowBytes[i],
                                           (width + format.chromaShiftX) >> format.chromaShiftX,
                                           (height + format.chromaShiftY) >> format.chromaShiftY));
    }
    return planes;
}

Image pixels_of(const avifImage& image) {
    const bool alpha = image.alphaPlane != nullptr;
    Image result = make_interleaved(static_cast<int>(image.width), static_cast<int>(image.height),
                                    alpha ? ColorModel::rgba : ColorModel::rgb, SampleType::u8);
    avifRGBImage rgb;
    avifRGBImageSetDefaults(&rgb, &image);
    rgb.depth = 8;
    rgb.format = alpha ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
    rgb.avoidLibYUV = AVIF_TRUE;
    rgb.pixels = reinterpret_cast<std::uint8_t*>(result.planes[0].row(0));
    rgb.rowBytes = static_cast<std::uint32_t>(result.planes[0].stride());
    REQUIRE(avifImageYUVToRGB(&image, &rgb) == AVIF_RESULT_OK);
    return result;
}

} // namespace

AvifPicture read_avif(ByteView file) {
    const std::unique_ptr<avifDecoder, decltype(&avifDecoderDestroy)> decoder(avifDecoderCreate(),
                                                                              avifDecoderDestroy);
    const std::unique_ptr<avifImage, decltype(&avifImageDestroy)> image(avifImageCreateEmpty(),
                                                                        avifImageDestroy);
    decoder->imageDimensionLimit = 1 << 16; // of a side; libavif's own is half of that
    const avifResult result =
        avifDecoderReadMemory(decoder.get(), image.get(),
                              reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
    REQUIRE_MESSAGE(result == AVIF_RESULT_OK, avifResultToString(result));
    REQUIRE(image->depth == 8);
    avifPixelFormatInfo format;
    avifGetPixelFormatInfo(image->yuvFormat, &format);
    AvifPicture picture;
    picture.depth = static_cast<int>(image->depth);
    picture.chroma_x = format.monochrome ? 0 : 1 << format.chromaShiftX;
    picture.chroma_y = format.monochrome ? 0 : 1 << format.chromaShiftY;
    picture.full_range = image->yuvRange == AVIF_RANGE_FULL;
    picture.primaries = static_cast<int>(image->colorPrimaries);
    picture.transfer = static_cast<int>(image->transferCharacteristics);
    picture.matrix = static_cast<int>(image->matrixCoefficients);
    const auto icc = std::as_bytes(std::span(image->icc.data, image->icc.size));
    picture.icc.assign(icc.begin(), icc.end());
    picture.planes = planes_of(*image, format);
    picture.pixels = pixels_of(*image);
    return picture;
}

} // namespace imgbatch::test
