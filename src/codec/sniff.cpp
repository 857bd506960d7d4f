#include "codec/sniff.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace imgbatch {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::size_t markup_window = 1024; ///< how far an <svg> element may lie

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_jpeg(std::string_view text) {
    return text.starts_with("\xff\xd8"sv) && (text.size() == 2 || text[2] == '\xff');
}

bool is_png(std::string_view text) {
    const auto known = std::min(text.size(), png_signature.size());
    return known >= 2 && text.substr(0, known) == png_signature.substr(0, known);
}

bool is_webp(std::string_view text) {
    return text.starts_with("RIFF"sv) &&
           text.substr(std::min<std::size_t>(8, text.size()), 4) == "WEBP"sv;
}

/// "BM" alone begins many a text, so the size of the header that follows must be one of the known.
bool is_bmp(std::string_view text) {
    if (!text.starts_with("BM"sv) || text.size() < 18) {
        return false;
    }
    constexpr std::array<unsigned char, 8> header_sizes{12, 16, 40, 52, 56, 64, 108, 124};
    const auto size = static_cast<unsigned char>(text[14]);
    return text.substr(15, 3) == "\0\0\0"sv &&
           std::ranges::find(header_sizes, size) != header_sizes.end();
}

bool is_tiff(std::string_view text) {
    return text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv) ||
           text.starts_with("II+\0"sv) || text.starts_with("MM\0+"sv);
}

bool is_jxl(std::string_view text) {
    return text.starts_with("\xff\x0a"sv) || text.starts_with("\0\0\0\x0cJXL \r\n\x87\n"sv);
}

/// "P" and a digit, white space, then a number or a comment ("P7" goes on with words).
bool is_pnm(std::string_view text) {
    if (text.size() < 4 || text[0] != 'P' || !is_space(text[2])) {
        return false;
    }
    if (text[1] == '7' || text[1] == 'F' || text[1] == 'f') {
        return text[2] == '\n';
    }
    const auto next = text.find_first_not_of(" \t\r\n", 2);
    return text[1] >= '1' && text[1] <= '6' && next != std::string_view::npos &&
           (text[next] == '#' || (text[next] >= '0' && text[next] <= '9'));
}

bool is_svg(std::string_view text) {
    text = text.substr(0, markup_window);
    if (text.starts_with("\xef\xbb\xbf"sv)) {
        text.remove_prefix(3);
    }
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text.starts_with("<svg"sv) ||
           ((text.starts_with("<?xml"sv) || text.starts_with("<!--"sv) ||
             text.starts_with("<!DOCTYPE svg"sv)) &&
            text.find("<svg"sv) != std::string_view::npos);
}

/// HEIF's family names itself in an `ftyp` box: the major brand, then the compatible ones. What
/// is no picture there (video) is unknown to us.
ImageFormat sniff_isobmff(std::string_view text) {
    if (text.size() < 16 || text.substr(4, 4) != "ftyp"sv) {
        return ImageFormat::unknown;
    }
    constexpr std::array<std::string_view, 8> heic_brands{"heic", "heix", "hevc", "hevx",
                                                          "heim", "heis", "mif1", "msf1"};
    const auto box_end = std::min<std::size_t>(text.size(), static_cast<unsigned char>(text[3]));
    auto found = ImageFormat::unknown;
    for (std::size_t at = 8; at + 4 <= std::max<std::size_t>(box_end, 12); at += 4) {
        const auto brand = text.substr(at, 4);
        if (brand == "avif"sv || brand == "avis"sv) {
            return ImageFormat::avif;
        }
        if (at != 12 && std::ranges::find(heic_brands, brand) != heic_brands.end()) {
            found = ImageFormat::heic;
        }
    }
    return found;
}

} // namespace

ImageFormat sniff(ByteView data) {
    const std::string_view text = as_text(data);
    constexpr std::array<std::pair<bool (*)(std::string_view), ImageFormat>, 8> tests{{
        {is_jpeg, ImageFormat::jpeg},
        {is_png, ImageFormat::png},
        {is_webp, ImageFormat::webp},
        {is_bmp, ImageFormat::bmp},
        {is_tiff, ImageFormat::tiff},
        {is_jxl, ImageFormat::jxl},
        {is_pnm, ImageFormat::pnm},
        {is_svg, ImageFormat::svg},
    }};
    for (const auto& [fits, format] : tests) {
        if (fits(text)) {
            return format;
        }
    }
    if (text.starts_with("GIF87a"sv) || text.starts_with("GIF89a"sv)) {
        return ImageFormat::gif;
    }
    return sniff_isobmff(text);
}

} // namespace imgbatch
