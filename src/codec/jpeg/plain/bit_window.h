/// The next bits of entropy-coded data, at hand in a register.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace imgbatch {

/// Reads bits from bytes without stuffing, most significant first. It looks up to 8 bytes ahead
/// and knows no end: whoever owns the bytes puts zeros behind them, and looks at position() before
/// those run out.
class BitWindow {
public:
    /// What any symbol takes at most: a code and the bits that follow it.
    static constexpr unsigned longest_symbol = 16 + 15;

    /// Left of what refill() made sure of, once a symbol was consumed: enough for any code.
    static constexpr unsigned after_symbol = 56 - longest_symbol;

    BitWindow() = default;
    /// Begins at `bytes`, which are there already.
    explicit BitWindow(const std::uint8_t* bytes) : next_(bytes) { refill(); }

    /// Makes sure of 56 bits. Bits beyond those that count are either zeros or right, so that they
    /// may be laid over once more.
    void refill() {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, next_, sizeof bytes);
        if constexpr (std::endian::native == std::endian::little) {
            bytes = __builtin_bswap64(bytes);
        }
        bits_ |= bytes >> left_;
        next_ += (63 - left_) >> 3;
        left_ |= 56;
    }

    /// The next `count` bits as a number; 1 to 56 of them, which must be there.
    [[nodiscard]] std::uint32_t peek(unsigned count) const {
        return static_cast<std::uint32_t>(bits_ >> (64 - count));
    }
    /// All of them, the next one on top.
    [[nodiscard]] std::uint64_t bits() const { return bits_; }

    void consume(unsigned count) {
        bits_ <<= count;
        left_ -= count;
    }

    /// The byte from which refill() will take more. Up to 7 bytes before it are not used up.
    [[nodiscard]] const std::uint8_t* next() const { return next_; }
    /// How many bits between the last one consumed and `end` are left; below 0 where it was passed.
    [[nodiscard]] std::ptrdiff_t bits_before(const std::uint8_t* end) const {
        return 8 * (end - next_) + static_cast<std::ptrdiff_t>(left_);
    }
    /// The bytes moved, with what lies ahead of them.
    void rebase(const std::uint8_t* next) { next_ = next; }

private:
    std::uint64_t bits_ = 0;
    unsigned left_ = 0; ///< bits that count, at most 63
    const std::uint8_t* next_ = nullptr;
};

/// The number that follows `skipped` bits and has 63 - `shift` bits (T.81, F.2.2.1, EXTEND), 0 for
/// none: those whose first bit is 0 are negative, and hold the complement of what they amount to.
/// Without branches, which would be taken at random.
inline std::int32_t extend(std::uint64_t bits, unsigned skipped, unsigned shift) {
    const std::uint64_t number = bits << skipped;
    const std::int64_t negative = ~(static_cast<std::int64_t>(number) >> 63);
    const auto amount =
        static_cast<std::uint32_t>((number ^ static_cast<std::uint64_t>(negative)) >> 1 >> shift);
    const auto sign = static_cast<std::uint32_t>(negative);
    return static_cast<std::int32_t>((amount ^ sign) - sign); // of no symbol it may be any number
}

} // namespace imgbatch
