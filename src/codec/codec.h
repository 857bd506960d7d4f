/// The one door to all image formats: what is it, what does it hold, pixels in, bytes out.
/// All bytes may be hostile; they lie in memory, or, of a JPEG, in a file that is read in windows.
/// Functions are free of shared state but for the workspace they are handed: call them from any
/// number of threads, each with its own.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "base/byte_source.h"
#include "base/bytes.h"
#include "codec/codec_workspace.h"
#include "codec/sniff.h"
#include "image/image.h"
#include "image/orientation.h"
#include "image/picture_sink.h"

#include <string>
#include <vector>

namespace imgbatch {

/// What a header says; nothing is decoded and nothing large allocated.
struct SourceInfo {
    ImageFormat format = ImageFormat::unknown;
    Size size;                          ///< as stored, before orientation
    ColorModel model = ColorModel::rgb; ///< what decode() gives; ycbcr only if asked for
    SampleType type = SampleType::u8;   ///< what decode() gives
    int bit_depth = 8;                  ///< as stored: 1, 2, 4, 8, 10, 12, 16
    int chroma_x = 1;                   ///< luma samples per chroma sample, horizontally
    int chroma_y = 1;
    bool ycbcr_planes = false;   ///< decode() can give ycbcr planes
    bool progressive = false;    ///< progressive JPEG or interlaced PNG
    bool multiple_scans = false; ///< of a JPEG: libjpeg holds all of its coefficients
    unsigned frames = 1;
    Orientation orientation = Orientation::normal; ///< from EXIF; broken EXIF counts as normal
    Bytes icc;                                     ///< the embedded profile, empty if none
    std::vector<std::string> warnings;             ///< oddities, as a profile that is ignored
};

/// Success where this build reads `format`. Errors: unsupported, naming it.
Expected<void> check_readable(ImageFormat format);

/// Success where `format` can be written here and now; loads what that needs. Errors: unsupported,
/// naming what is missing.
Expected<void> check_writable(ImageFormat format);

/// Whether `format` cannot be written before check_writable() has been called in this process: a
/// locked-in process must call it before.
bool needs_loading(ImageFormat format);

/// Reads the header of `data`, which is in memory unless it is a JPEG; what is in memory must tell
/// the format. Errors: empty; not_image; unsupported (a known format that this build does not read,
/// or a kind of it); truncated or corrupt header; limit, naming the flag; memory; of reading.
/// Where `fail_on` is warning, what would be a warning is corrupt.
Expected<SourceInfo> probe(const ByteSource& data, const DecodeOptions& options);

inline Expected<SourceInfo> probe(ByteView data, const DecodeOptions& options) {
    return probe(ByteSource(data), options);
}

struct DecodeRequest {
    /// 1 to 6, or 8: how far the decoder may shrink. Only JPEG does; libjpeg at scales that are
    /// powers of two, so that the picture may be larger: its extents tell.
    int scale_eighths = 8;
    bool ycbcr = false; ///< planes as stored, where info.ycbcr_planes
};

/// Decodes `data`, of which `info` is the probe's answer, into `sink`: in strips where the decoder
/// can, and from a file that is not in memory where the format allows that: `data` is in memory
/// unless it is a JPEG. Gives the damage and oddities that `fail_on` lets pass. Where damage could
/// leave samples unset, they are black. Where `fail_on` lets damage pass, the picture is what was
/// decoded before it, over black; if that is nothing, decoding fails all the same. After an error
/// what the sink got is void. Errors: truncated, corrupt, unsupported, limit, memory; of reading;
/// of the sink.
Expected<std::vector<std::string>> decode(const ByteSource& data, const SourceInfo& info,
                                          const DecodeRequest& request,
                                          const DecodeOptions& options, CodecWorkspace& workspace,
                                          PictureSink& sink);

struct Decoded {
    Image image;                       ///< extents of its planes are exact, see Plane::extent_x
    std::vector<std::string> warnings; ///< damage and oddities that `fail_on` lets pass
};

/// The same into an Image.
Expected<Decoded> decode(ByteView data, const SourceInfo& info, const DecodeRequest& request,
                         const DecodeOptions& options, CodecWorkspace& workspace);

/// The same for a single image.
inline Expected<Decoded> decode(ByteView data, const SourceInfo& info, const DecodeRequest& request,
                                const DecodeOptions& options) {
    CodecWorkspace workspace;
    return decode(data, info, request, options, workspace);
}

/// What an encoder takes besides interleaved RGB(A) and grey.
struct EncoderTraits {
    bool alpha = false;
    bool sixteen_bit = false;
    bool ycbcr = false; ///< takes planar ycbcr as it is
    bool gray = false;
    int max_side = 0; ///< pixels
};
EncoderTraits encoder_traits(ImageFormat format, const EncodeOptions& options);

/// The chroma factors (luma samples per chroma sample) that `format` will be encoded with; planar
/// ycbcr must have them.
struct ChromaFactors {
    int x = 1;
    int y = 1;
};
ChromaFactors output_chroma(ImageFormat format, const EncodeOptions& options, ChromaFactors source);

/// Encodes `image` as `format` (jpeg, png, webp or avif); `icc` is embedded unless empty.
/// Deterministic: equal pixels and options give equal bytes. ycbcr planes are stored with the
/// chroma factors they have; for rgb, whose source encode() does not know, an automatic choice
/// takes that for full chroma: callers who know better make it explicit. Errors: limit (a side or
/// profile too long), memory, unsupported (see check_writable), internal (samples that the traits
/// exclude).
Expected<Bytes> encode(const Image& image, ByteView icc, ImageFormat format,
                       const EncodeOptions& options, CodecWorkspace& workspace);

/// The same for a single image.
inline Expected<Bytes> encode(const Image& image, ByteView icc, ImageFormat format,
                              const EncodeOptions& options) {
    CodecWorkspace workspace;
    return encode(image, icc, format, options, workspace);
}

/// "libjpeg-turbo 2.1.5" and so on, for --version -v. Loads the modules that there are.
std::vector<std::string> codec_versions();

} // namespace imgbatch
