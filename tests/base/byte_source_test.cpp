#include "base/byte_source.h"
#include "base/fd.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

namespace imgbatch {
namespace {

std::string some_text() {
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += std::to_string(i);
    }
    return text;
}

} // namespace

TEST_CASE("bytes come from anywhere in a file, as many as there is room for but at its end") {
    const test::TempDir dir;
    const std::string text = some_text();
    const Fd file(::open(dir.write("file", text).c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(file.valid());
    for (const std::size_t head : {std::size_t{0}, std::size_t{10}, text.size()}) {
        const ByteSource source(file.get(), text.size(), as_bytes(text).first(head));
        CHECK(source.size() == text.size());
        CHECK(source.in_memory() == (head == text.size()));
        for (const std::size_t room : {std::size_t{1}, std::size_t{7}, std::size_t{5000}}) {
            std::vector<std::byte> buffer(room);
            for (const std::size_t offset : {std::size_t{0}, std::size_t{5}, std::size_t{9},
                                             std::size_t{10}, text.size() - 3, text.size()}) {
                const auto got = source.read(offset, buffer);
                REQUIRE(got);
                CHECK(as_text(*got) == text.substr(offset, room));
            }
            const auto beyond = source.read(text.size() + 100, buffer);
            REQUIRE(beyond);
            CHECK(beyond->empty());
        }
    }
}

TEST_CASE("memory is handed out as it lies") {
    const std::string text = some_text();
    const ByteSource source(as_bytes(text));
    CHECK(source.in_memory());
    std::array<std::byte, 8> buffer{};
    const auto got = source.read(100, buffer);
    REQUIRE(got);
    CHECK(got->data() == as_bytes(text).data() + 100);
}

TEST_CASE("a file that ends before its size has changed, and one that is gone cannot be read") {
    const test::TempDir dir;
    const Fd file(::open(dir.write("file", "short").c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(file.valid());
    std::array<std::byte, 8> buffer{};
    const auto changed = ByteSource(file.get(), 100, {}).read(0, buffer);
    REQUIRE_FALSE(changed);
    CHECK(changed.error().code == OutcomeClass::changed);
    const auto gone = ByteSource(-1, 100, {}).read(0, buffer);
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == OutcomeClass::read_error);
    CHECK(gone.error().errno_value == EBADF);
}

} // namespace imgbatch
