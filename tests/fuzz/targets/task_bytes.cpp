#include <imgbatch/image_task.h>

#include "fuzz/check.h"
#include "fuzz/targets.h"
#include "pipeline/inspect_image.h"
#include "record/record.h"

#include <string>

namespace imgbatch::test {
namespace {

/// What is decoded is encoded to bytes that mean the same; whether they are the same bytes, too.
template <class Decode>
void check_round_trip(std::string_view bytes, Decode decode, bool one_spelling) {
    const auto value = decode(bytes);
    if (!value) {
        expect(value.error().code == OutcomeClass::internal, "malformed bytes are a bug of ours");
        return;
    }
    const std::string again = encode(*value);
    expect(!one_spelling || again == bytes, "there is one spelling");
    const auto reread = decode(again);
    expect(reread && encode(*reread) == again, "what is written is read back");
}

} // namespace

/// The payloads of tasks and results.
void fuzz_task_bytes(ByteView input) {
    Choices choices(input);
    const unsigned kind = choices.byte() % 3;
    const std::string_view bytes = as_text(choices.rest());
    if (kind == 0) {
        check_round_trip(bytes, decode_image_task, false); // truth is any byte but 0
    } else if (kind == 1) {
        check_round_trip(bytes, decode_image_outcome, true);
        if (const auto outcome = decode_image_outcome(bytes)) {
            // Whatever a worker says is one line.
            const std::string line = to_json_line(*outcome);
            expect(line.find('\n') == line.size() - 1, "an outcome is told in one line");
        }
    } else {
        check_round_trip(bytes, decode_inspected, false);
    }
}

} // namespace imgbatch::test
