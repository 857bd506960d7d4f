/// Whole files in, whole buffers out, with every return value looked at.
#pragma once

#include <imgbatch/result.h>

#include "base/bytes.h"
#include "base/fd.h"
#include "base/file_buffer.h"

#include <cstdint>
#include <string>

#include <sys/stat.h>

namespace imgbatch {

/// Writes all of `data`, however short the kernel writes. Errors: write_error with errno.
Expected<void> write_all(int fd, ByteView data);

/// Opens a regular file for reading; never blocks on, nor reads from, FIFOs and devices.
/// `status` is what fstat() says. Errors: skipped_special for what is no regular file;
/// name_too_long; read_error with errno (ENOENT included: the caller knows whether it was seen).
struct OpenedFile {
    Fd fd;
    struct stat status;
};
Expected<OpenedFile> open_regular(const std::string& path);

/// When a file was last modified, in nanoseconds since 1970; 0 for any time before.
std::uint64_t modification_time(const struct stat& status);

/// Reads the beginning of a file that was just opened, at most `most` bytes of it, into `buffer`,
/// which is as long as what was read afterwards. Errors: read_error with errno; memory.
Expected<void> read_head(const OpenedFile& file, std::size_t most, FileBuffer& buffer);

/// Success where `file` is as it was when it was opened, by its size and its modification time.
/// Errors: changed; read_error with errno.
Expected<void> check_unchanged(const OpenedFile& file);

/// Success where `file` is no longer than `max_bytes`. Errors: limit.
Expected<void> check_length(const OpenedFile& file, std::uint64_t max_bytes);

/// Reads on to the file's end, so that `buffer`, filled by read_head(), holds the whole. Errors:
/// changed, if the file is not as it was when it was opened; limit, if longer than `max_bytes`;
/// read_error; memory.
Expected<void> read_rest(const OpenedFile& file, std::uint64_t max_bytes, FileBuffer& buffer);

/// Both in one.
Expected<void> read_all(const OpenedFile& file, std::uint64_t max_bytes, FileBuffer& buffer);

} // namespace imgbatch
