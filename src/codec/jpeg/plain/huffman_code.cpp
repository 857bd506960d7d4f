#include "codec/jpeg/plain/huffman_code.h"

#include <algorithm>
#include <numeric>

namespace imgbatch {

int HuffmanCode::symbol_count() const {
    return std::accumulate(counts.begin() + 1, counts.end(), 0);
}

bool HuffmanCode::is_sound() const {
    std::uint32_t end = 0; // beyond the last code, of the length at hand
    for (std::size_t length = 1; length <= 16; ++length) {
        end = 2 * end + counts[length];
        // A code of all ones would leave no room for longer ones; the format forbids it.
        if (counts[length] > 0 && end >= std::uint32_t{1} << length) {
            return false;
        }
    }
    return symbol_count() <= static_cast<int>(symbols.size());
}

bool HuffmanCode::has_only_sizes() const {
    return std::all_of(symbols.begin(), symbols.begin() + symbol_count(),
                       [](std::uint8_t symbol) { return symbol <= 15; });
}

LongCodes::LongCodes(const HuffmanCode& huffman) : symbols_(huffman.symbols) {
    std::uint32_t code = 0;
    std::int32_t next = 0;
    for (std::size_t length = 1; length <= 16; ++length, code <<= 1) {
        index_[length] = next - static_cast<std::int32_t>(code);
        code += huffman.counts[length];
        next += huffman.counts[length];
        end_[length] = code << (16 - length);
    }
}

LongCodes::Found LongCodes::find(std::uint32_t bits) const {
    for (std::size_t length = 1; length <= 16; ++length) {
        if (bits < end_[length]) {
            const std::int32_t at =
                index_[length] + static_cast<std::int32_t>(bits >> (16 - length));
            return {static_cast<int>(length), symbols_[static_cast<std::size_t>(at)]};
        }
    }
    return {};
}

} // namespace imgbatch
