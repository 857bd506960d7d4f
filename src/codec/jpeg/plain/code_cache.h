/// The tables of the Huffman codes that were used last: files of one encoder share theirs.
#pragma once

#include "codec/jpeg/plain/huffman_code.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace imgbatch {

/// At most `max_tables` tables, however many codes hostile files bring: the one unused for longest
/// goes first. Table is made from a HuffmanCode. One thread at a time.
template <class Table>
class CodeCache {
public:
    static constexpr std::size_t max_tables = 8;

    /// The table for `code`, which must be sound. Throws std::bad_alloc.
    std::shared_ptr<const Table> get(const HuffmanCode& code) {
        ++clock_;
        for (Entry& entry : entries_) {
            if (entry.code == code) {
                entry.last_use = clock_;
                return entry.table;
            }
        }
        auto table = std::make_shared<const Table>(code);
        if (entries_.size() == max_tables) {
            *std::ranges::min_element(entries_, {}, &Entry::last_use) = {code, table, clock_};
        } else {
            entries_.push_back({code, table, clock_});
        }
        return table;
    }

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        HuffmanCode code;
        std::shared_ptr<const Table> table;
        std::uint64_t last_use = 0;
    };

    std::vector<Entry> entries_;
    std::uint64_t clock_ = 0;
};

} // namespace imgbatch
