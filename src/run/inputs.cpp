#include "run/inputs.h"

#include "base/try.h"
#include "scan/list_reader.h"
#include "scan/scanner.h"

#include <poll.h>

#include <optional>
#include <utility>

namespace imgbatch {
namespace {

/// The paths of the command line first, then the list.
class ChainedInputs final : public InputSource {
public:
    ChainedInputs(std::optional<Scanner> scanner, std::optional<ListReader> list)
        : scanner_(std::move(scanner)), list_(std::move(list)) {}

    NextInput next() override {
        if (scanner_) {
            NextInput found = scanner_->next();
            if (!std::holds_alternative<NoMore>(found)) {
                return found;
            }
            scanner_.reset();
        }
        return list_ ? list_->next() : NextInput(NoMore{});
    }

private:
    std::optional<Scanner> scanner_;
    std::optional<ListReader> list_;
};

void wait_readable(int fd, const StopFlag* stop) {
    pollfd fds[2] = {{fd, POLLIN, 0}, {stop != nullptr ? stop->wait_fd() : -1, POLLIN, 0}};
    // An interrupted wait is as good as a finished one: the caller asks again.
    [[maybe_unused]] const int ready = ::poll(fds, 2, -1);
}

} // namespace

Expected<std::unique_ptr<InputSource>>
open_inputs(const InputOptions& input, const ScanOptions& scan, std::vector<std::string> left_out) {
    std::optional<Scanner> scanner;
    if (!input.paths.empty()) {
        IMGBATCH_TRY(scanner, Scanner::create(input.paths, scan, std::move(left_out)));
    }
    std::optional<ListReader> list;
    if (input.files_from) {
        ListOptions options;
        options.separator = input.null_separated ? '\0' : '\n';
        options.base = input.base;
        options.root = input.paths.size();
        auto opened = ListReader::open(*input.files_from, options);
        if (!opened) {
            // No list, no run: nothing was touched.
            Error error = std::move(opened).error();
            error.code = OutcomeClass::usage;
            error.message = "--files-from " + *input.files_from + ": " + error.message;
            return error;
        }
        list.emplace(*std::move(opened));
    }
    return std::unique_ptr<InputSource>(
        std::make_unique<ChainedInputs>(std::move(scanner), std::move(list)));
}

std::vector<Found> list_inputs(InputSource& inputs, const StopFlag* stop) {
    std::vector<Found> all;
    while (stop == nullptr || !stop->requested()) {
        NextInput next = inputs.next();
        if (auto* found = std::get_if<Found>(&next)) {
            all.push_back(std::move(*found));
        } else if (const auto* wait = std::get_if<NotYet>(&next)) {
            wait_readable(wait->fd, stop);
        } else {
            break;
        }
    }
    return all;
}

} // namespace imgbatch
