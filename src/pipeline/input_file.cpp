#include "pipeline/input_file.h"

#include "base/path.h"
#include "base/try.h"
#include "codec/codec.h"
#include "task/image_format.h"

#include <cerrno>

namespace imgbatch {
namespace {

/// More than any format's signature takes: one read gets all of a thumbnail, and little is read in
/// vain of what turns out to need nothing.
constexpr std::size_t head_bytes = std::size_t{32} << 10;

} // namespace

Expected<ImageFormat> identify(const OpenedFile& file, const ImageTask& task, FileBuffer& buffer) {
    IMGBATCH_TRY(read_head(file, head_bytes, buffer));
    const ImageFormat format = sniff(buffer.view());
    if (format != ImageFormat::unknown) {
        return format;
    }
    const bool claims = format_from_extension(path_extension(task.input)) != ImageFormat::unknown;
    if (!task.named && !claims) {
        return Error{OutcomeClass::skipped_other, Stage::probe, "not an image", 0};
    }
    if (file.status.st_size == 0) {
        return Error{OutcomeClass::empty, Stage::probe, "the file is empty", 0};
    }
    return Error{OutcomeClass::not_image, Stage::probe, "the content is no image", 0};
}

Expected<ByteSource> open_source(const OpenedFile& file, ImageFormat format,
                                 const ReadLimits& limits, FileBuffer& buffer) {
    const auto size = static_cast<std::uint64_t>(file.status.st_size);
    if (format == ImageFormat::jpeg && size > limits.max_whole_jpeg) {
        IMGBATCH_TRY(check_length(file, limits.max_bytes));
        return ByteSource(file.fd.get(), size, buffer.view());
    }
    IMGBATCH_TRY(read_rest(file, limits.max_bytes, buffer));
    return ByteSource(buffer.view());
}

Expected<void> close_source(const OpenedFile& file, const ByteSource& source) {
    // What is in memory was checked when it was read.
    return source.in_memory() ? Expected<void>() : check_unchanged(file);
}

OutcomeClass outcome_class_of(const Error& error, const ImageTask& task) {
    const bool gone = error.code == OutcomeClass::read_error && error.errno_value == ENOENT;
    return gone && !task.named ? OutcomeClass::vanished : error.code;
}

} // namespace imgbatch
