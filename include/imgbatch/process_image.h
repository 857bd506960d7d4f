/// One image, start to finish: probe, decode, transform, encode, commit.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace imgbatch {

/// What happens to each image of a run: one struct per stage.
struct ImageOptions {
    DecodeOptions decode;
    GeometryOptions geometry;
    TransformOptions transform;
    EncodeOptions encode;
    CommitOptions commit;
};

/// What an image's header tells, and the options make of it.
struct HeaderFacts {
    PixelSize size;                 ///< of the source, upright
    std::uint64_t memory_bytes = 0; ///< what the image may take from here on, see below
};

/// Told when the header is read and before pixels are decoded. `memory_bytes` is what is in use at
/// once at the most, beyond what a small picture takes, give or take a fifth.
using HeaderHook = std::function<void(const HeaderFacts&)>;

/// An image as encoded bytes, and what is to be told about it.
struct EncodedImage {
    std::vector<std::byte> bytes;
    ImageFormat input_format = ImageFormat::unknown;
    ImageFormat output_format = ImageFormat::unknown;
    PixelSize input_size;  ///< upright
    PixelSize output_size; ///< as a viewer shows it; no orientation tag is left
    std::vector<std::string> warnings;
    StageTimes times;
};

/// The files of one image that somebody else has opened.
struct HandedFiles {
    int input = -1;  ///< a regular file, at its beginning
    int output = -1; ///< empty, to be written; -1: the output is not wanted
};

/// Does the work, and keeps buffers, filter tables and colour transforms from one image to the
/// next. One lane each: not for two threads at once; any number of processors may work side by
/// side.
class ImageProcessor {
public:
    explicit ImageProcessor(const ImageOptions& options);
    ImageProcessor(ImageProcessor&&) noexcept;
    ImageProcessor& operator=(ImageProcessor&&) noexcept;
    ~ImageProcessor();

    /// From file to file. Never throws and always returns an outcome: what went wrong with this
    /// image is its class. Nobody ever sees half an output.
    ImageOutcome process(const ImageTask& task, const HeaderHook& on_header = {});

    /// From the one to the other of two open files, for a process that may open nothing: `output`
    /// of the task is not looked at, and whoever opened the files makes an output of what is there.
    ImageOutcome process(const ImageTask& task, const HandedFiles& files,
                         const HeaderHook& on_header = {});

    /// From memory to memory. Errors: not_image and the other classes of a bad input; limit;
    /// memory.
    Expected<EncodedImage> process(std::span<const std::byte> input,
                                   const HeaderHook& on_header = {});

    /// Lets go of what was kept from one image to the next, which after a large one is much.
    void release_memory();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace imgbatch
