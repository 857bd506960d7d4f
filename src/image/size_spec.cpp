#include "image/size_spec.h"

#include "base/try.h"
#include "image/geometry.h"

#include <charconv>
#include <optional>
#include <string>
#include <system_error>

namespace imgbatch {
namespace {

/// What the suffixes say.
struct Suffixes {
    bool fill = false;
    bool outside = false;
    bool never_enlarge = false;
    bool only_enlarge = false;
};

Error bad_size(std::string_view text, std::string_view why) {
    return Error{OutcomeClass::usage, Stage::none,
                 "size '" + std::string(text) + "': " + std::string(why) +
                     "; sizes are written as 800x600, 800, x600 or 50%",
                 0};
}

/// Takes the suffixes off the end of `text`.
Suffixes take_suffixes(std::string_view& text) {
    Suffixes found;
    for (; !text.empty(); text.remove_suffix(1)) {
        switch (text.back()) {
        case '!':
            found.fill = true;
            break;
        case '^':
            found.outside = true;
            break;
        case '>':
            found.never_enlarge = true;
            break;
        case '<':
            found.only_enlarge = true;
            break;
        default:
            return found;
        }
    }
    return found;
}

/// All of `text` as decimal digits; `whole` names it in errors.
Expected<std::uint32_t> parse_side(std::string_view text, std::string_view whole) {
    std::uint32_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, status] = std::from_chars(text.data(), end, value);
    if (status == std::errc::invalid_argument || stop != end) {
        return bad_size(whole, "'" + std::string(text) + "' is not a number of pixels");
    }
    if (status == std::errc::result_out_of_range || value > max_result_side) {
        return bad_size(whole, "a side may have at most 65,535 px");
    }
    if (value == 0) {
        return bad_size(whole, "a side must have at least 1 px");
    }
    return value;
}

Expected<SizeSpec> parse_percent(std::string_view text, std::string_view whole) {
    // More would not even leave one pixel within the limit.
    constexpr double largest = 100.0 * max_result_side;
    double value = 0.0;
    const char* const end = text.data() + text.size();
    const bool starts_well =
        !text.empty() && (text.front() == '.' || (text.front() >= '0' && text.front() <= '9'));
    const auto [stop, status] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (!starts_well || status == std::errc::invalid_argument || stop != end) {
        return bad_size(whole, "'" + std::string(text) + "' is not a percentage");
    }
    // Out of range is too large or too close to 0; only the latter starts with "0" or ".".
    const bool huge = status == std::errc::result_out_of_range
                          ? text.front() != '0' && text.front() != '.'
                          : value > largest;
    if (huge) {
        return bad_size(whole, "a percentage may be at most 6553500");
    }
    if (status == std::errc::result_out_of_range || value <= 0.0) {
        return bad_size(whole, "a percentage must be greater than 0");
    }
    SizeSpec spec;
    spec.percent = value;
    return spec;
}

/// `body` is what is left of `whole` without its suffixes.
Expected<SizeSpec> parse_body(std::string_view body, std::string_view whole) {
    if (body.empty()) {
        return bad_size(whole, "there is no number in it");
    }
    if (body.back() == '%') {
        return parse_percent(body.substr(0, body.size() - 1), whole);
    }
    SizeSpec spec;
    const auto cross = body.find_first_of("xX");
    const std::string_view width = body.substr(0, cross);
    const std::string_view height =
        cross == std::string_view::npos ? std::string_view() : body.substr(cross + 1);
    if (width.empty() && height.empty()) {
        return bad_size(whole, "there is no number in it");
    }
    if (!width.empty()) {
        IMGBATCH_TRY(spec.width, parse_side(width, whole));
    }
    if (!height.empty()) {
        IMGBATCH_TRY(spec.height, parse_side(height, whole));
    }
    return spec;
}

/// Why the suffixes contradict each other or the percentage; empty if they do not.
std::string_view contradiction(const Suffixes& suffixes, const SizeSpec& spec) {
    if (suffixes.fill && suffixes.outside) {
        return "'!' (fill) and '^' (outside) exclude each other";
    }
    if (suffixes.never_enlarge && suffixes.only_enlarge) {
        return "'>' (never enlarge) and '<' (only enlarge) exclude each other";
    }
    if (suffixes.never_enlarge && spec.percent && *spec.percent > 100.0) {
        return "'>' (never enlarge) contradicts a percentage over 100";
    }
    if (suffixes.only_enlarge && spec.percent && *spec.percent < 100.0) {
        return "'<' (only enlarge) contradicts a percentage under 100";
    }
    return {};
}

} // namespace

Expected<void> parse_size(std::string_view text, GeometryOptions& options) {
    std::string_view body = text;
    const Suffixes suffixes = take_suffixes(body);
    IMGBATCH_TRY(const SizeSpec spec, parse_body(body, text));
    if (const auto why = contradiction(suffixes, spec); !why.empty()) {
        return bad_size(text, why);
    }
    options.size = spec;
    if (suffixes.fill) {
        options.fit = Fit::fill;
    } else if (suffixes.outside) {
        options.fit = Fit::outside;
    }
    if (suffixes.never_enlarge) {
        options.enlarge = false;
        options.only_enlarge = false;
    } else if (suffixes.only_enlarge) {
        options.only_enlarge = true;
    }
    return {};
}

} // namespace imgbatch
