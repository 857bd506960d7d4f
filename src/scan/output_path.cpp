#include "scan/output_path.h"

#include "base/path.h"
#include "base/try.h"
#include "scan/file_id.h"
#include "task/image_format.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <system_error>
#include <utility>

namespace imgbatch {
namespace {

Error usage(std::string message) {
    return Error{OutcomeClass::usage, Stage::plan, std::move(message), 0};
}

bool exists(const std::string& path, bool& is_folder) {
    struct stat status {};
    const bool found = ::stat(path.c_str(), &status) == 0;
    is_folder = found && S_ISDIR(status.st_mode);
    return found;
}

std::string without_slashes_at_end(std::string path) {
    while (path.size() > 1 && path.back() == '/') {
        path.pop_back();
    }
    return path;
}

/// `photos` as it is spelt, but "." and ".." by the name that the folder really has.
std::string named_folder(const std::string& path) {
    const std::string_view name = path_name(path);
    if (name != "." && name != "..") {
        return without_slashes_at_end(path);
    }
    std::error_code error;
    const auto real = std::filesystem::canonical(path, error);
    return error ? std::string() : real.string();
}

} // namespace

InputArgument input_argument(std::string path) {
    bool is_folder = false;
    if (path == "-") {
        return {std::move(path), InputKind::standard_input};
    }
    exists(path, is_folder);
    return {std::move(path), is_folder ? InputKind::directory : InputKind::file};
}

OutputNamer::OutputNamer(OutputRequest request, std::vector<InputArgument> inputs)
    : request_(std::move(request)), inputs_(std::move(inputs)), format_(request_.format) {
}

Expected<OutputNamer> OutputNamer::create(OutputRequest request,
                                          std::vector<InputArgument> inputs) {
    OutputNamer namer(std::move(request), std::move(inputs));
    IMGBATCH_TRY(namer.choose_form());
    return namer;
}

Expected<void> OutputNamer::choose_form() {
    const bool standard_input =
        std::any_of(inputs_.begin(), inputs_.end(), [](const InputArgument& input) {
            return input.kind == InputKind::standard_input;
        });
    if (request_.in_place) {
        form_ = Form::in_place;
        if (request_.output) {
            return usage("--in-place and -o exclude each other");
        }
        if (request_.format != OutputFormat::same) {
            return usage("--in-place keeps each file's format; leave out -f");
        }
        return standard_input ? usage("standard input has no place; leave out --in-place")
                              : Expected<void>();
    }
    if (request_.output && request_.output->find('{') != std::string::npos) {
        return use_template(*request_.output);
    }
    if (request_.output) {
        IMGBATCH_TRY(use_file_or_folder(*request_.output));
    } else {
        IMGBATCH_TRY(use_defaults());
    }
    if (standard_input && form_ != Form::file) {
        return usage("an image from standard input has no name; say -o FILE, such as -o out.jpg");
    }
    return {};
}

/// An extension that the user spelt decides the format, unless -f has said another.
Expected<void> OutputNamer::use_spelt_extension(std::string_view extension) {
    const ImageFormat claimed = format_from_extension(extension);
    if (!is_output_format(claimed)) {
        return usage("." + std::string(extension) +
                     " files are not written; the output formats are jpg, png, webp and avif");
    }
    const OutputFormat spelt = to_output_format(claimed);
    if (format_ != OutputFormat::same && format_ != spelt) {
        return usage("-o says ." + std::string(extension) + ", but -f says " +
                     std::string(to_word(to_image_format(format_))));
    }
    format_ = spelt;
    return {};
}

Expected<void> OutputNamer::use_template(const std::string& text) {
    form_ = Form::filled_template;
    IMGBATCH_TRY(filled_, OutputTemplate::parse(text));
    const std::string_view extension = filled_->literal_extension();
    spelt_extension_ = format_from_extension(extension) != ImageFormat::unknown;
    return spelt_extension_ ? use_spelt_extension(extension) : Expected<void>();
}

Expected<void> OutputNamer::use_file_or_folder(const std::string& value) {
    if (value.empty()) {
        return usage("-o is empty");
    }
    if (value == "-") {
        return usage("-o - is for - as input: imgbatch resize - < FILE");
    }
    bool is_folder = false;
    const bool found = exists(value, is_folder);
    const std::string_view extension = path_extension(value);
    const bool like_an_image = format_from_extension(extension) != ImageFormat::unknown;
    if (is_folder || value.back() == '/' || !like_an_image) {
        if (found && !is_folder) {
            return usage("-o '" + value + "' is a file and no folder, nor an output format's " +
                         "name (jpg, png, webp, avif)");
        }
        return use_folder(value);
    }
    if (!single_file()) {
        return usage("-o '" + value + "' names one file, but the inputs may be many; for a " +
                     "folder of that name write '" + value + "/'");
    }
    form_ = Form::file;
    target_ = value;
    return use_spelt_extension(extension);
}

Expected<void> OutputNamer::use_folder(const std::string& value) {
    form_ = Form::folder;
    target_ = without_slashes_at_end(value);
    const auto id = file_id(value);
    for (const InputArgument& input : inputs_) {
        const bool same = input.kind == InputKind::directory && id && file_id(input.path) == id;
        if (same && format_ == OutputFormat::same) {
            return usage("-o '" + value + "' is the input folder itself; to replace its files " +
                         "use --in-place");
        }
    }
    return {};
}

Expected<void> OutputNamer::use_defaults() {
    form_ = Form::beside;
    if (request_.label.empty()) {
        return usage("say where to write with -o, or --in-place");
    }
    for (const InputArgument& input : inputs_) {
        if (input.kind != InputKind::directory) {
            folders_.emplace_back();
            continue;
        }
        const std::string folder = named_folder(input.path);
        if (folder.empty() || folder == "/") {
            return usage("no folder can be made beside '" + input.path +
                         "'; say where to write with -o");
        }
        folders_.push_back(folder + "-" + request_.label);
    }
    return {};
}

bool OutputNamer::single_file() const {
    return inputs_.size() == 1 && (inputs_.front().kind == InputKind::file ||
                                   inputs_.front().kind == InputKind::standard_input);
}

std::vector<std::string> OutputNamer::output_roots() const {
    std::vector<std::string> roots;
    if (form_ == Form::folder) {
        roots.push_back(target_);
    } else if (form_ == Form::filled_template && !filled_->leading_folder().empty()) {
        roots.push_back(filled_->leading_folder());
    } else if (form_ == Form::beside) {
        std::copy_if(folders_.begin(), folders_.end(), std::back_inserter(roots),
                     [](const std::string& folder) { return !folder.empty(); });
    }
    return roots;
}

std::vector<std::string> OutputNamer::output_folders() const {
    std::vector<std::string> folders;
    if (form_ == Form::file) {
        folders.push_back(path_parent(target_));
    } else if (form_ == Form::folder || form_ == Form::filled_template) {
        folders = output_roots();
        if (folders.empty()) {
            folders.emplace_back("."); // a template that begins with a field
        }
    } else {
        for (std::size_t i = 0; i < inputs_.size(); ++i) {
            folders.push_back(folder_beside(i));
        }
    }
    return folders;
}

/// Where the outputs of input `i` lie, in place or without -o.
std::string OutputNamer::folder_beside(std::size_t i) const {
    const InputArgument& input = inputs_[i];
    switch (input.kind) {
    case InputKind::directory:
        return form_ == Form::in_place ? input.path : folders_[i];
    case InputKind::file:
        return path_parent(input.path);
    default:
        return "/";
    }
}

std::string OutputNamer::state_root() const {
    if (single_file() || form_ == Form::file) {
        return {};
    }
    if (form_ == Form::in_place) {
        const auto folder =
            std::find_if(inputs_.begin(), inputs_.end(), [](const InputArgument& input) {
                return input.kind == InputKind::directory;
            });
        return folder == inputs_.end() ? std::string() : without_slashes_at_end(folder->path);
    }
    const auto roots = output_roots();
    if (roots.empty()) {
        return form_ == Form::filled_template ? "." : "";
    }
    return roots.front();
}

bool OutputNamer::names_known_first() const {
    const auto is_stream = [](const InputArgument& input) {
        return input.kind == InputKind::list && input.path == "-";
    };
    if (std::any_of(inputs_.begin(), inputs_.end(), is_stream)) {
        return false;
    }
    const bool one_folder = inputs_.size() == 1 && inputs_.front().kind == InputKind::directory;
    return !one_folder || form_ == Form::filled_template || format_ != OutputFormat::same;
}

Planned OutputNamer::plan(const Found& found) const {
    switch (form_) {
    case Form::file:
        return {target_, false, false, false};
    case Form::filled_template:
        return plan_template(found);
    case Form::in_place:
        return {found.path, false, false, true};
    case Form::folder:
        return {path_join(target_, with_extension(found.relative)), false, true, false};
    case Form::beside:
        break;
    }
    assert(found.root < folders_.size());
    const std::string& folder = folders_[found.root];
    return {folder.empty() ? beside(found.path) : path_join(folder, with_extension(found.relative)),
            false, true, false};
}

Planned OutputNamer::plan_template(const Found& found) const {
    const ImageName name = split_image_name(found.relative);
    const auto slash = name.stem.rfind('/');
    EarlyFields fields{{}, name.stem, planned_extension(name, format_)};
    if (slash != std::string_view::npos) {
        fields.dir = name.stem.substr(0, slash);
        fields.name = name.stem.substr(slash + 1);
    }
    if (fields.name == "." || fields.name == "..") {
        fields.name = path_name(found.relative); // of "...jpg"; as a folder it would climb
    }
    Planned planned{filled_->fill(fields), filled_->has_late_fields(), !spelt_extension_, false};
    if (!spelt_extension_ && !filled_->ends_with_ext() && !fields.ext.empty()) {
        planned.path.append(".").append(fields.ext);
    }
    return planned;
}

std::string OutputNamer::with_extension(std::string_view path) const {
    const ImageName name = split_image_name(path);
    const std::string_view extension = planned_extension(name, format_);
    std::string planned(name.stem);
    return extension.empty() ? planned : planned.append(".").append(extension);
}

/// "a/b.jpg" -> "a/b-800x600.jpg".
std::string OutputNamer::beside(const std::string& input) const {
    const ImageName name = split_image_name(path_name(input));
    std::string labelled = std::string(name.stem).append("-").append(request_.label);
    const std::string_view extension = planned_extension(name, format_);
    if (!extension.empty()) {
        labelled.append(".").append(extension);
    }
    return path_join(path_parent(input), labelled);
}

} // namespace imgbatch
