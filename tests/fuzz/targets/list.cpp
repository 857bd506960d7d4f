#include "fuzz/check.h"
#include "fuzz/targets.h"
#include "scan/list_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace imgbatch::test {
namespace {

/// All entries of `text`, which comes through a pipe in pieces of `piece` bytes.
std::vector<Found> read_list(std::string_view text, char separator, std::size_t piece) {
    std::array<int, 2> ends{};
    expect(::pipe2(ends.data(), O_CLOEXEC) == 0, "there is a pipe");
    ListReader reader{Fd(ends[0]), ListOptions{separator, std::nullopt, 3}};
    Fd writer(ends[1]);
    std::vector<Found> found;
    for (;;) {
        auto next = reader.next();
        if (auto* entry = std::get_if<Found>(&next)) {
            found.push_back(std::move(*entry));
        } else if (std::holds_alternative<NoMore>(next)) {
            return found;
        } else if (text.empty()) {
            writer = Fd();
        } else {
            // At most what a pipe holds, so that nothing waits.
            const auto size = std::min({text.size(), piece, std::size_t{4096}});
            expect(::write(writer.get(), text.data(), size) == static_cast<ssize_t>(size),
                   "a pipe takes a page");
            text.remove_prefix(size);
        }
    }
}

/// What lies between separators, without what is empty.
std::vector<std::string> entries(std::string_view text, char separator) {
    std::vector<std::string> list;
    while (!text.empty()) {
        const auto end = text.find(separator);
        if (end != 0) {
            list.emplace_back(text.substr(0, end));
        }
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return list;
}

bool climbs(std::string_view relative) {
    return relative.starts_with('/') || relative == ".." || relative.starts_with("../") ||
           relative.ends_with("/..") || relative.find("/../") != std::string_view::npos;
}

} // namespace

/// Lists are the same however they arrive, and hold every entry once.
void fuzz_list(ByteView input) {
    Choices choices(input);
    const unsigned choice = choices.byte();
    const char separator = choice % 2 == 0 ? '\n' : '\0';
    const std::string_view text = as_text(choices.rest());
    const auto whole = read_list(text, separator, 4096);
    // Long texts in fewer pieces: what matters is where they are cut, and each costs system calls.
    const std::size_t piece = std::max(std::size_t{1} + choice / 2, text.size() / 64);
    const auto pieces = read_list(text, separator, piece);
    const auto wanted = entries(text, separator);
    expect(whole.size() == wanted.size() && pieces.size() == wanted.size(),
           "every entry is found once");
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const Found& entry = whole[i];
        expect(entry.path == pieces[i].path && entry.relative == pieces[i].relative &&
                   entry.error.has_value() == pieces[i].error.has_value(),
               "pieces change nothing");
        expect(entry.named && entry.root == 3, "an entry is a name of the user's");
        if (entry.error && entry.error->code == OutcomeClass::name_too_long) {
            expect(wanted[i].starts_with(entry.path), "a name that is too long is cut");
        } else {
            expect(entry.path == wanted[i], "a name is taken as it is");
        }
        expect(entry.error || !climbs(entry.relative), "no entry lands outside the output");
    }
}

} // namespace imgbatch::test
