#include "scan/output_template.h"

#include "base/path.h"
#include "base/try.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace imgbatch {
namespace {

Error template_error(std::string message) {
    return Error{OutcomeClass::usage, Stage::plan, std::move(message), 0};
}

/// Doubles braces, so that fill_late_fields() gives the text back.
void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        out.append(c == '{' || c == '}' ? 2 : 1, c);
    }
}

std::string hex16(std::uint64_t value) {
    std::array<char, 17> digits{};
    const int length = std::snprintf(digits.data(), digits.size(), "%016llx",
                                     static_cast<unsigned long long>(value));
    return {digits.data(), static_cast<std::size_t>(std::max(length, 0))};
}

} // namespace

Expected<OutputTemplate::Kind> OutputTemplate::field(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, Kind>, 6> words{{{"dir", Kind::dir},
                                                                      {"name", Kind::name},
                                                                      {"ext", Kind::ext},
                                                                      {"w", Kind::width},
                                                                      {"h", Kind::height},
                                                                      {"hash", Kind::hash}}};
    for (const auto& [known, kind] : words) {
        if (known == word) {
            return kind;
        }
    }
    return template_error("unknown field {" + std::string(word) +
                          "}; there are {dir} {name} {ext} {w} {h} {hash}, and {{ for a brace");
}

void OutputTemplate::add_literal(char c) {
    if (pieces_.empty() || pieces_.back().kind != Kind::literal) {
        pieces_.push_back({Kind::literal, {}});
    }
    pieces_.back().text += c;
}

Expected<OutputTemplate> OutputTemplate::parse(std::string_view text) {
    OutputTemplate made;
    while (!text.empty()) {
        const char c = text.front();
        if ((c == '{' || c == '}') && text.size() > 1 && text[1] == c) {
            made.add_literal(c);
            text.remove_prefix(2);
            continue;
        }
        if (c == '}') {
            return template_error("a '}' without its '{' (write '}}' for the character)");
        }
        if (c != '{') {
            made.add_literal(c);
            text.remove_prefix(1);
            continue;
        }
        const auto end = text.find('}');
        if (end == std::string_view::npos) {
            return template_error("a '{' without its '}' (write '{{' for the character)");
        }
        IMGBATCH_TRY(const Kind kind, field(text.substr(1, end - 1)));
        made.pieces_.push_back({kind, {}});
        text.remove_prefix(end + 1);
    }
    IMGBATCH_TRY(check(made));
    return made;
}

/// How many of its folders are spelt "..", with `may_be_empty` for what may have no value.
std::ptrdiff_t OutputTemplate::steps_up(std::string_view may_be_empty) const {
    std::string path;
    for (const Piece& piece : pieces_) {
        if (piece.kind == Kind::literal) {
            path += piece.text;
        } else {
            path += piece.kind == Kind::dir || piece.kind == Kind::ext ? may_be_empty : "x";
        }
    }
    std::ptrdiff_t steps = 0;
    std::string_view rest = path;
    for (auto slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
        steps += rest.substr(0, slash) == ".." ? 1 : 0;
        rest.remove_prefix(slash + 1);
    }
    return steps;
}

/// {dir} is a folder and may be empty: something else has to follow the last slash, and no dots
/// around it may become "..".
Expected<void> OutputTemplate::check(const OutputTemplate& made) {
    bool names_a_file = false;
    for (const Piece& piece : made.pieces_) {
        if (piece.kind == Kind::literal) {
            const auto slash = piece.text.rfind('/');
            names_a_file = slash == std::string::npos || slash + 1 < piece.text.size();
        } else if (piece.kind != Kind::dir) {
            names_a_file = true;
        }
    }
    if (!names_a_file) {
        return template_error("the template names a folder; end it with /{name}.{ext}");
    }
    if (made.steps_up("") != made.steps_up("x")) {
        return template_error("where {dir} or {ext} is empty, the template leaves its folder by "
                              "'..'; put something else beside them");
    }
    return {};
}

bool OutputTemplate::has_late_fields() const {
    return std::any_of(pieces_.begin(), pieces_.end(), [](const Piece& piece) {
        return piece.kind == Kind::width || piece.kind == Kind::height || piece.kind == Kind::hash;
    });
}

std::string OutputTemplate::fill(const EarlyFields& fields) const {
    const bool late = has_late_fields();
    std::string path;
    bool left_empty = false; // the last piece was a field without a value
    const auto add = [&](std::string_view value) {
        left_empty = value.empty();
        late ? append_escaped(path, value) : void(path.append(value));
    };
    for (const Piece& piece : pieces_) {
        std::string_view literal = piece.text;
        switch (piece.kind) {
        case Kind::literal:
            if (left_empty && (path.empty() || path.back() == '/')) {
                literal.remove_prefix(std::min(literal.find_first_not_of('/'), literal.size()));
            }
            add(literal);
            break;
        case Kind::dir:
            add(fields.dir);
            break;
        case Kind::name:
            add(fields.name);
            break;
        case Kind::ext:
            add(fields.ext);
            break;
        case Kind::width:
            path += "{w}";
            break;
        case Kind::height:
            path += "{h}";
            break;
        case Kind::hash:
            path += "{hash}";
            break;
        }
    }
    if (fields.ext.empty() && ends_with_ext()) {
        path.pop_back();
    }
    return path;
}

std::string OutputTemplate::leading_folder() const {
    if (pieces_.empty() || pieces_.front().kind != Kind::literal) {
        return {};
    }
    const std::string& text = pieces_.front().text;
    const auto slash = text.rfind('/');
    return slash == std::string::npos ? std::string() : slash == 0 ? "/" : text.substr(0, slash);
}

bool OutputTemplate::ends_with_ext() const {
    return pieces_.size() > 1 && pieces_.back().kind == Kind::ext &&
           pieces_[pieces_.size() - 2].kind == Kind::literal &&
           pieces_[pieces_.size() - 2].text.ends_with('.');
}

std::string_view OutputTemplate::literal_extension() const {
    if (pieces_.empty() || pieces_.back().kind != Kind::literal) {
        return {};
    }
    const std::string_view text = pieces_.back().text;
    const auto dot = text.rfind('.');
    const auto slash = text.rfind('/');
    if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) {
        return {};
    }
    return text.substr(dot + 1);
}

std::string fill_late_fields(std::string_view path, PixelSize size, std::uint64_t hash) {
    const std::array<std::pair<std::string_view, std::string>, 5> known{
        {{"{{", "{"},
         {"}}", "}"},
         {"{w}", std::to_string(size.width)},
         {"{h}", std::to_string(size.height)},
         {"{hash}", hex16(hash)}}};
    std::string filled;
    while (!path.empty()) {
        const auto* match = std::find_if(known.begin(), known.end(), [&](const auto& entry) {
            return path.starts_with(entry.first);
        });
        if (match != known.end()) {
            filled += match->second;
            path.remove_prefix(match->first.size());
        } else {
            filled += path.front();
            path.remove_prefix(1);
        }
    }
    return filled;
}

bool has_hash_field(std::string_view path) {
    while (!path.empty()) {
        if (path.starts_with("{hash}")) {
            return true;
        }
        path.remove_prefix(path.starts_with("{{") || path.starts_with("}}") ? 2 : 1);
    }
    return false;
}

} // namespace imgbatch
