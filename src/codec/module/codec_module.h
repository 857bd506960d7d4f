/// What imgbatch and a codec module, a shared object that is loaded on first need, say to each
/// other: one function that returns a table of functions over plain C structs.
///
/// A module links its codec's library and nothing of imgbatch; it throws nothing, keeps no state
/// between calls, and its functions may be called from any number of threads at once. Whoever
/// changes a struct here raises the number, and no module of another number is used.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imgbatch {

inline constexpr std::uint32_t codec_module_abi = 1;

/// The name of the one symbol that a module exports, a CodecModuleEntry.
inline constexpr const char* codec_module_entry = "imgbatch_codec_module";

extern "C" {

enum ModuleModel : std::uint32_t {
    module_gray = 0,
    module_gray_alpha = 1,
    module_rgb = 2,
    module_rgba = 3,
    module_ycbcr = 4, ///< full range, BT.601, chroma sited in the centre
};

/// Samples of 8 bits.
struct ModulePlane {
    const std::uint8_t* data;
    std::size_t stride; ///< bytes from one row to the next
};

/// A picture that its owner lends for the time of a call. Interleaved models use the first plane.
struct ModulePicture {
    std::uint32_t model; ///< a ModuleModel
    std::uint32_t width; ///< pixels, at least 1
    std::uint32_t height;
    std::uint32_t chroma_x; ///< ycbcr: luma samples per chroma sample, 1 or 2, rounded up
    std::uint32_t chroma_y;
    ModulePlane planes[3];
    const std::uint8_t* icc; ///< nullptr if none
    std::size_t icc_size;
};

struct ModuleSettings {
    std::uint32_t quality; ///< 1 to 100
    std::int32_t effort;   ///< 0 (fast) to 9 (small); -1: the codec's default
    std::uint32_t lossless;
    std::uint32_t chroma_x; ///< for rgb and rgba: luma samples per chroma sample, 1 or 2
    std::uint32_t chroma_y;
};

/// Where encoded bytes go, in order. `write` returns 0 where memory is short.
struct ModuleSink {
    void* owner;
    int (*write)(void* owner, const std::uint8_t* data, std::size_t size);
};

enum ModuleStatus : std::uint32_t {
    module_ok = 0,
    module_memory = 1,
    module_limit = 2,       ///< the format cannot hold the picture
    module_unsupported = 3, ///< the installed library cannot do this
    module_internal = 4,
};

/// Text for people, cut to fit, ended by NUL.
struct ModuleMessage {
    char text[200];
};

struct CodecModule {
    std::uint32_t abi; ///< codec_module_abi; stays the first member for ever
    /// The libraries behind it, as "libavif 0.11.1".
    const char* (*version)();
    /// Returns a ModuleStatus; where it is not module_ok, `message` says more and what went to
    /// `sink` is of no use. Equal calls give equal bytes.
    std::uint32_t (*encode)(const ModulePicture* picture, const ModuleSettings* settings,
                            const ModuleSink* sink, ModuleMessage* message);
};

using CodecModuleEntry = const CodecModule* (*)();

} // extern "C"

} // namespace imgbatch
