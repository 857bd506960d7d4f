#include "scan/image_name.h"

#include "base/path.h"
#include "scan/output_template.h"
#include "task/image_format.h"

namespace imgbatch {
namespace {

std::string joined(std::string_view stem, std::string_view extension) {
    return std::string(stem).append(".").append(extension);
}

std::string adapted(const std::string& path, std::string_view input, ImageFormat written) {
    const ImageName planned = split_image_name(path);
    if (planned.claimed == written) {
        return path;
    }
    const std::string_view right = default_extension(written);
    const ImageName source = split_image_name(input);
    if (planned.extension.empty() || source.extension.empty()) {
        return joined(path, right);
    }
    return joined(joined(planned.stem, source.extension), right);
}

} // namespace

ImageName split_image_name(std::string_view path) {
    const std::string_view extension = path_extension(path);
    const ImageFormat claimed = format_from_extension(extension);
    if (claimed == ImageFormat::unknown) {
        return {path, {}, claimed};
    }
    return {path.substr(0, path.size() - extension.size() - 1), extension, claimed};
}

std::string_view planned_extension(const ImageName& input, OutputFormat format) {
    ImageFormat target = to_image_format(format);
    if (format == OutputFormat::same && input.claimed != ImageFormat::unknown) {
        target = same_output_format(input.claimed);
    }
    return input.claimed == target ? input.extension : default_extension(target);
}

Expected<std::string> finish_output_path(const Planned& planned, std::string_view input,
                                         const WrittenImage& written) {
    if (planned.in_place) {
        if (written.format != written.input_format) {
            return Error{OutcomeClass::unsupported, Stage::encode,
                         "cannot be replaced in place: " +
                             std::string(to_word(written.input_format)) + " is not written",
                         0};
        }
        return planned.path;
    }
    std::string path = planned.late_fields
                           ? fill_late_fields(planned.path, written.size, written.hash)
                           : planned.path;
    return planned.adapt_extension ? adapted(path, input, written.format) : path;
}

} // namespace imgbatch
