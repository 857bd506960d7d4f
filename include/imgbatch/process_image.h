/// One image, start to finish: probe, decode, transform, encode, commit.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include <cstddef>
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

/// Told when the header is read and before pixels are decoded: the source's size, upright.
using HeaderHook = std::function<void(PixelSize)>;

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

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace imgbatch
