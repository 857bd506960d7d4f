/// The rows of a plane between those that are used up and those that are yet to come.
#pragma once

#include "image/image.h"
#include "image/picture_sink.h"
#include "image/plane_store.h"

#include <cstddef>

namespace imgbatch {

/// Neighbouring rows of a plane; the first of them is the plane's row `first`.
struct RowStrip {
    PlaneView rows;
    int first = 0;

    [[nodiscard]] int end() const { return first + rows.height; }
    /// Row `y` of the plane, which is one of these.
    [[nodiscard]] const std::byte* row(int y) const {
        return rows.data + (y - first) * rows.stride;
    }
};

/// Holds rows in one piece of memory: new ones go below, old ones leave above. When the memory's
/// end is reached, what is left moves to its start. Move-only; one thread at a time.
class RowWindow {
public:
    /// A window over `plane` from its row `first` on. In normal work it holds up to `kept` rows,
    /// for which it takes memory of a little more than twice as many. Throws std::bad_alloc.
    RowWindow(const PlaneLayout& plane, SampleType type, int first, int kept, PlaneStore& store);
    RowWindow(RowWindow&& other) noexcept;
    RowWindow& operator=(RowWindow&&) = delete;
    ~RowWindow();

    /// Room for `rows` rows more, at least one. What was got before may have moved. Takes more
    /// memory where there is too little. Throws std::bad_alloc, and then nothing has changed.
    PlaneSpan extend(int rows);

    /// Rows above the plane's row `row` are needed no more; they are not those to come.
    void forget(int row);

    [[nodiscard]] RowStrip strip() const;
    /// The row that comes next.
    [[nodiscard]] int end() const { return first_ + rows_; }
    [[nodiscard]] std::size_t memory_bytes() const { return memory_.capacity(); }

private:
    void move_up();
    void grow(int rows);

    PlaneStore* store_;
    Plane memory_; ///< of capacity 0 once it was moved away
    int height_;   ///< of the plane
    int kept_;
    int first_;     ///< of the plane's rows
    int begin_ = 0; ///< its row in memory
    int rows_ = 0;
};

} // namespace imgbatch
