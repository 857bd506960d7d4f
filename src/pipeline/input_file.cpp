#include "pipeline/input_file.h"

#include "base/path.h"
#include "base/try.h"
#include "codec/codec.h"
#include "task/image_format.h"

#include <unistd.h>

#include <array>
#include <cerrno>

namespace imgbatch {
namespace {

/// Enough leading bytes for every format's signature.
constexpr std::size_t sniff_bytes = 512;

Expected<ImageFormat> sniff_file(const OpenedFile& file) {
    std::array<std::byte, sniff_bytes> head{};
    ssize_t got = 0;
    do {
        got = ::pread(file.fd.get(), head.data(), head.size(), 0);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return system_error(OutcomeClass::read_error, Stage::read, "cannot read", errno);
    }
    return sniff(ByteView(head.data(), static_cast<std::size_t>(got)));
}

} // namespace

Expected<ImageFormat> identify(const OpenedFile& file, const ImageTask& task) {
    IMGBATCH_TRY(const ImageFormat format, sniff_file(file));
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

OutcomeClass outcome_class_of(const Error& error, const ImageTask& task) {
    const bool gone = error.code == OutcomeClass::read_error && error.errno_value == ENOENT;
    return gone && !task.named ? OutcomeClass::vanished : error.code;
}

} // namespace imgbatch
