#include <imgbatch/image_task.h>

#include "base/byte_reader.h"
#include "base/byte_writer.h"

#include <array>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::array<std::pair<ImageFormat, std::string_view>, 12> format_words{{
    {ImageFormat::unknown, ""},
    {ImageFormat::jpeg, "jpeg"},
    {ImageFormat::png, "png"},
    {ImageFormat::webp, "webp"},
    {ImageFormat::gif, "gif"},
    {ImageFormat::bmp, "bmp"},
    {ImageFormat::tiff, "tiff"},
    {ImageFormat::heic, "heic"},
    {ImageFormat::avif, "avif"},
    {ImageFormat::jxl, "jxl"},
    {ImageFormat::pnm, "pnm"},
    {ImageFormat::svg, "svg"},
}};

void write(ByteWriter& out, PixelSize size) {
    out.number(size.width);
    out.number(size.height);
}

PixelSize read_size(ByteReader& in) {
    const auto width = in.number<std::uint32_t>();
    const auto height = in.number<std::uint32_t>();
    return {width, height};
}

/// Enumerators cross as one byte; `last` is the highest that means something.
template <class Enum>
Enum read_enum(ByteReader& in, Enum last, bool& valid) {
    const auto value = in.number<std::uint8_t>();
    valid = valid && value <= static_cast<std::uint8_t>(last);
    return static_cast<Enum>(value);
}

Error bad_bytes(std::string_view what) {
    return Error{OutcomeClass::internal, Stage::worker, std::string(what), 0};
}

} // namespace

std::string_view to_word(ImageFormat format) {
    for (const auto& [value, word] : format_words) {
        if (value == format) {
            return word;
        }
    }
    return "";
}

std::string encode(const ImageTask& task) {
    ByteWriter out;
    out.number(task.index);
    out.text(task.input);
    out.text(task.output);
    out.number(static_cast<std::uint8_t>(task.named));
    out.number(static_cast<std::uint8_t>(task.late_fields));
    out.number(static_cast<std::uint8_t>(task.adapt_extension));
    out.number(static_cast<std::uint8_t>(task.outdated));
    out.number(task.input_bytes);
    return std::move(out).finish();
}

Expected<ImageTask> decode_image_task(std::string_view bytes) {
    ByteReader in(bytes);
    ImageTask task;
    task.index = in.number<std::uint64_t>();
    task.input = in.text();
    task.output = in.text();
    task.named = in.number<std::uint8_t>() != 0;
    task.late_fields = in.number<std::uint8_t>() != 0;
    task.adapt_extension = in.number<std::uint8_t>() != 0;
    task.outdated = in.number<std::uint8_t>() != 0;
    task.input_bytes = in.number<std::uint64_t>();
    if (!in.finished()) {
        return bad_bytes("a task's bytes are malformed");
    }
    return task;
}

std::string encode(const ImageOutcome& outcome) {
    ByteWriter out;
    out.number(outcome.index);
    out.text(outcome.input);
    out.text(outcome.output);
    out.number(static_cast<std::uint8_t>(outcome.outcome));
    out.number(static_cast<std::uint8_t>(outcome.stage));
    out.text(outcome.message);
    out.number(static_cast<std::uint32_t>(outcome.errno_value));
    out.number(static_cast<std::uint32_t>(outcome.signal));
    out.number(static_cast<std::uint32_t>(outcome.attempts));
    out.number(static_cast<std::uint32_t>(outcome.warnings.size()));
    for (const std::string& warning : outcome.warnings) {
        out.text(warning);
    }
    out.number(static_cast<std::uint8_t>(outcome.input_format));
    out.number(static_cast<std::uint8_t>(outcome.output_format));
    write(out, outcome.input_size);
    write(out, outcome.output_size);
    out.number(outcome.input_bytes);
    out.number(outcome.output_bytes);
    out.number(outcome.input_modified);
    out.number(outcome.output_modified);
    out.number(outcome.options);
    for (const auto time : {outcome.times.read, outcome.times.decode, outcome.times.transform,
                            outcome.times.encode, outcome.times.commit}) {
        out.number(time);
    }
    return std::move(out).finish();
}

Expected<ImageOutcome> decode_image_outcome(std::string_view bytes) {
    ByteReader in(bytes);
    ImageOutcome outcome;
    bool valid = true;
    outcome.index = in.number<std::uint64_t>();
    outcome.input = in.text();
    outcome.output = in.text();
    outcome.outcome = read_enum(in, OutcomeClass::internal, valid);
    outcome.stage = read_enum(in, Stage::worker, valid);
    outcome.message = in.text();
    outcome.errno_value = static_cast<int>(in.number<std::uint32_t>());
    outcome.signal = static_cast<int>(in.number<std::uint32_t>());
    outcome.attempts = in.number<std::uint32_t>();
    const auto warning_count = in.number<std::uint32_t>();
    // Each warning takes at least its four length bytes: a count beyond that is a lie.
    if (warning_count > in.remaining() / 4) {
        return bad_bytes("an outcome's bytes are malformed");
    }
    for (std::uint32_t i = 0; i < warning_count; ++i) {
        outcome.warnings.push_back(in.text());
    }
    outcome.input_format = read_enum(in, ImageFormat::svg, valid);
    outcome.output_format = read_enum(in, ImageFormat::svg, valid);
    outcome.input_size = read_size(in);
    outcome.output_size = read_size(in);
    outcome.input_bytes = in.number<std::uint64_t>();
    outcome.output_bytes = in.number<std::uint64_t>();
    outcome.input_modified = in.number<std::uint64_t>();
    outcome.output_modified = in.number<std::uint64_t>();
    outcome.options = in.number<std::uint64_t>();
    outcome.times.read = in.number<std::uint64_t>();
    outcome.times.decode = in.number<std::uint64_t>();
    outcome.times.transform = in.number<std::uint64_t>();
    outcome.times.encode = in.number<std::uint64_t>();
    outcome.times.commit = in.number<std::uint64_t>();
    if (!valid || !in.finished()) {
        return bad_bytes("an outcome's bytes are malformed");
    }
    return outcome;
}

} // namespace imgbatch
