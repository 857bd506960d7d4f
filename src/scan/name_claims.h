/// Which output names have been taken in this run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace imgbatch {

/// 128 bits that stand for a path, however it is spelt: "./a//b" and "a/b" are one. Two paths with
/// one key are not expected before some 2^60 of them.
struct PathKey {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend bool operator==(const PathKey&, const PathKey&) = default;
    friend bool operator<(const PathKey& a, const PathKey& b) {
        return a.high != b.high ? a.high < b.high : a.low < b.low;
    }
};

/// `current` is the absolute path of the current folder.
PathKey path_key(std::string_view path, std::string_view current);

/// Remembers keys, not names, so that a run over millions of files stays small.
class NameClaims {
public:
    NameClaims();

    /// True for the first claim of a path, false for all later ones.
    bool claim(std::string_view path);

    [[nodiscard]] bool is_claimed(std::string_view path) const;

private:
    struct Hash {
        std::size_t operator()(const PathKey& key) const noexcept { return key.low; }
    };

    std::string current_;
    std::unordered_set<PathKey, Hash> keys_;
};

} // namespace imgbatch
