#include "scan/glob.h"

#include "base/path.h"
#include "base/try.h"

#include <algorithm>
#include <string>

namespace imgbatch {
namespace {

/// Bytes that are not UTF-8 become characters of their own above all of Unicode.
constexpr char32_t stray_byte = 0x110000;

/// Takes the first character off `rest`, which is not empty.
char32_t take_character(std::string_view& rest) {
    const auto first = static_cast<unsigned char>(rest.front());
    const std::size_t length = first < 0x80           ? 1
                               : (first >> 5) == 0x06 ? 2
                               : (first >> 4) == 0x0E ? 3
                               : (first >> 3) == 0x1E ? 4
                                                      : 0;
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (length > 1 && length <= rest.size()) {
        char32_t value = first & (0x7FU >> length);
        bool valid = true;
        for (std::size_t i = 1; i < length; ++i) {
            const auto next = static_cast<unsigned char>(rest[i]);
            valid = valid && (next >> 6) == 0x02;
            value = (value << 6) | (next & 0x3FU);
        }
        if (valid && value >= smallest[length] && value < stray_byte) {
            rest.remove_prefix(length);
            return value;
        }
    }
    rest.remove_prefix(1);
    return length == 1 ? first : stray_byte + first;
}

Error bad_glob(std::string_view what) {
    return Error{OutcomeClass::usage, Stage::plan, std::string(what), 0};
}

/// Takes what stands before the next slash off `rest`, and the slash.
std::string_view take_component(std::string_view& rest) {
    const auto slash = rest.find('/');
    const std::string_view component = rest.substr(0, slash);
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    return component;
}

} // namespace

bool Glob::Token::accepts(char32_t character) const {
    if (kind == Kind::any_one) {
        return true;
    }
    const bool listed = std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
        return range.first <= character && character <= range.second;
    });
    return listed != (kind == Kind::none_of);
}

/// `rest` begins after the `[`; is left after the `]`.
Expected<Glob::Token> Glob::parse_set(std::string_view& rest) {
    const Error unclosed = bad_glob("a '[' without its ']' (write '\\[' for the character)");
    Token token{Kind::one_of, {}};
    if (rest.starts_with('!') || rest.starts_with('^')) {
        token.kind = Kind::none_of;
        rest.remove_prefix(1);
    }
    const auto take = [&rest] {
        if (rest.front() == '\\' && rest.size() > 1) {
            rest.remove_prefix(1);
        }
        return take_character(rest);
    };
    for (bool first = true; first || !rest.starts_with(']'); first = false) {
        if (rest.starts_with("[:")) {
            return bad_glob("classes such as '[:alpha:]' are not known; write a range");
        }
        if (rest.empty()) {
            return unclosed;
        }
        const char32_t low = take();
        char32_t high = low;
        if (rest.size() > 1 && rest[0] == '-' && rest[1] != ']') {
            rest.remove_prefix(1);
            high = take();
        }
        token.ranges.emplace_back(low, high);
        if (rest.empty()) {
            return unclosed;
        }
    }
    rest.remove_prefix(1);
    return token;
}

Expected<Glob::Component> Glob::parse_component(std::string_view text) {
    Component component;
    while (!text.empty()) {
        const char head = text.front();
        if (head == '*') {
            text.remove_prefix(1);
            if (component.tokens.empty() || component.tokens.back().kind != Kind::any_run) {
                component.tokens.push_back({Kind::any_run, {}});
            }
            continue;
        }
        if (head == '?') {
            text.remove_prefix(1);
            component.tokens.push_back({Kind::any_one, {}});
            continue;
        }
        if (head == '[') {
            text.remove_prefix(1);
            IMGBATCH_TRY(auto token, parse_set(text));
            component.tokens.push_back(std::move(token));
            continue;
        }
        if (head == '\\') {
            text.remove_prefix(1);
            if (text.empty()) {
                return bad_glob("a '\\' at the end of a name");
            }
        }
        const char32_t literal = take_character(text);
        component.tokens.push_back({Kind::literal, {{literal, literal}}});
    }
    return component;
}

Expected<Glob> Glob::parse(std::string_view pattern) {
    Glob glob;
    if (pattern.ends_with('/')) {
        glob.folders_only_ = true;
        pattern.remove_suffix(1);
    }
    glob.whole_path_ = pattern.find('/') != std::string_view::npos;
    if (pattern.starts_with('/')) {
        pattern.remove_prefix(1);
    }
    if (pattern.empty()) {
        return bad_glob("an empty pattern");
    }
    while (!pattern.empty()) {
        const std::string_view text = take_component(pattern);
        if (text == "**" && glob.whole_path_) {
            glob.components_.push_back({true, {}});
        } else {
            IMGBATCH_TRY(auto component, parse_component(text));
            glob.components_.push_back(std::move(component));
        }
    }
    if (glob.components_.back().folders) {
        // `a/**` is what lies below a, not a itself.
        glob.components_.push_back({false, {{Kind::any_run, {}}}});
    }
    return glob;
}

/// The usual two-pointer walk: when it fails, the last `*` takes one character more. Earlier ones
/// need not be tried again, so nothing grows beyond the product of the lengths.
bool Glob::matches_name(const Component& component, std::string_view name) {
    const auto& tokens = component.tokens;
    std::size_t at = 0;
    std::size_t after_run = 0; // 0: no `*` yet
    std::string_view run_rest;
    for (;;) {
        if (at < tokens.size() && tokens[at].kind == Kind::any_run) {
            after_run = ++at;
            run_rest = name;
            continue;
        }
        if (name.empty()) {
            return at == tokens.size();
        }
        if (at < tokens.size()) {
            std::string_view rest = name;
            if (tokens[at].accepts(take_character(rest))) {
                name = rest;
                ++at;
                continue;
            }
        }
        if (after_run == 0) {
            return false;
        }
        take_character(run_rest);
        name = run_rest;
        at = after_run;
    }
}

/// The same walk with names for characters and `**` for the run.
bool Glob::matches_path(std::string_view path) const {
    std::size_t at = 0;
    std::size_t after_folders = 0;
    std::string_view folders_rest;
    for (;;) {
        if (at < components_.size() && components_[at].folders) {
            after_folders = ++at;
            folders_rest = path;
            continue;
        }
        if (path.empty()) {
            return at == components_.size();
        }
        if (at < components_.size()) {
            std::string_view rest = path;
            if (matches_name(components_[at], take_component(rest))) {
                path = rest;
                ++at;
                continue;
            }
        }
        if (after_folders == 0) {
            return false;
        }
        take_component(folders_rest);
        path = folders_rest;
        at = after_folders;
    }
}

bool Glob::matches(std::string_view path, bool is_folder) const {
    if (folders_only_ && !is_folder) {
        return false;
    }
    return whole_path_ ? matches_path(path) : matches_name(components_.front(), path_name(path));
}

} // namespace imgbatch
