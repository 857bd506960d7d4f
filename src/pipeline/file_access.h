/// One lane's way to the files of its images: by name, or by what it was handed.
#pragma once

#include <imgbatch/process_image.h>

#include "base/bytes.h"
#include "base/file_buffer.h"
#include "base/file_io.h"
#include "pipeline/file_rules.h"
#include "pipeline/target.h"

namespace imgbatch {

class FileAccess {
public:
    virtual ~FileAccess() = default;

    /// Opens the input, whose beginning is in `head` afterwards, and fills in what `outcome` tells
    /// of it. Errors: why there is nothing to be done.
    virtual Expected<OpenedFile> open(const ImageTask& task, FileBuffer& head,
                                      ImageOutcome& outcome) = 0;

    /// Makes `data` the output of the image whose input is `input`, and fills in how `outcome`
    /// calls it. Errors: why it was not written.
    virtual Expected<void> publish(const ImageTask& task, const OpenedFile& input, ByteView data,
                                   ImageOutcome& outcome) = 0;
};

/// Opens and writes by name, and knows by itself what is to be left alone.
class DirectFiles final : public FileAccess {
public:
    explicit DirectFiles(const ImageOptions& options)
        : rules_(options.commit, options.encode.format), writer_(options.commit) {}

    Expected<OpenedFile> open(const ImageTask& task, FileBuffer& head,
                              ImageOutcome& outcome) override;
    Expected<void> publish(const ImageTask& task, const OpenedFile& input, ByteView data,
                           ImageOutcome& outcome) override;

private:
    FileRules rules_;
    TargetWriter writer_;
};

/// Reads and writes what somebody else has opened, and knows of no names: who handed it has checked
/// them, and makes an output of the file. One image's.
class GivenFiles final : public FileAccess {
public:
    GivenFiles(HandedFiles files, OutputFormat format) : files_(files), format_(format) {}

    Expected<OpenedFile> open(const ImageTask& task, FileBuffer& head,
                              ImageOutcome& outcome) override;
    Expected<void> publish(const ImageTask& task, const OpenedFile& input, ByteView data,
                           ImageOutcome& outcome) override;

private:
    HandedFiles files_;
    OutputFormat format_;
};

} // namespace imgbatch
