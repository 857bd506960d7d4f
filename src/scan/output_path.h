/// From inputs to the paths of their outputs, by what `-o` says.
///
///   FILE      one file (or standard input) to one file: the value has an output format's extension
///   TEMPLATE  the value has a `{`
///   DIR       any other value; what an argument holds lands right under it
///   none      `photos-800x600/` beside `photos/`, `name-800x600.jpg` beside a file
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "scan/image_name.h"
#include "scan/input_source.h"
#include "scan/output_template.h"

#include <optional>
#include <string>
#include <vector>

namespace imgbatch {

enum class InputKind { file, directory, list, standard_input };

/// One thing that names inputs; its position is what Found::root tells.
struct InputArgument {
    std::string path; ///< of a list: the list's own, "-" for one on standard input
    InputKind kind = InputKind::file;
};

/// A directory if there is one at `path`, standard_input for "-", else a file.
InputArgument input_argument(std::string path);

struct OutputRequest {
    std::optional<std::string> output; ///< the value of -o
    bool in_place = false;
    std::string label; ///< for names without -o: "800x600", "800", "50pct", "webp"
    OutputFormat format = OutputFormat::same;
};

/// Immutable once made. It looks at the file system in create() only.
class OutputNamer {
public:
    /// Errors (usage), with what to write instead: a FILE for several inputs, a template's errors,
    /// a spelt extension that contradicts `format` or cannot be written, a DIR that is no folder or
    /// is an input folder itself, -o or a format together with in_place, no label where one is
    /// needed, standard input without a FILE or TEMPLATE.
    static Expected<OutputNamer> create(OutputRequest request, std::vector<InputArgument> inputs);

    /// What is to be written: `request.format`, or what the spelt extension of -o says.
    [[nodiscard]] OutputFormat format() const { return format_; }

    /// Folders that hold outputs only: walks leave them out. Empty in place, for a FILE and for
    /// outputs beside their inputs.
    [[nodiscard]] std::vector<std::string> output_roots() const;

    /// Every folder below which an output may lie, existing or not: what is written elsewhere is
    /// not this run's. "/" where only a list says where.
    [[nodiscard]] std::vector<std::string> output_folders() const;

    /// The folder whose `.imgbatch` keeps the journal; empty for a run that keeps none (one file,
    /// or outputs beside their inputs). With several folders, the first.
    [[nodiscard]] std::string state_root() const;

    /// True: two inputs may claim one name and the inputs are finite, so list them all, resolve
    /// collisions, then work. False (one folder that is mirrored, a list on standard input): work
    /// as names come and ask NameClaims about each, for `-f same` makes "a.png" of "a.gif" too.
    [[nodiscard]] bool names_known_first() const;

    [[nodiscard]] Planned plan(const Found& found) const;

private:
    enum class Form { file, filled_template, folder, beside, in_place };

    OutputNamer(OutputRequest request, std::vector<InputArgument> inputs);

    Expected<void> choose_form();
    Expected<void> use_template(const std::string& text);
    Expected<void> use_file_or_folder(const std::string& value);
    Expected<void> use_folder(const std::string& value);
    Expected<void> use_spelt_extension(std::string_view extension);
    Expected<void> use_defaults();
    [[nodiscard]] bool single_file() const;
    [[nodiscard]] std::string folder_beside(std::size_t i) const;
    [[nodiscard]] Planned plan_template(const Found& found) const;
    [[nodiscard]] std::string with_extension(std::string_view path) const;
    [[nodiscard]] std::string beside(const std::string& input) const;

    OutputRequest request_;
    std::vector<InputArgument> inputs_;
    Form form_ = Form::folder;
    OutputFormat format_ = OutputFormat::same;
    std::string target_;                   ///< the FILE or DIR
    std::optional<OutputTemplate> filled_; ///< the TEMPLATE
    bool spelt_extension_ = false;         ///< the TEMPLATE's end is an extension of the user's
    std::vector<std::string> folders_;     ///< beside: each input's; empty for what is no directory
};

} // namespace imgbatch
