#include "codec/jpeg/plain/code_cache.h"
#include "codec/jpeg/plain/entropy_tables.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <vector>

using namespace imgbatch;

namespace {

/// `lengths`: how many codes of 1, 2, … bits.
HuffmanCode make_code(std::initializer_list<int> lengths, const std::vector<int>& symbols) {
    HuffmanCode code;
    std::size_t length = 1;
    for (const int count : lengths) {
        code.counts[length++] = static_cast<std::uint8_t>(count);
    }
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        code.symbols[i] = static_cast<std::uint8_t>(symbols[i]);
    }
    code.defined = true;
    return code;
}

/// A random sound code of AC symbols, long codes included.
HuffmanCode random_ac_code(std::mt19937& random) {
    HuffmanCode code;
    code.defined = true;
    std::vector<int> symbols;
    for (int run = 0; run < 16; ++run) {
        for (int size = 1; size <= 10; ++size) {
            symbols.push_back(run << 4 | size);
        }
    }
    symbols.push_back(0x00);
    symbols.push_back(0xF0);
    std::shuffle(symbols.begin(), symbols.end(), random);
    const auto below = [&random](std::uint32_t end) {
        return static_cast<std::uint32_t>(random() % end);
    };
    std::uint32_t room = 1;
    std::size_t used = 0;
    for (std::size_t length = 1; length <= 16 && used < symbols.size(); ++length) {
        room *= 2;
        const std::uint32_t most = std::min<std::uint32_t>(room - 1, 30);
        const std::uint32_t count =
            std::min(below(most + 1), static_cast<std::uint32_t>(symbols.size() - used));
        code.counts[length] = static_cast<std::uint8_t>(count);
        for (std::uint32_t i = 0; i < count; ++i) {
            code.symbols[used] = static_cast<std::uint8_t>(symbols[used]);
            ++used;
        }
        room -= count;
    }
    return code;
}

/// A code's symbol looked for bit by bit: T.81, F.2.2.3.
struct Slow {
    int length = 0;
    int symbol = -1;
};
Slow find_slowly(const HuffmanCode& huffman, std::uint64_t bits) {
    Slow found;
    for_each_code(huffman, [&](std::uint32_t code, int length, std::uint8_t symbol) {
        if (bits >> (64 - length) == code) {
            found = {length, symbol};
        }
    });
    return found;
}

} // namespace

TEST_CASE("codes that do not fit into a tree are told, and incomplete ones pass") {
    CHECK(make_code({1, 1}, {1, 2}).is_sound());
    CHECK(make_code({0, 3}, {1, 2, 3}).is_sound());
    CHECK_FALSE(make_code({0, 4}, {1, 2, 3, 4}).is_sound()); // all ones
    CHECK_FALSE(make_code({2}, {1, 2}).is_sound());
    CHECK_FALSE(make_code({3}, {1, 2, 3}).is_sound());
    CHECK_FALSE(make_code({1, 2, 1}, {1, 2, 3, 4}).is_sound());
    CHECK(make_code({}, {}).is_sound());
}

TEST_CASE("a number is what its size and bits stand for") {
    // T.81, table F.1 and F.2.
    CHECK(extend(std::uint64_t{0b0} << 63, 0, 63 - 1) == -1);
    CHECK(extend(std::uint64_t{0b1} << 63, 0, 63 - 1) == 1);
    CHECK(extend(std::uint64_t{0b00} << 62, 0, 63 - 2) == -3);
    CHECK(extend(std::uint64_t{0b01} << 62, 0, 63 - 2) == -2);
    CHECK(extend(std::uint64_t{0b11} << 62, 0, 63 - 2) == 3);
    CHECK(extend(std::uint64_t{0b101'000'0000} << 54, 3, 63 - 7) == -127);
    CHECK(extend(~std::uint64_t{0}, 16, 63 - 15) == 32767);
    CHECK(extend(~std::uint64_t{0}, 5, 63) == 0);
    CHECK(extend(0, 5, 63) == 0);
}

TEST_CASE("every code is found, whatever bits follow, and what is none is not") {
    std::mt19937 random(4);     // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    std::mt19937_64 bits_of(5); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    int missing = 0;
    for (int round = 0; round < 30; ++round) {
        const HuffmanCode code = random_ac_code(random);
        REQUIRE(code.is_sound());
        const AcTable table(code);
        for (int i = 0; i < 3000; ++i) {
            // Ones in front make for long codes.
            const std::uint64_t bits = bits_of() | ~(~std::uint64_t{0} >> random() % 14);
            const Slow expected = find_slowly(code, bits);
            const Symbol found = table.find(bits);
            missing += expected.symbol < 0;
            REQUIRE(bool(found) == (expected.symbol >= 0));
            if (found) {
                const auto size = static_cast<unsigned>(expected.symbol & 15);
                CHECK(found.code_bits() == static_cast<unsigned>(expected.length));
                CHECK(found.size() == size);
                CHECK(found.total_bits() == static_cast<unsigned>(expected.length) + size);
                CHECK(found.advance() == (expected.symbol == 0
                                              ? end_of_block
                                              : static_cast<unsigned>(expected.symbol >> 4) + 1));
            }
        }
    }
    CHECK(missing > 100);
}

TEST_CASE("skipping several symbols comes to the same place as one after the other") {
    std::mt19937 random(6);     // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    std::mt19937_64 bits_of(7); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    int several = 0;
    for (int round = 0; round < 30; ++round) {
        const HuffmanCode code = random_ac_code(random);
        const AcTable table(code);
        const SkipTable skips(code);
        for (int i = 0; i < 3000; ++i) {
            const std::uint64_t bits = bits_of();
            const auto run = skips.find(bits);
            const unsigned place = 1 + static_cast<unsigned>(random() % 63);
            if (!is_sound_place(place + run.advance())) {
                continue; // somebody else decides
            }
            unsigned at = place;
            unsigned taken = 0;
            int symbols = 0;
            while (taken < run.bits()) {
                const Symbol symbol = table.find(bits << taken);
                REQUIRE(symbol);
                taken += symbol.total_bits();
                at += symbol.advance();
                ++symbols;
            }
            CHECK(taken == run.bits());
            CHECK(at == place + run.advance());
            several += symbols > 1;
        }
    }
    CHECK(several > 1000);
}

TEST_CASE("chained runs of zeros never pass for the end of a block") {
    // One bit for sixteen zeros: twelve of them fit into a window, and come to 192 places.
    const SkipTable skips(make_code({1, 0, 1}, {0xF0, 0x00}));
    for (unsigned place = 1; place < 64; ++place) {
        const auto run = skips.find(0);
        CHECK(run.advance() <= 64);
        const unsigned reached = place + run.advance();
        CHECK(is_sound_place(reached) == (reached <= 64));
    }
}

TEST_CASE("a place that no symbol of the block leads to is not sound") {
    CHECK(is_sound_place(64));
    CHECK_FALSE(is_sound_place(65));
    CHECK_FALSE(is_sound_place(79));
    CHECK(is_sound_place(1 + end_of_block));
    CHECK(is_sound_place(63 + end_of_block));
    CHECK_FALSE(is_sound_place(64 + end_of_block)); // behind a full block
    CHECK_FALSE(is_sound_place(no_place));
}

TEST_CASE("the cache keeps few tables, those used last") {
    CodeCache<DcTable> cache;
    const HuffmanCode first = make_code({0, 2}, {0, 1});
    const auto table = cache.get(first);
    for (int i = 0; i < 100; ++i) {
        cache.get(make_code({0, 0, 2}, {i, i + 1}));
        CHECK(cache.get(first) == table);
    }
    CHECK(cache.size() == CodeCache<DcTable>::max_tables);
}
