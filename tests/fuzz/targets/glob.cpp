#include "scan/glob.h"

#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <string>

namespace imgbatch::test {
namespace {

/// The pattern that matches `path` alone.
std::string escaped(std::string_view path) {
    std::string out;
    for (const char c : path) {
        // Characters, not bytes: what is no ASCII means nothing to a pattern.
        if (c != '/' && static_cast<unsigned char>(c) < 0x80) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

/// As the scanner makes them: single slashes, none at the ends.
bool is_relative(std::string_view path) {
    return !path.empty() && !path.starts_with('/') && !path.ends_with('/') &&
           path.find("//") == std::string_view::npos;
}

bool matches(const std::string& pattern, std::string_view path) {
    const auto glob = Glob::parse(pattern);
    return glob && glob->matches(path, false);
}

/// Patterns whose answer is known without reading them.
void check_known(std::string_view path) {
    const std::string exact = "/" + escaped(path);
    expect(matches(exact, path), "a path whose characters are all escaped matches itself");
    expect(!matches(exact + "x", path), "and nothing longer does");
    expect(matches("/**/" + escaped(path), path), "** is also no folder");
    expect(matches("*", path), "* is any name");
    expect(!matches(exact + "/", path), "a slash at the end asks for a folder");
}

} // namespace

/// A pattern, a NUL, a path.
void fuzz_glob(ByteView input) {
    const std::string_view text = as_text(input);
    const auto middle = text.find('\0');
    const std::string_view pattern = text.substr(0, middle);
    const std::string_view path =
        middle == std::string_view::npos ? std::string_view() : text.substr(middle + 1);
    const auto glob = Glob::parse(pattern);
    expect(glob || glob.error().code == OutcomeClass::usage, "a bad pattern is a usage error");
    if (!is_relative(path)) {
        return;
    }
    check_known(path);
    if (!glob) {
        return;
    }
    const bool file = glob->matches(path, false);
    const bool folder = glob->matches(path, true);
    expect(folder || !file, "what matches a file of this name matches a folder");
    if (!pattern.ends_with('/') && !pattern.empty()) {
        expect(file == folder, "only a slash at the end asks what it is");
    }
    if (pattern.find('/') == std::string_view::npos) {
        expect(glob->matches("folder/" + std::string(path), true) == folder,
               "a pattern without a slash is about the name alone");
    } else if (pattern.starts_with('/') && folder) {
        const auto deeper = Glob::parse("**" + std::string(pattern));
        expect(deeper && deeper->matches("a/b/" + std::string(path), true),
               "behind ** it matches at any depth");
    }
}

} // namespace imgbatch::test
