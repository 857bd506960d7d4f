/// What PNG keeps from one image to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

struct libdeflate_compressor;
struct libdeflate_decompressor;

namespace imgbatch {

/// Grow-only bytes whose content is lost when they grow. Unlike a Scratch it starts unset: its
/// users fill as much as they read, and zeroing what inflate overwrites would cost time.
class UnsetBuffer {
public:
    /// At least `size` bytes. Throws std::bad_alloc, and then holds nothing.
    std::uint8_t* get(std::size_t size);
    /// Gives the memory back where it holds more than `size` bytes.
    void shrink_beyond(std::size_t size);
    [[nodiscard]] std::size_t capacity() const { return capacity_; }

private:
    std::unique_ptr<std::uint8_t[]> data_;
    std::size_t capacity_ = 0;
};

/// A deflater of the level that was asked for last. Move-only; one thread at a time.
class Deflater {
public:
    /// Throws std::bad_alloc, and then holds nothing.
    libdeflate_compressor* get(int level);

private:
    struct Delete {
        void operator()(libdeflate_compressor* deflater) const;
    };
    std::unique_ptr<libdeflate_compressor, Delete> deflater_;
    int level_ = 0;
};

/// Objects and buffers of PNG. Move-only; one thread at a time.
class PngWorkspace {
public:
    /// Throws std::bad_alloc, as all that follow.
    libdeflate_decompressor* inflater();
    /// `level` is libdeflate's, 1 to 12. The last level's object is kept.
    libdeflate_compressor* deflater(int level) { return deflater_.get(level); }
    /// The same, another object: for trials between pictures of one level.
    libdeflate_compressor* trial_deflater(int level) { return trial_deflater_.get(level); }

    UnsetBuffer filtered;  ///< all rows of a picture, each led by its filter byte
    UnsetBuffer packed;    ///< the same, deflated
    UnsetBuffer spare_row; ///< decoding: where lanes without a row write
    UnsetBuffer swapped;   ///< encoding: rows of big-endian samples
    /// `size` zeros, as they lie above a picture.
    const std::uint8_t* zero_row(std::size_t size);

    /// Call when an image is done: one giant image does not hold its memory for the rest of a run.
    void trim();

private:
    struct DeleteInflater {
        void operator()(libdeflate_decompressor* inflater) const;
    };
    UnsetBuffer zero_row_;
    std::unique_ptr<libdeflate_decompressor, DeleteInflater> inflater_;
    Deflater deflater_;
    Deflater trial_deflater_;
};

/// Calls trim() at the end of a scope.
class PngTrim {
public:
    explicit PngTrim(PngWorkspace& workspace) : workspace_(workspace) {}
    PngTrim(const PngTrim&) = delete;
    PngTrim& operator=(const PngTrim&) = delete;
    ~PngTrim() { workspace_.trim(); }

private:
    PngWorkspace& workspace_;
};

} // namespace imgbatch
