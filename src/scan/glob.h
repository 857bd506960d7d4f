/// Shell patterns over names and paths, as gitignore and its relatives read them.
///
///   *      any run of characters within a name      ?      one character
///   [a-z]  one of these, [!a-z] none of these       \x     x itself
///   **     as a whole component: any number of folders
///
/// A pattern without a slash is matched against the name, one with a slash against the whole path
/// below the root; a leading slash only says so, a trailing slash asks for a folder. Characters are
/// UTF-8; a byte that is not UTF-8 counts as one character. Case counts.
#pragma once

#include <imgbatch/result.h>

#include <string_view>
#include <utility>
#include <vector>

namespace imgbatch {

class Glob {
public:
    /// Errors (usage): an empty pattern, a `[` without its `]`, a `\` at the end.
    static Expected<Glob> parse(std::string_view pattern);

    /// `path` is relative to the root, with single slashes and none at its ends. Time is at most
    /// the product of both lengths.
    [[nodiscard]] bool matches(std::string_view path, bool is_folder) const;

private:
    enum class Kind { literal, any_one, any_run, one_of, none_of };

    struct Token {
        Kind kind = Kind::literal;
        std::vector<std::pair<char32_t, char32_t>> ranges; ///< a literal is one range of one

        [[nodiscard]] bool accepts(char32_t character) const;
    };

    /// The pattern of one name; `folders` stands for a `**`.
    struct Component {
        bool folders = false;
        std::vector<Token> tokens;
    };

    static Expected<Component> parse_component(std::string_view text);
    static Expected<Token> parse_set(std::string_view& rest);
    static bool matches_name(const Component& component, std::string_view name);
    [[nodiscard]] bool matches_path(std::string_view path) const;

    std::vector<Component> components_;
    bool whole_path_ = false;
    bool folders_only_ = false;
};

} // namespace imgbatch
