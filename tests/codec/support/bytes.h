/// Bytes for codec tests: pieces of files, and ways to damage them.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <initializer_list>
#include <random>

namespace imgbatch::test {

Bytes bytes(std::initializer_list<int> values);
Bytes to_bytes(std::string_view text);
void append(Bytes& out, ByteView more);

/// `value` in `size` bytes, appended.
void append_number(Bytes& out, std::uint64_t value, int size, bool big_endian);

/// A TIFF structure whose only entry is the orientation, without "Exif\0\0".
Bytes make_exif(int orientation, bool big_endian);

/// `size` bytes that look like a colour profile from outside.
Bytes make_profile(std::size_t size);

/// Where `pattern` begins in `data`, from `from` on; throws, and so fails the test case, if
/// nowhere.
std::size_t offset_of(ByteView data, ByteView pattern, std::size_t from = 0);

/// `data` without what follows its first `size` bytes.
Bytes cut(ByteView data, std::size_t size);

/// `data` with `more` before `offset`.
Bytes insert(ByteView data, std::size_t offset, ByteView more);

/// One to eight random changes: bits, bytes, runs, lengths, cuts.
Bytes mutate(ByteView data, std::mt19937& random);

} // namespace imgbatch::test
