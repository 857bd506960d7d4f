/// The bytes of one input, wherever they are: in memory, or in a file that is read piece by piece.
#pragma once

#include <imgbatch/result.h>

#include "base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace imgbatch {

/// Random access to bytes that do not change. Cheap to copy; owns nothing: memory and descriptor
/// must outlive it. Safe from any number of threads.
class ByteSource {
public:
    /// Bytes in memory, all of them.
    explicit ByteSource(ByteView memory) : size_(memory.size()), memory_(memory) {}

    /// A file of `size` bytes that is open for reading, of which `head` are the first bytes.
    ByteSource(int file, std::uint64_t size, ByteView head)
        : size_(size), memory_(head), file_(file) {}

    [[nodiscard]] std::uint64_t size() const { return size_; }

    /// Whether all bytes are in memory, and view() has them.
    [[nodiscard]] bool in_memory() const { return memory_.size() == size_; }
    /// The bytes that are in memory: all of them, or the first ones.
    [[nodiscard]] ByteView view() const { return memory_; }

    /// Bytes from `offset` on: at most as many as `buffer` has room for, and not one less but at
    /// the end. What is in memory is not copied; the rest is read into `buffer`. Errors:
    /// read_error; changed, where a file ends before its size.
    Expected<ByteView> read(std::uint64_t offset, std::span<std::byte> buffer) const;

private:
    std::uint64_t size_;
    ByteView memory_;
    int file_ = -1;
};

} // namespace imgbatch
