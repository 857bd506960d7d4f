/// Memory that a worker keeps between images.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

namespace imgbatch {

/// A grow-only array of numbers, 64-byte aligned. Its content is lost when it grows and starts as
/// zeros. Move-only; one thread at a time.
template <class T>
class Scratch {
public:
    /// At least `count` elements. Throws std::bad_alloc, and then holds nothing.
    T* get(std::size_t count) {
        if (count > capacity_) {
            data_.reset();
            capacity_ = 0;
            const std::size_t bytes = count * sizeof(T);
            data_.reset(static_cast<T*>(::operator new[](bytes, std::align_val_t(alignment))));
            std::memset(data_.get(), 0, bytes);
            capacity_ = count;
        }
        return data_.get();
    }

private:
    static_assert(std::is_trivial_v<T>);
    static constexpr std::size_t alignment = 64;
    struct Delete {
        void operator()(T* data) const { ::operator delete[](data, std::align_val_t(alignment)); }
    };
    std::unique_ptr<T[], Delete> data_;
    std::size_t capacity_ = 0;
};

} // namespace imgbatch
