/// A Huffman code as a JPEG file defines it: ITU-T T.81, annex C and section B.2.4.2.
#pragma once

#include <array>
#include <cstdint>

namespace imgbatch {

/// How many codes of each length there are, and their symbols in the order of their codes.
struct HuffmanCode {
    std::array<std::uint8_t, 17> counts{}; ///< by length in bits, 1 to 16; 0 is unused
    std::array<std::uint8_t, 256> symbols{};
    bool defined = false;

    friend bool operator==(const HuffmanCode&, const HuffmanCode&) = default;

    [[nodiscard]] int symbol_count() const;

    /// Whether every code fits its length, and the code of all ones is none. A tree that is not
    /// full is sound: what it leaves out is found when it is met.
    [[nodiscard]] bool is_sound() const;

    /// Whether every symbol can be the size of a DC difference, 0 to 15: libjpeg refuses a file
    /// for one that cannot, though it may never occur.
    [[nodiscard]] bool has_only_sizes() const;
};

/// Calls `visit(code, length, symbol)` for each code, by length and then by value; `code` has its
/// last bit at bit 0. For sound codes.
template <class Visit>
void for_each_code(const HuffmanCode& huffman, Visit visit) {
    std::uint32_t code = 0;
    std::size_t next = 0;
    for (int length = 1; length <= 16; ++length, code <<= 1) {
        for (int i = 0; i < huffman.counts[static_cast<std::size_t>(length)]; ++i) {
            visit(code++, length, huffman.symbols[next++]);
        }
    }
}

/// Finds codes of any length, for those that are too long for a table.
class LongCodes {
public:
    struct Found {
        int length = 0; ///< 0: the bits begin with no code
        std::uint8_t symbol = 0;
    };

    LongCodes() = default;
    explicit LongCodes(const HuffmanCode& huffman);

    /// `bits`: the next 16, the first one at bit 15.
    [[nodiscard]] Found find(std::uint32_t bits) const;

private:
    std::array<std::uint32_t, 17> end_{};  ///< by length: beyond its last code, as 16 bits
    std::array<std::int32_t, 17> index_{}; ///< by length: of its code 0, were there one
    std::array<std::uint8_t, 256> symbols_{};
};

} // namespace imgbatch
