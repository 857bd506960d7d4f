#include "codec/support/bytes.h"

#include <algorithm>
#include <stdexcept>

namespace imgbatch::test {

Bytes bytes(std::initializer_list<int> values) {
    Bytes out;
    for (const int value : values) {
        out.push_back(static_cast<std::byte>(value));
    }
    return out;
}

Bytes to_bytes(std::string_view text) {
    const ByteView view = as_bytes(text);
    return {view.begin(), view.end()};
}

void append(Bytes& out, ByteView more) {
    out.insert(out.end(), more.begin(), more.end());
}

void append_number(Bytes& out, std::uint64_t value, int size, bool big_endian) {
    for (int i = 0; i < size; ++i) {
        const int shift = 8 * (big_endian ? size - 1 - i : i);
        out.push_back(static_cast<std::byte>(value >> shift & 0xFF));
    }
}

Bytes make_exif(int orientation, bool big_endian) {
    Bytes out = to_bytes(big_endian ? "MM" : "II");
    append_number(out, 42, 2, big_endian);
    append_number(out, 8, 4, big_endian); // the directory
    append_number(out, 1, 2, big_endian); // its entries
    append_number(out, 0x0112, 2, big_endian);
    append_number(out, 3, 2, big_endian); // 16 bits
    append_number(out, 1, 4, big_endian);
    append_number(out, static_cast<std::uint64_t>(orientation), 2, big_endian);
    append_number(out, 0, 2, big_endian);
    append_number(out, 0, 4, big_endian);
    return out;
}

Bytes make_profile(std::size_t size) {
    Bytes out;
    append_number(out, size, 4, true);
    while (out.size() < size) {
        out.push_back(static_cast<std::byte>(out.size() * 7 % 251));
    }
    std::ranges::copy(as_bytes("acsp"), out.begin() + 36);
    return out;
}

std::size_t offset_of(ByteView data, ByteView pattern, std::size_t from) {
    const auto at = std::search(data.begin() + static_cast<std::ptrdiff_t>(from), data.end(),
                                pattern.begin(), pattern.end());
    if (at == data.end()) {
        throw std::logic_error("a test looks for bytes that are not there");
    }
    return static_cast<std::size_t>(at - data.begin());
}

Bytes cut(ByteView data, std::size_t size) {
    return {data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size)};
}

Bytes insert(ByteView data, std::size_t offset, ByteView more) {
    Bytes out = cut(data, offset);
    append(out, more);
    append(out, data.subspan(offset));
    return out;
}

Bytes mutate(ByteView data, std::mt19937& random) {
    const auto below = [&](std::size_t limit) { return random() % limit; };
    Bytes out(data.begin(), data.end());
    const auto changes = 1 + below(8);
    for (std::size_t i = 0; i < changes && !out.empty(); ++i) {
        const std::size_t at = below(out.size());
        const std::size_t run = std::min(1 + below(4), out.size() - at);
        switch (below(6)) {
        case 0:
            out[at] ^= static_cast<std::byte>(1U << below(8));
            break;
        case 1:
            out[at] = static_cast<std::byte>(random());
            break;
        case 2:
            std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(at), run, std::byte{0xFF});
            break;
        case 3:
            std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(at), run, std::byte{0});
            break;
        case 4: {
            const Bytes copy = cut(ByteView(out).subspan(at), run);
            out = insert(out, below(out.size()), copy);
            break;
        }
        default:
            if (below(4) == 0) {
                out.resize(at);
            }
        }
    }
    return out;
}

} // namespace imgbatch::test
