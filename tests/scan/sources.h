/// What the tests of input sources share.
#pragma once

#include "scan/input_source.h"
#include "scan/scanner.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace imgbatch::test {

inline Scanner scanner_of(std::vector<std::string> arguments, const ScanOptions& options = {},
                          std::vector<std::string> left_out = {}) {
    auto scanner = Scanner::create(std::move(arguments), options, std::move(left_out));
    REQUIRE(scanner);
    return *std::move(scanner);
}

/// The defaults but for what `change` sets.
template <class Change>
ScanOptions options_with(Change change) {
    ScanOptions options;
    change(options);
    return options;
}

/// What comes next, past turns given to the caller; fails the case when it would have to wait.
inline NextInput next_of(InputSource& source) {
    for (int turns = 0; turns < 1'000'000; ++turns) {
        NextInput next = source.next();
        const auto* not_yet = std::get_if<NotYet>(&next);
        if (not_yet == nullptr) {
            return next;
        }
        pollfd poll_fd{not_yet->fd, POLLIN, 0};
        REQUIRE(::poll(&poll_fd, 1, 0) == 1);
    }
    FAIL("the source gives nothing");
    return NoMore{};
}

/// The next entry; fails the case if there is none.
inline Found next_found(InputSource& source) {
    NextInput next = next_of(source);
    REQUIRE(std::holds_alternative<Found>(next));
    return std::get<Found>(std::move(next));
}

/// All entries up to NoMore; fails the case after very many.
inline std::vector<Found> all_of(InputSource& source) {
    std::vector<Found> all;
    for (NextInput next = next_of(source); !std::holds_alternative<NoMore>(next);
         next = next_of(source)) {
        all.push_back(std::get<Found>(std::move(next)));
        REQUIRE(all.size() < 1'000'000);
    }
    return all;
}

/// "relative" of an input, "relative=class" of a record that is none.
inline std::vector<std::string> told(const std::vector<Found>& all) {
    std::vector<std::string> lines;
    lines.reserve(all.size());
    for (const Found& found : all) {
        lines.push_back(found.error ? found.relative + "=" + std::string(to_word(found.error->code))
                                    : found.relative);
    }
    return lines;
}

inline std::vector<std::string> scan(std::vector<std::string> arguments,
                                     const ScanOptions& options = {},
                                     std::vector<std::string> left_out = {}) {
    Scanner scanner = scanner_of(std::move(arguments), options, std::move(left_out));
    return told(all_of(scanner));
}

/// The current folder is another one until the end of the block.
class InFolder {
public:
    explicit InFolder(const std::string& folder) : before_(std::filesystem::current_path()) {
        std::filesystem::current_path(folder);
    }
    InFolder(const InFolder&) = delete;
    InFolder& operator=(const InFolder&) = delete;
    ~InFolder() {
        std::error_code ignored;
        std::filesystem::current_path(before_, ignored);
    }

private:
    std::filesystem::path before_;
};

using Names = std::vector<std::string>;

} // namespace imgbatch::test
