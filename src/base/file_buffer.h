/// Memory for one whole file after another.
#pragma once

#include "base/bytes.h"

#include <cstddef>
#include <cstring>
#include <memory>

namespace imgbatch {

/// Bytes that can grow without being cleared first: what is read into them next clears them.
/// Keeps its memory until it goes, but none of a giant. Move-only; one thread at a time.
class FileBuffer {
public:
    /// Makes it `size` bytes long. The first bytes stay; new ones have any value. Throws
    /// std::bad_alloc, and then nothing changed.
    void resize(std::size_t size) {
        if (size > capacity_) {
            auto larger = std::make_unique_for_overwrite<std::byte[]>(size);
            if (size_ > 0) {
                std::memcpy(larger.get(), data_.get(), size_);
            }
            data_ = std::move(larger);
            capacity_ = size;
        }
        size_ = size;
    }

    /// Makes it empty, and lets go of more memory than most files take.
    void clear() {
        size_ = 0;
        if (capacity_ > max_kept) {
            data_.reset();
            capacity_ = 0;
        }
    }

    [[nodiscard]] std::byte* data() { return data_.get(); }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] ByteView view() const { return {data_.get(), size_}; }
    /// Bytes of memory, whatever part of it is in use.
    [[nodiscard]] std::size_t capacity() const { return capacity_; }

private:
    static constexpr std::size_t max_kept = std::size_t{32} << 20;

    std::unique_ptr<std::byte[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace imgbatch
