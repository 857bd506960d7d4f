#include <imgbatch/result.h>

#include <array>
#include <cstring>

namespace imgbatch {
namespace {

constexpr std::array<std::pair<Stage, std::string_view>, 10> stage_words{{
    {Stage::none, ""},
    {Stage::scan, "scan"},
    {Stage::plan, "plan"},
    {Stage::read, "read"},
    {Stage::probe, "probe"},
    {Stage::decode, "decode"},
    {Stage::transform, "transform"},
    {Stage::encode, "encode"},
    {Stage::commit, "commit"},
    {Stage::worker, "worker"},
}};

} // namespace

std::string_view to_word(Stage stage) {
    for (const auto& [value, word] : stage_words) {
        if (value == stage) {
            return word;
        }
    }
    return "";
}

std::optional<Stage> stage_from_word(std::string_view word) {
    for (const auto& [value, known] : stage_words) {
        if (known == word) {
            return value;
        }
    }
    return std::nullopt;
}

Error system_error(OutcomeClass code, Stage stage, std::string_view what, int errno_value) {
    char buffer[256];
    // The GNU form: returns the text, which need not lie in the buffer; safe between threads.
    const char* reason = ::strerror_r(errno_value, buffer, sizeof buffer);
    return Error{code, stage, std::string(what) + ": " + reason, errno_value};
}

} // namespace imgbatch
