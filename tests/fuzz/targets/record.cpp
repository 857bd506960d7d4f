#include "record/record.h"

#include "fuzz/check.h"
#include "fuzz/targets.h"
#include "record/terminal_text.h"
#include "record/utf8.h"

#include <algorithm>
#include <string>

namespace imgbatch::test {
namespace {

std::string told(const Record& record) {
    return record.type == RecordType::image ? to_json_line(record.image)
                                            : to_json_line(record.summary);
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

} // namespace

/// A line is a record or an error, and a record can be told again.
void fuzz_record(ByteView input) {
    const auto record = parse_record(as_text(input));
    if (!record) {
        expect(record.error().code == OutcomeClass::corrupt && !record.error().message.empty(),
               "what is no record is corrupt, and it is said why");
        return;
    }
    const std::string line = told(*record);
    expect(is_utf8(line), "a line is UTF-8");
    expect(line.ends_with('\n') && std::none_of(line.begin(), line.end() - 1, is_control),
           "a line is one line, and does nothing to a terminal");
    const auto again = parse_record(line);
    expect(again && told(*again) == line, "a line that was told is in its final form");
    if (record->type == RecordType::image) {
        expect(again->image.input == record->image.input &&
                   again->image.output == record->image.output,
               "names are kept byte by byte");
        const std::string shown = terminal_text(record->image.input);
        expect(is_utf8(shown) && std::none_of(shown.begin(), shown.end(), is_control),
               "a name on a terminal is only shown");
    }
}

} // namespace imgbatch::test
