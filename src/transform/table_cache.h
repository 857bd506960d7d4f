/// The filter tables that a worker used last: building one costs more than using it on a thumbnail.
#pragma once

#include "transform/filter.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace imgbatch {

/// What a table was made for.
struct TableKey {
    AxisMap map;
    Filter filter = Filter::automatic;
    int alignment = 1;

    friend bool operator==(const TableKey&, const TableKey&) = default;
};

/// Keeps at most `max_tables` tables of at most `max_table_bytes` each, dropping the one unused for
/// longest. One thread at a time.
template <class Table>
class TableCache {
public:
    static constexpr std::size_t max_tables = 16;
    static constexpr std::size_t max_table_bytes = 1U << 20;

    /// The table for `key`, made by `make()` where it is not at hand. Throws what `make` throws.
    template <class Make>
    std::shared_ptr<const Table> get(const TableKey& key, Make make) {
        ++clock_;
        for (Entry& entry : entries_) {
            if (entry.key == key) {
                entry.last_use = clock_;
                return entry.table;
            }
        }
        auto table = std::make_shared<const Table>(make());
        if (table->size_bytes() <= max_table_bytes) {
            place({key, table, clock_});
        }
        return table;
    }

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        TableKey key;
        std::shared_ptr<const Table> table;
        std::uint64_t last_use = 0;
    };

    void place(Entry entry) {
        if (entries_.size() < max_tables) {
            entries_.push_back(std::move(entry));
            return;
        }
        Entry* oldest = &entries_.front();
        for (Entry& candidate : entries_) {
            oldest = candidate.last_use < oldest->last_use ? &candidate : oldest;
        }
        *oldest = std::move(entry);
    }

    std::vector<Entry> entries_;
    std::uint64_t clock_ = 0;
};

} // namespace imgbatch
