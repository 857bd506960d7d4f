#include "codec/png/png_workspace.h"

#include <libdeflate.h>

#include <cstring>
#include <new>

namespace imgbatch {
namespace {

/// What a lane keeps of each buffer: all rows of a picture of 16 megapixels with alpha.
constexpr std::size_t kept_picture = std::size_t{64} << 20;
constexpr std::size_t kept_row = std::size_t{1} << 20;

} // namespace

std::uint8_t* UnsetBuffer::get(std::size_t size) {
    if (size > capacity_) {
        data_.reset();
        capacity_ = 0;
        data_ = std::make_unique_for_overwrite<std::uint8_t[]>(size);
        capacity_ = size;
    }
    return data_.get();
}

void UnsetBuffer::shrink_beyond(std::size_t size) {
    if (capacity_ > size) {
        data_.reset();
        capacity_ = 0;
    }
}

void PngWorkspace::DeleteInflater::operator()(libdeflate_decompressor* inflater) const {
    libdeflate_free_decompressor(inflater);
}

void Deflater::Delete::operator()(libdeflate_compressor* deflater) const {
    libdeflate_free_compressor(deflater);
}

libdeflate_decompressor* PngWorkspace::inflater() {
    if (!inflater_) {
        inflater_.reset(libdeflate_alloc_decompressor());
        if (!inflater_) {
            throw std::bad_alloc();
        }
    }
    return inflater_.get();
}

libdeflate_compressor* Deflater::get(int level) {
    if (!deflater_ || level_ != level) {
        deflater_.reset();
        deflater_.reset(libdeflate_alloc_compressor(level));
        if (!deflater_) {
            throw std::bad_alloc();
        }
        level_ = level;
    }
    return deflater_.get();
}

const std::uint8_t* PngWorkspace::zero_row(std::size_t size) {
    std::uint8_t* const row = zero_row_.get(size);
    std::memset(row, 0, size);
    return row;
}

void PngWorkspace::trim() {
    filtered.shrink_beyond(kept_picture);
    packed.shrink_beyond(kept_picture);
    for (UnsetBuffer* row : {&spare_row, &swapped, &zero_row_}) {
        row->shrink_beyond(kept_row);
    }
}

} // namespace imgbatch
