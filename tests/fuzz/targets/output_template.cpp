#include "scan/output_template.h"

#include "base/path.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"
#include "scan/lexical_path.h"
#include "scan/output_path.h"

#include <array>
#include <string>

namespace imgbatch::test {
namespace {

/// Up to the first NUL; takes it off `text`, too.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\0');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

/// A name as directories hold them.
bool is_name(std::string_view text) {
    return !text.empty() && text != "." && text != ".." &&
           text.find('/') == std::string_view::npos && text.find('\0') == std::string_view::npos;
}

/// Folders as the scanner gives them: names with single slashes between.
bool is_folders(std::string_view text) {
    while (!text.empty()) {
        const auto slash = text.find('/');
        if (!is_name(text.substr(0, slash)) || slash + 1 == text.size()) {
            return false;
        }
        text.remove_prefix(slash == std::string_view::npos ? text.size() : slash + 1);
    }
    return true;
}

/// Of the file that has these fields; its stem may be dots alone.
std::string relative_name(const EarlyFields& fields) {
    std::string name(fields.dir);
    name.append(name.empty() ? "" : "/").append(fields.name);
    return fields.ext.empty() ? name : name.append(".").append(fields.ext);
}

/// `text` with every `{field}` replaced; doubled braces are passed over.
std::string with_value(std::string_view text, std::string_view field, std::string_view value) {
    std::string out;
    while (!text.empty()) {
        const bool twice = text.starts_with("{{") || text.starts_with("}}");
        if (!twice && text.starts_with(field)) {
            out += value;
            text.remove_prefix(field.size());
        } else {
            out += text.substr(0, twice ? 2 : 1);
            text.remove_prefix(twice ? 2 : 1);
        }
    }
    return out;
}

/// The same template with its late fields spelt out gives the same paths.
void check_late_fields(std::string_view text, const std::string& path, const EarlyFields& fields) {
    std::string spelt = with_value(text, "{w}", "640");
    spelt = with_value(spelt, "{h}", "48");
    spelt = with_value(spelt, "{hash}", "00000000000000ab");
    const auto early = OutputTemplate::parse(spelt);
    expect(early && !early->has_late_fields() && early->fill(fields) == path,
           "a field is filled as if it had been spelt out");
}

/// Where a template does not climb itself, no name of an input makes it.
void check_stays_below(const std::string& text, const std::string& relative) {
    if (text.find("..") != std::string::npos || text.find("./") != std::string::npos ||
        text.find('{') == std::string::npos) {
        return;
    }
    const auto namer = OutputNamer::create({text, false, "8", OutputFormat::same},
                                           {{"photos", InputKind::directory}});
    if (!namer) {
        expect(namer.error().code == OutcomeClass::usage, "an extension that cannot be");
        return;
    }
    const Planned planned = namer->plan({"photos/" + relative, relative, 0, false, 1, {}});
    const auto path = finish_output_path(planned, relative,
                                         {ImageFormat::gif, ImageFormat::png, {640, 48}, 0xab});
    expect(path && !path->empty() && is_name(path_name(*path)) && !path->ends_with('/'),
           "an output has a name");
    const std::string normal = lexically_normal(*path);
    expect(normal != ".." && !normal.starts_with("../"),
           "no name climbs out of the current folder");
    for (const std::string& folder : namer->output_folders()) {
        expect(path_below(lexically_normal(folder), normal).has_value(),
               "all outputs lie below the template's folder");
    }
}

} // namespace

/// A template and an input's names, a NUL between each.
void fuzz_output_template(ByteView input) {
    std::string_view rest = as_text(input);
    const std::string_view text = take_line(rest);
    const EarlyFields fields{take_line(rest), take_line(rest), take_line(rest)};
    const auto made = OutputTemplate::parse(text);
    if (!made) {
        expect(made.error().code == OutcomeClass::usage && !made.error().message.empty(),
               "what is no template is a usage error");
        return;
    }
    const std::string relative = relative_name(fields);
    if (!relative.empty() && is_folders(relative)) {
        check_stays_below(std::string(text), relative);
    }
    if (!is_folders(fields.dir) || !is_name(fields.name) ||
        (!fields.ext.empty() && !is_name(fields.ext))) {
        return;
    }
    std::string path = made->fill(fields);
    const bool late = made->has_late_fields();
    expect(late || !has_hash_field(path) || path.find("{hash}") != std::string::npos,
           "a hash is asked for where it stands");
    if (late) {
        path = fill_late_fields(path, {640, 48}, 0xab);
        check_late_fields(text, path, fields);
    }
}

} // namespace imgbatch::test
