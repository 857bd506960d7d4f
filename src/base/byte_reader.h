/// Bytes back to numbers and strings, with bounds: for input that may be anything.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace imgbatch {

/// A cursor over bytes that somebody else owns. A read past the end gives 0 or "" and makes ok()
/// false for good, so that a whole record can be read first and checked once.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    template <std::unsigned_integral T>
    T number() {
        if (!ok_ || rest_.size() < sizeof(T)) {
            ok_ = false;
            return 0;
        }
        T value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            const auto byte = static_cast<unsigned char>(rest_[i]);
            value = static_cast<T>(value | static_cast<T>(static_cast<T>(byte) << (8 * i)));
        }
        rest_.remove_prefix(sizeof(T));
        return value;
    }

    /// What ByteWriter::text() wrote.
    std::string text() {
        const auto size = number<std::uint32_t>();
        if (!ok_ || rest_.size() < size) {
            ok_ = false;
            return {};
        }
        std::string value(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return value;
    }

    [[nodiscard]] bool ok() const { return ok_; }
    /// All was read, and nothing more is there.
    [[nodiscard]] bool finished() const { return ok_ && rest_.empty(); }
    [[nodiscard]] std::size_t remaining() const { return rest_.size(); }

private:
    std::string_view rest_;
    bool ok_ = true;
};

} // namespace imgbatch
