/// Bytes as a decoder finds them in a file: only the first ones in memory.
#pragma once

#include "base/byte_source.h"
#include "base/fd.h"
#include "codec/jpeg/jpeg_decoder.h"
#include "codec/support/pixels.h"
#include "codec/support/read.h"
#include "image/image_sink.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include <sys/mman.h>

namespace imgbatch::test {

/// A file without a name that holds `content`, which must outlive it.
class FileSource {
public:
    FileSource(ByteView content, std::size_t head)
        : file_(::memfd_create("source", MFD_CLOEXEC)), content_(content),
          head_(std::min(head, content.size())) {
        REQUIRE(file_.valid());
        REQUIRE(::pwrite(file_.get(), content.data(), content.size(), 0) ==
                static_cast<ssize_t>(content.size()));
    }

    [[nodiscard]] ByteSource source() const {
        return {file_.get(), content_.size(), content_.first(head_)};
    }
    [[nodiscard]] int file() const { return file_.get(); }

private:
    Fd file_;
    ByteView content_;
    std::size_t head_;
};

/// How much of a file is in memory from the start, and how much is read at once.
struct Windows {
    std::size_t head = 4;
    std::size_t most = std::numeric_limits<std::size_t>::max();
};

inline ReadResult read_source(const ByteSource& source, std::size_t max_window,
                              const DecodeRequest& request, const DecodeOptions& options) {
    ReadResult result;
    auto info = probe_jpeg(source, options, max_window);
    if (!info) {
        result.outcome = info.error().code;
        result.message = info.error().message;
        return result;
    }
    result.info = *std::move(info);
    CodecWorkspace workspace;
    workspace.max_window = max_window;
    ImageSink sink(workspace.planes);
    auto warnings = decode(source, result.info, request, options, workspace, sink);
    if (!warnings) {
        result.outcome = warnings.error().code;
        result.message = warnings.error().message;
        return result;
    }
    result.decoded.warnings = *std::move(warnings);
    auto image = sink.finish();
    REQUIRE(image);
    result.decoded.image = *std::move(image);
    return result;
}

/// The JPEG `content` read from a file.
inline ReadResult read_windowed(ByteView content, const Windows& windows,
                                const DecodeRequest& request, const DecodeOptions& options) {
    const FileSource file(content, windows.head);
    return read_source(file.source(), windows.most, request, options);
}

/// The same from memory.
inline ReadResult read_in_memory(ByteView content, const DecodeRequest& request,
                                 const DecodeOptions& options) {
    return read_source(ByteSource(content), 0, request, options);
}

/// Whether both readings say the same, word for word and sample for sample.
inline bool is_same(const ReadResult& a, const ReadResult& b) {
    return a.outcome == b.outcome && a.message == b.message && a.info.size == b.info.size &&
           a.info.model == b.info.model && a.info.chroma_x == b.info.chroma_x &&
           a.info.chroma_y == b.info.chroma_y && a.info.ycbcr_planes == b.info.ycbcr_planes &&
           a.info.progressive == b.info.progressive && a.info.orientation == b.info.orientation &&
           a.info.icc == b.info.icc && a.info.warnings == b.info.warnings &&
           a.decoded.warnings == b.decoded.warnings &&
           (a.outcome != OutcomeClass::ok || max_difference(a.decoded.image, b.decoded.image) == 0);
}

} // namespace imgbatch::test
