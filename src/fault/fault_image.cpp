#include "fault/fault_image.h"

#include "fault/deeds.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace imgbatch::fault {
namespace {

constexpr std::string_view magic = "IMGBFLT1 ";
constexpr std::size_t longest_trailer = 512;

} // namespace

Expected<void> obey_image(const ByteSource& source, Stage stage) {
    if (!source.in_memory()) {
        return {};
    }
    const ByteView all = source.view();
    const std::string_view tail = as_text(all.last(std::min(all.size(), longest_trailer)));
    const auto begin = tail.rfind(magic);
    if (begin == std::string_view::npos) {
        return {};
    }
    const std::string_view trailer = tail.substr(begin + magic.size());
    const auto space = trailer.find(' ');
    if (space == std::string_view::npos || !stage_from_word(trailer.substr(0, space))) {
        return Error{OutcomeClass::corrupt, stage, "fault: the trailer names no stage", 0};
    }
    if (trailer.substr(0, space) != to_word(stage)) {
        return {};
    }
    auto done = obey(trailer.substr(space + 1));
    if (done) {
        return {};
    }
    Error error = std::move(done).error();
    error.stage = stage;
    return error;
}

} // namespace imgbatch::fault
