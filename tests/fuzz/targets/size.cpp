#include "cli/arguments.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"
#include "image/geometry.h"
#include "image/size_spec.h"

#include <cmath>
#include <string>

namespace imgbatch::test {
namespace {

bool in_range(const std::optional<std::uint32_t>& side) {
    return !side || (*side >= 1 && *side <= max_result_side);
}

void check_geometry(Size source, const GeometryOptions& options) {
    const auto plan = plan_geometry(source, options);
    if (!plan) {
        expect(plan.error().code == OutcomeClass::limit, "what is too large is a limit");
        return;
    }
    constexpr int longest = max_result_side;
    const Rect& crop = plan->crop;
    expect(plan->scaled.width >= 1 && plan->scaled.height >= 1, "nothing is scaled to nothing");
    expect(plan->canvas.width >= 1 && plan->canvas.width <= longest && plan->canvas.height >= 1 &&
               plan->canvas.height <= longest,
           "a result has sides that a file can hold");
    expect(crop.x >= 0 && crop.y >= 0 && crop.width >= 1 && crop.height >= 1 &&
               crop.width <= plan->scaled.width - crop.x &&
               crop.height <= plan->scaled.height - crop.y,
           "the crop lies within what is scaled");
    expect(plan->canvas_x >= 0 && plan->canvas_y >= 0 &&
               plan->canvas_x + crop.width <= plan->canvas.width &&
               plan->canvas_y + crop.height <= plan->canvas.height,
           "the crop lies within the canvas");
}

} // namespace

/// Sizes as they are typed, and the geometry that they make of any source.
void fuzz_size(ByteView input) {
    Choices choices(input);
    const Size source{1 + static_cast<int>(choices.word()), 1 + static_cast<int>(choices.word())};
    GeometryOptions options;
    const unsigned choice = choices.byte();
    options.fit = static_cast<Fit>(choice % 5);
    options.gravity = static_cast<Gravity>(choice / 5 % 9);
    options.enlarge = choice >= 128;
    const GeometryOptions before = options;
    const std::string_view text = as_text(choices.rest());
    if (const auto parsed = parse_size(text, options); !parsed) {
        expect(parsed.error().code == OutcomeClass::usage &&
                   parsed.error().message.find(text) != std::string::npos,
               "an error quotes what was typed");
        expect(!options.size && options.fit == before.fit && options.enlarge == before.enlarge &&
                   options.only_enlarge == before.only_enlarge,
               "an error leaves the options alone");
        return;
    }
    const SizeSpec& size = *options.size;
    expect(size.percent.has_value() != (size.width || size.height), "sides or a percentage");
    expect(in_range(size.width) && in_range(size.height), "sides are 1 to 65,535");
    expect(!size.percent || (std::isfinite(*size.percent) && *size.percent > 0.0),
           "a percentage is greater than 0");
    check_geometry(source, options);

    const std::string label = cli::size_label(size);
    expect(!label.empty() && label.find('/') == std::string::npos, "a label is part of a name");
    if (!size.percent) {
        GeometryOptions again;
        expect(parse_size(label, again) && again.size->width == size.width &&
                   again.size->height == size.height,
               "a label says the same size");
    }
}

} // namespace imgbatch::test
