#include <imgbatch/outcome_class.h>

#include <array>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::array<std::pair<OutcomeClass, std::string_view>, 27> words{{
    {OutcomeClass::ok, "ok"},
    {OutcomeClass::ok_warned, "ok-warned"},
    {OutcomeClass::up_to_date, "up-to-date"},
    {OutcomeClass::skipped_existing, "skipped-existing"},
    {OutcomeClass::skipped_special, "skipped-special"},
    {OutcomeClass::skipped_other, "skipped-other"},
    {OutcomeClass::copied, "copied"},
    {OutcomeClass::empty, "empty"},
    {OutcomeClass::not_image, "not-image"},
    {OutcomeClass::unsupported, "unsupported"},
    {OutcomeClass::truncated, "truncated"},
    {OutcomeClass::corrupt, "corrupt"},
    {OutcomeClass::limit, "limit"},
    {OutcomeClass::read_error, "read-error"},
    {OutcomeClass::changed, "changed"},
    {OutcomeClass::vanished, "vanished"},
    {OutcomeClass::collision, "collision"},
    {OutcomeClass::name_too_long, "name-too-long"},
    {OutcomeClass::write_error, "write-error"},
    {OutcomeClass::memory, "memory"},
    {OutcomeClass::timeout, "timeout"},
    {OutcomeClass::crashed, "crashed"},
    {OutcomeClass::killed, "killed"},
    {OutcomeClass::cancelled, "cancelled"},
    {OutcomeClass::usage, "usage"},
    {OutcomeClass::no_input, "no-input"},
    {OutcomeClass::internal, "internal"},
}};

} // namespace

std::string_view to_word(OutcomeClass value) {
    for (const auto& [known, word] : words) {
        if (known == value) {
            return word;
        }
    }
    return "internal";
}

std::optional<OutcomeClass> outcome_class_from_word(std::string_view word) {
    for (const auto& [value, known] : words) {
        if (known == word) {
            return value;
        }
    }
    return std::nullopt;
}

bool is_failure(OutcomeClass value) {
    switch (value) {
    case OutcomeClass::ok:
    case OutcomeClass::ok_warned:
    case OutcomeClass::up_to_date:
    case OutcomeClass::skipped_existing:
    case OutcomeClass::skipped_special:
    case OutcomeClass::skipped_other:
    case OutcomeClass::copied:
    case OutcomeClass::vanished:
        return false;
    default:
        return true;
    }
}

} // namespace imgbatch
