/// Output names with fields: `web/{dir}/{name}-{w}.{ext}`.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/result.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imgbatch {

/// What is known of an input before it is read.
struct EarlyFields {
    std::string_view dir;  ///< folders below the root, without slashes at its ends; may be empty
    std::string_view name; ///< without the extension; not empty
    std::string_view ext;  ///< without its dot; empty where it is known only when written
};

/// Immutable once made; safe to share between threads.
class OutputTemplate {
public:
    /// `{dir} {name} {ext} {w} {h} {hash}`; `{{` and `}}` are braces. Errors (usage): an unknown
    /// field, a brace without its other, a template that names a folder, or that
    /// climbs out of one where a field is empty (`a/.{dir}./b`).
    static Expected<OutputTemplate> parse(std::string_view text);

    /// The path, with {w}, {h} and {hash} left standing where has_late_fields(), and braces then
    /// doubled. An empty field takes the slashes after it along, or the dot before it, so that it
    /// leaves no "//", no "/" at the front and no dot at the end.
    [[nodiscard]] std::string fill(const EarlyFields& fields) const;

    [[nodiscard]] bool has_late_fields() const;

    /// The folders before the first field, e.g. "web"; empty where there are none.
    [[nodiscard]] std::string leading_folder() const;

    /// Whether it ends in `.{ext}`.
    [[nodiscard]] bool ends_with_ext() const;

    /// The extension spelt at its end ("jpg" of `{name}.jpg`); empty where there is none.
    [[nodiscard]] std::string_view literal_extension() const;

private:
    enum class Kind { literal, dir, name, ext, width, height, hash };

    struct Piece {
        Kind kind = Kind::literal;
        std::string text; ///< of a literal
    };

    static Expected<Kind> field(std::string_view word);
    static Expected<void> check(const OutputTemplate& made);
    [[nodiscard]] std::ptrdiff_t steps_up(std::string_view may_be_empty) const;
    void add_literal(char c);

    std::vector<Piece> pieces_; ///< no two literals side by side
};

/// Fills the late fields of a path that OutputTemplate::fill() left, and makes the braces single.
/// `hash` is written as 16 hex digits.
std::string fill_late_fields(std::string_view path, PixelSize size, std::uint64_t hash);

/// Whether such a path holds {hash}.
bool has_hash_field(std::string_view path);

} // namespace imgbatch
